"""The parts of an application as forms. A draft keeps what is over its limit of words: submission refuses it."""

from decimal import Decimal
from typing import Any

from django import forms

from cohorts.forms.amounts import ActivitiesField
from cohorts.models import Application, WorkPlanEntry
from cohorts.selectors.applications import MOST_WORDS, PAS_OF_A_HALF_DAY, TITLES
from cohorts.services.applications import ENTRY_FIELDS, LONGEST_TEXT
from trusts.forms import NHSForm, Words

HINTS = {
    "commitment": "What you have already led or improved, what changed because of it, and who can say so. "
    "Name no patients.",
    "insight": "What in your service should be better, how you know, and who is affected. Name no patients.",
    "adjustments": "What would help you to apply for or take part in the programme: times, rooms, formats, equipment. "
    "You need not name a condition; leave it empty if nothing is needed. The programme directors read it once you "
    "submit, the reviewers never.",
    "work_plan": "How you find the time each week: what stops or moves, and what you have agreed with whom.",
}


class DraftWords(Words):
    """A counted text whose excess of words is shown and kept, so that saving a draft never refuses a sentence."""

    def validate(self, value: str) -> None:
        """Only the length in characters is refused."""
        forms.CharField.validate(self, value)


def _too_long(where: str) -> str:
    """Django puts the two numbers in."""
    return f"{where}: use %(limit_value)d characters or fewer. You have written %(show_value)d"


def _text(key: str, rows: int) -> DraftWords:
    return DraftWords(
        label=f"{TITLES[key]}: up to {MOST_WORDS[key]} words",
        help_text=HINTS[key],
        max_words=MOST_WORDS[key],
        max_length=LONGEST_TEXT,
        required=False,
        rows=rows,
        error_messages={"max_length": _too_long(TITLES[key])},
    )


class PartForm(NHSForm):
    """One part, and the edition its page was made from. Without a readable edition the page counts as the oldest.

    What is wrong with one field keeps none of the others from being saved.
    """

    edition = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)

    def clean_edition(self) -> int:
        """The edition, or 0."""
        return self.cleaned_data["edition"] or 0

    @property
    def is_lost(self) -> bool:
        """Whether nothing of it can be saved."""
        return "edition" in self.errors or not set(self.cleaned_data) - {"edition"}

    def parts(self) -> dict[str, Any]:
        """What save_application() takes."""
        return dict(self.cleaned_data)


class CommitmentForm(PartForm):
    """Commitment already shown."""

    commitment = _text("commitment", rows=14)


class InsightForm(PartForm):
    """Insight into improvement."""

    insight = _text("insight", rows=14)


class AdjustmentsForm(PartForm):
    """What would help the doctor to take part."""

    adjustments = _text("adjustments", rows=8)


class WorkPlanForm(PartForm):
    """How the time is found: a summary, and the week half-day by half-day."""

    work_plan = _text("work_plan", rows=6)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for day in WorkPlanEntry.Day:
            for session in WorkPlanEntry.Session:
                self.fields.update(_half_day(day, session))

    def half_days(self) -> list[dict[str, Any]]:
        """The bound fields of each half-day with its words, Monday morning first."""
        return [
            {"words": _words(day, session), **{name: self[f"{_prefix(day, session)}-{name}"] for name in ENTRY_FIELDS}}
            for day in WorkPlanEntry.Day
            for session in WorkPlanEntry.Session
        ]

    def parts(self) -> dict[str, Any]:
        """The summary and the whole week, as save_application() takes them; a field in error stays as it is kept."""
        kept = {name: self.initial.get(name, "") for name in self.fields} | self.cleaned_data
        week = [
            {
                "day": day.value,
                "session": session.value,
                **{name: kept[f"{_prefix(day, session)}-{name}"] for name in ENTRY_FIELDS},
            }
            for day in WorkPlanEntry.Day
            for session in WorkPlanEntry.Session
        ]
        return {"edition": kept["edition"], "work_plan": kept["work_plan"], "week": week}


class WithdrawForm(NHSForm):
    """Why a doctor withdraws, if they want to say."""

    reason = forms.CharField(
        required=False,
        max_length=1000,
        label="Why are you withdrawing? (optional)",
        help_text="Kept with your application. Your programme director can read it.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class WithdrawPlaceForm(NHSForm):
    """Why a doctor's place ends."""

    reason = forms.CharField(
        max_length=1000,
        label="Why does the place end?",
        help_text="Kept with the place. The doctor and the programme directors read it, nobody else.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )


def kept_part(application: Application, key: str) -> dict[str, Any]:
    """What is kept of one part, as the initial values of its form; one query for the week."""
    values: dict[str, Any] = {key: getattr(application, key), "edition": application.edition}
    if key == "work_plan":
        for entry in application.week.all():
            prefix = _prefix(entry.day, entry.session)
            values |= {
                f"{prefix}-activity": entry.activity,
                f"{prefix}-programmed_activities": entry.programmed_activities or "",
                f"{prefix}-cover": entry.cover,
                f"{prefix}-clash": entry.clash,
            }
    return values


def _prefix(day: int, session: str) -> str:
    return f"{int(day)}-{session}"


def _words(day: WorkPlanEntry.Day, session: WorkPlanEntry.Session) -> str:
    return f"{day.label} {session.label.lower()}"


def _half_day(day: WorkPlanEntry.Day, session: WorkPlanEntry.Session) -> dict[str, forms.Field]:
    prefix, where = _prefix(day, session), _words(day, session)
    wrong = f"{where}: enter programmed activities as a number from 0 to {PAS_OF_A_HALF_DAY}, such as 0.25"
    codes = ("invalid", "min_value", "max_value", "max_digits", "max_decimal_places", "max_whole_digits")
    return {
        f"{prefix}-activity": forms.CharField(
            required=False,
            max_length=200,
            label="What moves or stops",
            error_messages={"max_length": _too_long(f"{where}, what moves or stops")},
        ),
        f"{prefix}-programmed_activities": ActivitiesField(
            required=False,
            max_value=Decimal(PAS_OF_A_HALF_DAY),
            max_digits=3,
            label="PAs it frees",
            error_messages=dict.fromkeys(codes, wrong),
        ),
        f"{prefix}-cover": forms.CharField(
            required=False,
            max_length=200,
            label="Who covers",
            error_messages={"max_length": _too_long(f"{where}, who covers")},
        ),
        f"{prefix}-clash": forms.ChoiceField(
            required=False, choices=[("", "Nothing"), *WorkPlanEntry.Clash.choices], label="Clashes with"
        ),
    }
