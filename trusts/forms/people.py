"""Forms about people and agreements."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils import timezone

from trusts.forms.fields import DateField, NHSForm, Words
from trusts.models import University
from trusts.states import DataClass, Role


class InvitationForm(NHSForm):
    """Somebody who is asked to join the Trust, and what they are there to do."""

    title = forms.CharField(max_length=30, required=False, help_text="For example Dr, Professor or Mx.")
    full_name = forms.CharField(
        max_length=200, help_text="As they write it.", error_messages={"required": "Enter their name"}
    )
    preferred_name = forms.CharField(max_length=100, required=False)
    email = forms.EmailField(error_messages={"required": "Enter their e-mail address"})
    job_title = forms.CharField(max_length=200, required=False)
    grade = forms.CharField(max_length=100, required=False)
    specialty = forms.CharField(max_length=100, required=False)
    gmc_number = forms.RegexField(
        r"^C?[0-9]{7}$",
        label="GMC number",
        required=False,
        help_text="7 digits; it may begin with 0.",
        error_messages={"invalid": "Enter a GMC number of 7 digits"},
    )
    employee_number = forms.CharField(max_length=20, required=False)
    roles = forms.MultipleChoiceField(
        choices=(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one role"},
    )

    def __init__(self, *args: Any, roles: Collection[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(role.value, role.label) for role in Role if role in roles]
        self.fields["roles"].choices = choices  # type: ignore[attr-defined]

    def clean_gmc_number(self) -> str:
        """The consultant code's leading C is dropped: the number is what is kept."""
        return str(self.cleaned_data["gmc_number"]).removeprefix("C")


class RolesForm(NHSForm):
    """Which roles a person holds."""

    roles = forms.MultipleChoiceField(
        choices=Role,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="You give roles to others, never to yourself. To let somebody go, end their membership instead.",
    )


class AgreementForm(NHSForm):
    """A sharing agreement with a university."""

    university = forms.ModelChoiceField(
        queryset=University.objects.none(), error_messages={"required": "Choose a university"}
    )
    data_classes = forms.MultipleChoiceField(
        label="What the university may see",
        choices=DataClass,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one class of data"},
    )
    purpose = Words(
        max_words=150,
        rows=4,
        help_text="Why the university needs it. Doctors read this.",
        error_messages={"required": "Enter the purpose"},
    )
    starts_on = DateField(label="First day", error_messages={"required": "Enter the first day"})
    ends_on = DateField(label="Last day", error_messages={"required": "Enter the last day"})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        universities = self.fields["university"]
        universities.queryset = University.objects.filter(is_active=True).order_by("name")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first, nor in the past."""
        cleaned = super().clean() or {}
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", "The last day must be on or after the first day")
        if ends and ends < timezone.localdate():
            self.add_error("ends_on", "The last day must be today or later")
        return cleaned
