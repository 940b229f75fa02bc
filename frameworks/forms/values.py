"""What people type about values and objectives."""

from django import forms

from trusts.forms import NHSForm, Words


class ConfirmForm(NHSForm):
    """Nothing to type: the button is the answer."""


class ValueForm(NHSForm):
    """A value of the Trust."""

    name = forms.CharField(
        max_length=100,
        help_text="As the Trust says it, for example Kindness.",
        error_messages={"required": "Enter the name of the value."},
    )
    statement = Words(
        max_words=60,
        rows=3,
        help_text="What it means, in a sentence a colleague would say.",
        error_messages={"required": "Enter what the value means."},
    )


class ObjectiveForm(NHSForm):
    """A strategic objective of the Trust."""

    code = forms.CharField(
        max_length=10,
        help_text="Short, for example O4. It cannot be changed later.",
        widget=forms.TextInput(attrs={"width": 5}),
        error_messages={"required": "Enter a short code, for example O4."},
    )
    name = forms.CharField(
        max_length=100,
        help_text="As the strategy calls it, for example Safer wards.",
        error_messages={"required": "Enter the name of the objective."},
    )
    statement = Words(
        max_words=60,
        rows=3,
        help_text="What the Trust is trying to achieve, in a sentence doctors recognise.",
        error_messages={"required": "Enter what the Trust is trying to achieve."},
    )
