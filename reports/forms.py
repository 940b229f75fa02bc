"""Asking for reports: HTTP in."""

from typing import Any

from django import forms
from django.db.models import Case, When

from assessments.states import RoundKind
from cohorts.models import Cohort
from cohorts.states import CohortState
from reports.states import ReportKind
from trusts.forms import NHSForm


class CohortChoice(forms.ModelChoiceField):
    """A cohort by programme and name."""

    def label_from_instance(self, obj: Any) -> str:
        """As 'Leading here, 2027'."""
        return f"{obj.programme.name}, {obj.name}"


class ReportRequestForm(NHSForm):
    """Ask for a PDF of one cohort. `key` makes a double click harmless."""

    kind = forms.ChoiceField(choices=[(kind, kind.label) for kind in ReportKind.pdfs()], widget=forms.HiddenInput)
    key = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)
    # An individual report compares with this post; from the page that shows where one stands.
    post = forms.CharField(widget=forms.HiddenInput, max_length=100, required=False)
    cohort = CohortChoice(
        queryset=None, label="Cohort", empty_label=None, error_messages={"invalid_choice": "Choose a cohort."}
    )

    def __init__(self, *args: Any, cohorts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cohort"].queryset = cohorts  # type: ignore[attr-defined]


class ExportChoiceForm(NHSForm):
    """Choose what of the released data."""

    cohort = CohortChoice(
        queryset=None, label="Cohort", empty_label=None, error_messages={"invalid_choice": "Choose a cohort."}
    )
    rounds = forms.MultipleChoiceField(
        label="Rounds",
        choices=RoundKind,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one round."},
    )

    def __init__(self, *args: Any, cohorts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cohort"].queryset = cohorts  # type: ignore[attr-defined]


class ExportForm(NHSForm):
    """Say why, and in which format."""

    purpose = forms.CharField(
        label="What is this export for?",
        help_text="Kept in the audit beside your name. For example: appraisal summaries, spring 2027.",
        max_length=300,
        error_messages={
            "required": "Say what the export is for.",
            "max_length": "Use 300 characters or fewer to say what the export is for.",
        },
    )
    kind = forms.ChoiceField(
        label="File",
        choices=[(ReportKind.HR_XLSX, "Excel workbook"), (ReportKind.HR_CSV, "CSV")],
        widget=forms.RadioSelect,
        initial=ReportKind.HR_XLSX,
        error_messages={"required": "Choose a file format.", "invalid_choice": "Choose a file format."},
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)


def cohort_choices() -> Any:
    """Cohorts of the Trust with their programmes: those that run, those complete, then those with nothing to tell yet,
    each newest first."""
    told = Case(When(state=CohortState.RUNNING, then=0), When(state=CohortState.COMPLETE, then=1), default=2)
    return Cohort.objects.select_related("programme__university").order_by(told, "-starts_on", "name")
