"""What people type about a programme."""

from typing import Any

from django import forms

from programmes.models import Programme
from trusts.forms import NHSForm, WholeNumberField, Words
from trusts.models import University


class ConfirmForm(NHSForm):
    """Nothing to type: the button is the answer."""


class ProgrammeForm(NHSForm):
    """A programme."""

    name = forms.CharField(
        max_length=200,
        help_text="For example Leading in our Trust.",
        error_messages={"required": "Enter the name of the programme."},
    )
    summary = Words(
        max_words=150, rows=4, required=False, help_text="What a doctor who thinks of applying should know."
    )
    university = forms.ModelChoiceField(
        queryset=University.objects.none(),
        required=False,
        empty_label="No university",
        help_text="Optional. It sees only what a sharing agreement names. Is it missing? Your IT department adds it.",
    )
    award = forms.CharField(
        max_length=200,
        required=False,
        help_text="Optional. For example Postgraduate Certificate in Medical Leadership.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["university"].queryset = University.objects.filter(is_active=True).order_by("name")  # type: ignore[attr-defined]


class StageForm(NHSForm):
    """A stage."""

    name = forms.CharField(
        max_length=100,
        help_text="For example Apply, or Benchmark.",
        error_messages={"required": "Enter the name of the stage."},
    )
    summary = Words(max_words=100, rows=3, required=False, help_text="What happens in it.")


class ModuleForm(NHSForm):
    """A module of the award."""

    code = forms.CharField(
        max_length=20,
        help_text="The university's code, for example LEAD701.",
        widget=forms.TextInput(attrs={"width": 10}),
        error_messages={"required": "Enter the university's code."},
    )
    title = forms.CharField(max_length=200, error_messages={"required": "Enter the title of the module."})
    credits = WholeNumberField(
        label="Credits",
        min_value=0,
        max_value=360,
        widget=forms.NumberInput(attrs={"width": 4, "inputmode": "numeric"}),
        error_messages={"required": "Enter how many credits it carries."},
    )


def programme_initial(programme: Programme) -> dict[str, Any]:
    """What the form of a programme begins with."""
    return {name: getattr(programme, name) for name in ("name", "summary", "university", "award")}
