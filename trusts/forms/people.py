"""Forms about people and agreements."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone

from trusts.forms.fields import DateField, NHSForm, Words
from trusts.models import University
from trusts.states import CorrectionReason, DataClass, Role

# What each role is there to do, beside its box.
ROLE_HINTS = {
    Role.DOCTOR: "Applies, and takes part: benchmark, goals, project.",
    Role.REVIEWER: "Scores the applications they are asked to.",
    Role.PROGRAMME_DIRECTOR: "Writes the framework, plans cohorts, decides on applications.",
    Role.MEDICAL_DIRECTOR: "Approves the framework, sees the dashboard and the reports.",
    Role.HR_OFFICER: "Exports what doctors have released by name, and nothing else.",
    Role.MENTOR: "Supports doctors. No doctor's work is open to them but projects they sponsor.",
    Role.LINE_MANAGER: "Sponsors and approves improvement projects.",
    Role.TRUST_ADMINISTRATOR: "Invites people, signs agreements, reads the audit. No doctor's work is open to them.",
}


# As whoever corrects reads them; the person themselves reads the labels.
CORRECTION_WORDS = {
    CorrectionReason.ASKED: "They asked for it",
    CorrectionReason.CHANGED: "Their name, post or number has changed",
    CorrectionReason.REGISTER: "A register or the Trust's records say otherwise",
    CorrectionReason.SLIP: "It was mistyped",
}


def _roles_field(**options: Any) -> forms.MultipleChoiceField:
    field = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, **options)
    field.hints = ROLE_HINTS  # type: ignore[attr-defined]
    return field


class DetailsForm(NHSForm):
    """A name as they write it, their post, their numbers."""

    title = forms.CharField(
        max_length=30,
        required=False,
        label="Title (optional)",
        help_text="For example Dr, Professor or Mx.",
        widget=forms.TextInput(attrs={"width": 10}),
    )
    full_name = forms.CharField(
        max_length=200, help_text="As they write it.", error_messages={"required": "Enter their name"}
    )
    preferred_name = forms.CharField(
        max_length=100, required=False, label="Preferred name (optional)", help_text="How pages and e-mails greet them."
    )
    job_title = forms.CharField(max_length=200, required=False, label="Job title (optional)")
    grade = forms.CharField(
        max_length=100, required=False, label="Grade (optional)", help_text="For example Consultant."
    )
    specialty = forms.CharField(max_length=100, required=False, label="Specialty (optional)")
    gmc_number = forms.RegexField(
        r"^C?[0-9]{7}$",
        label="GMC number (optional)",
        required=False,
        help_text="7 digits; it may begin with 0.",
        widget=forms.TextInput(attrs={"width": 10}),
        error_messages={"invalid": "Enter a GMC number of 7 digits"},
    )
    employee_number = forms.CharField(
        max_length=20,
        required=False,
        label="Employee number (optional)",
        help_text="From ESR. HR's export carries it.",
        widget=forms.TextInput(attrs={"width": 10}),
    )

    def clean_gmc_number(self) -> str:
        """The consultant code's leading C is dropped: the number is what is kept."""
        return str(self.cleaned_data["gmc_number"]).removeprefix("C")


class InvitationForm(DetailsForm):
    """Somebody who is asked to join the Trust, and what they are there to do."""

    field_order = ["title", "full_name", "preferred_name", "email"]
    email = forms.EmailField(
        label="E-mail address",
        help_text="Their own work address: the link works for it alone.",
        error_messages={"required": "Enter their e-mail address"},
    )
    roles = _roles_field(label="What are they here to do?", error_messages={"required": "Choose at least one role"})

    def __init__(self, *args: Any, roles: Collection[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(role.value, role.label) for role in Role if role in roles]
        self.fields["roles"].choices = choices  # type: ignore[attr-defined]


class CorrectionForm(DetailsForm):
    """Details of a person as they should be. `edition` is when they were last saved, to notice another's save."""

    edition = forms.DateTimeField(widget=forms.HiddenInput, required=False)
    reason = forms.ChoiceField(
        label="Why are you changing this?",
        choices=[(reason, CORRECTION_WORDS[reason]) for reason in CorrectionReason],
        widget=forms.RadioSelect,
        help_text="They are told by e-mail what you changed and why, and the audit keeps it.",
        error_messages={"required": "Say why you are changing this"},
    )


class TrustNameForm(NHSForm):
    """The Trust's name. `was` is what it was when the page was drawn."""

    was = forms.CharField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(
        max_length=200,
        label="Name",
        help_text="It stands on every page, in every e-mail and report from now on. Addresses stay as they are.",
        error_messages={"required": "Enter the Trust's name"},
    )


class RolesForm(NHSForm):
    """Which roles a person holds."""

    roles = _roles_field(
        choices=Role,
        required=False,
        help_text="You give roles to others, never to yourself. To let somebody go, end their membership instead.",
    )


class AgreementForm(NHSForm):
    """A sharing agreement with a university."""

    university = forms.ModelChoiceField(
        queryset=University.objects.none(),
        empty_label="Choose a university",
        help_text="Is it missing? Your IT department adds it.",
        error_messages={"required": "Choose a university"},
    )
    data_classes = forms.MultipleChoiceField(
        label="What the university may see",
        help_text="Only what it needs. Applications, scores and self-assessments by name can never be shared.",
        choices=DataClass,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one class of data"},
    )
    tutors = forms.CharField(
        label="Only for these tutors (optional)",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Their e-mail addresses, one a line. Leave it empty for all whom the university lets in, now and"
        " later. A name can be withdrawn alone; another one needs a new agreement.",
    )
    purpose = Words(
        max_words=150,
        rows=4,
        help_text="Why the university needs it. Doctors read this.",
        error_messages={"required": "Enter the purpose"},
    )
    starts_on = DateField(label="First day", error_messages={"required": "Enter the first day"})
    ends_on = DateField(
        label="Last day",
        help_text="Its sight closes by itself after this day. It stands in your to-do list from a month before.",
        error_messages={"required": "Enter the last day"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        universities = self.fields["university"]
        universities.queryset = University.objects.filter(is_active=True).order_by("name")  # type: ignore[attr-defined]

    def clean_tutors(self) -> list[str]:
        """Each address once."""
        addresses = [line.strip().lower() for line in self.cleaned_data["tutors"].splitlines() if line.strip()]
        for address in addresses:
            try:
                validate_email(address)
            except ValidationError:
                raise ValidationError(f"Enter one e-mail address a line: '{address}' is none") from None
        return list(dict.fromkeys(addresses))

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first, nor in the past."""
        cleaned = super().clean() or {}
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", "The last day must be on or after the first day")
        if ends and ends < timezone.localdate():
            self.add_error("ends_on", "The last day must be today or later")
        return cleaned
