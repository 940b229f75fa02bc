"""A cohort's facts and criteria."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from cohorts.forms.amounts import ActivitiesField
from cohorts.models import Cohort
from cohorts.selectors.cohorts import DAYS_TO_READ
from cohorts.services.cohorts import FIXED_ONCE_OPEN, date_problems
from cohorts.states import CohortState
from frameworks.models import FrameworkVersion
from programmes.models import Programme
from trusts.forms import DateField, LinkedError, NHSForm, WholeNumberField

FEWEST_ROWS, MOST_ROWS = 3, 12
ANCHORS = ("little", "some", "much")


def _time(label: str, initial: str) -> forms.TimeField:
    wrong = f"“{label}” must be a time, such as 09:00"
    return forms.TimeField(
        label=label,
        initial=initial,
        input_formats=["%H:%M", "%H.%M", "%H:%M:%S"],
        help_text="UK time on the 24-hour clock, for example 23:59",
        widget=forms.TextInput(attrs={"width": "5"}),
        error_messages={"invalid": wrong, "required": wrong},
    )


class CohortForm(NHSForm):
    """The facts of one run of a programme; its dates are told in UK time."""

    edition = forms.DateTimeField(widget=forms.HiddenInput, required=False)
    programme: Any = forms.ModelChoiceField(
        queryset=None, empty_label="Choose a programme", error_messages={"required": "Choose a programme"}
    )
    framework_version: Any = forms.ModelChoiceField(
        queryset=None,
        label="Framework version",
        empty_label="Choose a published version",
        help_text="The cohort keeps this version from beginning to end, whatever is published later",
        error_messages={"required": "Choose a published version of the framework"},
    )
    name = forms.CharField(
        max_length=100,
        help_text="For example 2027, or Autumn 2027",
        error_messages={"required": "Enter a name for the cohort"},
    )
    places = WholeNumberField(
        label="Places",
        min_value=1,
        max_value=200,
        help_text="About eleven is usual. With fewer than five, figures about the cohort stay hidden",
        widget=forms.NumberInput(attrs={"width": "3"}),
        error_messages={"required": "Enter how many places there are"},
    )
    opens_on = DateField(label="Applications open on", error_messages={"required": "Enter when applications open"})
    opens_time = _time("Applications open at", "00:00")
    closes_on = DateField(label="Applications close on", error_messages={"required": "Enter when applications close"})
    closes_time = _time("Applications close at", "23:59")
    decisions_on = DateField(
        label="Doctors hear by",
        help_text=f"Reviews are due by then too: allow at least {DAYS_TO_READ} days after applications close",
        error_messages={"required": "Enter by when doctors hear the decision"},
    )
    starts_on = DateField(
        label="The programme starts on",
        help_text="If it moves, doctors with a place or an offer of one are told, and no offer lasts beyond it",
        error_messages={"required": "Enter when it starts"},
    )
    ends_on = DateField(label="The programme ends on", error_messages={"required": "Enter when it ends"})
    weekly_pa_needed = ActivitiesField(
        label="Programmed activities a week a doctor needs to find",
        initial="1",
        max_value=10,
        max_digits=4,
        help_text="One programmed activity is four hours of a consultant's week. Doctors plan where it comes from",
        width="4",
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value", "max_digits", "max_decimal_places", "max_whole_digits"),
            "“Programmed activities a week” must be a number from 0 to 10, such as 0.5",
        ),
    )

    def __init__(self, *args: Any, cohort: Cohort | None = None, **kwargs: Any) -> None:
        if cohort is not None:
            kwargs["initial"] = {**_facts(cohort), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        if cohort is None:
            del self.fields["edition"]
        versions = FrameworkVersion.objects.published()
        if cohort is not None:
            versions = versions | FrameworkVersion.objects.filter(pk=cohort.framework_version_id)
        self.fields["programme"].queryset = Programme.objects.all()  # type: ignore[attr-defined]
        self.fields["framework_version"].queryset = versions.select_related("framework").newest_first()  # type: ignore[attr-defined]
        if cohort is not None and cohort.state != CohortState.PLANNED:
            for name in FIXED_ONCE_OPEN:  # people have applied under these
                del self.fields[name]

    @property
    def missing(self) -> list[str]:
        """What has to be there before a cohort can be planned: "framework", "programme"."""
        needs = (("framework_version", "framework"), ("programme", "programme"))
        return [name for field, name in needs if field in self.fields and not self.fields[field].queryset.exists()]  # type: ignore[attr-defined]

    def typed(self) -> dict[str, Any]:
        """What was typed so far, unchecked, to show again."""
        return {
            name: field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
            for name, field in self.fields.items()
        }

    def clean(self) -> dict[str, Any]:
        """The facts as create_cohort() takes them; dates out of order are said beside the later one."""
        facts = dict(self.cleaned_data)
        for edge, name in (("opens", "applications_open_at"), ("closes", "applications_close_at")):
            day, time = facts.pop(f"{edge}_on", None), facts.pop(f"{edge}_time", None)
            if day is not None and time is not None:
                try:
                    facts[name] = uk_instant(datetime.combine(day, time))
                except ValidationError as error:
                    self.add_error(f"{edge}_time", error)
        dates = ("applications_open_at", "applications_close_at", "decisions_on", "starts_on", "ends_on")
        for name, sentence in date_problems(**{name: facts.get(name) for name in dates}).items():
            self.add_error("closes_on" if name == "applications_close_at" else name, sentence)
        return facts


def uk_instant(wall: datetime) -> datetime:
    """The instant a UK wall clock shows this; refuses an hour it never shows, or shows twice, when clocks change."""
    zone = timezone.get_default_timezone()
    early, late = wall.replace(tzinfo=zone, fold=0), wall.replace(tzinfo=zone, fold=1)
    if early.utcoffset() != late.utcoffset():
        raise ValidationError("The clocks change at this hour: choose a time before 1:00 or after 2:00.")
    return early


def _facts(cohort: Cohort) -> dict[str, Any]:
    opens = timezone.localtime(cohort.applications_open_at)
    closes = timezone.localtime(cohort.applications_close_at)
    return {
        "edition": cohort.updated_at.isoformat(),
        "programme": cohort.programme_id,
        "framework_version": cohort.framework_version_id,
        "opens_on": opens.date(),
        "opens_time": f"{opens:%H:%M}",
        "closes_on": closes.date(),
        "closes_time": f"{closes:%H:%M}",
        **{
            name: getattr(cohort, name)
            for name in ("name", "places", "decisions_on", "starts_on", "ends_on", "weekly_pa_needed")
        },
    }


class CriterionForm(NHSForm):
    """One thing reviewers score from 1 to 5; left empty, it is no criterion."""

    name = forms.CharField(
        max_length=100, required=False, label="What is scored", help_text="For example Commitment already shown"
    )
    guidance = forms.CharField(
        max_length=1000, required=False, label="Guidance for doctors and reviewers", widget=forms.Textarea({"rows": 2})
    )
    weight = WholeNumberField(
        label="Weight",
        min_value=1,
        max_value=100,
        required=False,
        initial=1,
        help_text="2 counts twice as much as 1",
        widget=forms.NumberInput(attrs={"width": "3"}),
    )
    little = forms.CharField(max_length=500, required=False, label="What a score of 1 looks like")
    some = forms.CharField(max_length=500, required=False, label="What a score of 3 looks like")
    much = forms.CharField(max_length=500, required=False, label="What a score of 5 looks like")

    def clean(self) -> dict[str, Any]:
        """A criterion with a name says what 1, 3 and 5 look like."""
        facts = self.cleaned_data
        texts = [name for name in ("guidance", *ANCHORS) if facts.get(name)]
        if texts and not facts.get("name"):
            self.add_error("name", "Enter what is scored, or empty the rest of this criterion")
        if facts.get("name"):
            for anchor, score in zip(ANCHORS, (1, 3, 5), strict=True):
                if not facts.get(anchor):
                    self.add_error(anchor, f"Enter what a score of {score} looks like")
        return facts


class CriterionForms:
    """The criteria of a cohort as rows of a form: those kept, and empty ones to fill."""

    def __init__(self, data: Mapping[str, Any] | None = None, cohort: Cohort | None = None) -> None:
        self.data = data
        self.is_bound = data is not None
        self.is_fixed = cohort is not None and cohort.state != CohortState.PLANNED
        kept = [_criterion(row) for row in cohort.criteria.all()] if cohort is not None and not self.is_fixed else []
        count = _rows_sent(data) if data is not None else max(FEWEST_ROWS, len(kept) + 1)
        initials = kept + [{}] * (count - len(kept))
        count = 0 if self.is_fixed else min(count, MOST_ROWS)
        self.forms = [CriterionForm(data, prefix=f"criterion-{n}", initial=initials[n]) for n in range(count)]

    @property
    def count(self) -> int:
        """How many rows the page shows."""
        return len(self.forms)

    @property
    def is_full(self) -> bool:
        """Whether no further row is offered."""
        return self.count >= MOST_ROWS

    def is_valid(self) -> bool:
        """Whether every row is sound."""
        return sum(not form.is_valid() for form in self.forms) == 0  # each is asked, so that each shows its errors

    def problems(self) -> list[LinkedError]:
        """What is wrong with the rows, each sentence naming its criterion and linked to its field."""
        return [
            LinkedError(f"Criterion {number}: {error}", field)
            for number, form in enumerate(self.forms, start=1)
            for field in form
            for error in field.errors
        ]

    def one_more(self) -> "CriterionForms":
        """The same rows as typed, unchecked, and an empty one."""
        typed = [{name: form.data.get(form.add_prefix(name), "") for name in form.fields} for form in self.forms]
        count = min(len(typed) + 1, MOST_ROWS)
        self.is_bound = False
        self.forms = [
            CriterionForm(prefix=f"criterion-{n}", initial=typed[n] if n < len(typed) else {}) for n in range(count)
        ]
        return self

    def criteria(self) -> list[dict[str, Any]]:
        """The filled rows in order, as create_cohort() takes them."""
        rows = [form.cleaned_data for form in self.forms if form.cleaned_data.get("name")]
        return [
            {
                "name": row["name"],
                "guidance": row["guidance"],
                "weight": row["weight"] or 1,
                "anchors": [row[anchor] for anchor in ANCHORS],
            }
            for row in rows
        ]


def _criterion(row: Any) -> dict[str, Any]:
    anchors = [*row.anchors, "", "", ""][:3]
    return {"name": row.name, "guidance": row.guidance, "weight": row.weight} | dict(zip(ANCHORS, anchors, strict=True))


def _rows_sent(data: Mapping[str, Any]) -> int:
    sent = str(data.get("criteria", ""))
    return max(1, min(int(sent), MOST_ROWS)) if sent.isdecimal() and sent.isascii() else FEWEST_ROWS
