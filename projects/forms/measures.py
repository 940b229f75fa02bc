"""Forms of measures and their dated values."""

from typing import Any

from django import forms
from django.utils import timezone

from projects.forms.base import PastDateField, ProjectForm, count, number, plain
from projects.models import Measure, Measurement
from projects.services.values import ValueRefusedError, check_day, far_from, read_value
from projects.states import Direction, Frequency, MeasureKind
from trusts.forms import WholeNumberField, Words

COUNTED = (("number", "A number"), ("proportion", "So many out of so many"))


class MeasureForm(ProjectForm):
    """What is counted, how, and which way is better."""

    name = forms.CharField(
        label="What do you measure?",
        max_length=200,
        help_text="For example: letters sent within a day",
        error_messages={"required": "Give the measure a name."},
    )
    kind = forms.ChoiceField(
        label="What does it tell?",
        widget=forms.RadioSelect,
        choices=MeasureKind,
        help_text="A project needs one outcome, and does well with one or two of the others.",
    )
    counted = forms.ChoiceField(label="How is it counted?", widget=forms.RadioSelect, choices=COUNTED)
    unit = forms.CharField(
        label="Unit",
        required=False,
        max_length=60,
        help_text="Of a number: days, letters a week. Leave out for “out of”.",
    )
    direction = forms.ChoiceField(label="Which way is better?", widget=forms.RadioSelect, choices=Direction)
    definition = Words(
        label="How exactly is it counted?",
        required=False,
        max_words=200,
        rows=4,
        help_text="So that two people counting would write down the same value.",
    )
    frequency = forms.ChoiceField(
        label="How often?",
        choices=Frequency,
        help_text="The oftener, the sooner a change shows. Weekly is good if the counting is easy.",
    )
    source = forms.CharField(
        label="Where do the values come from?",
        required=False,
        max_length=200,
        help_text="For example: the ward's discharge list, counted on Mondays",
    )
    target = number("Target (optional)")
    is_patient_experience = forms.BooleanField(label="It tells of patients' own experience", required=False)
    floor = number("Lowest possible value (optional)", help_text="Often 0. Of “out of” it is 0% always.")
    ceiling = number("Highest possible value (optional)", help_text="Of “out of” it is 100% always.")
    baseline_points = WholeNumberField(
        label="Baseline (optional)",
        required=False,
        min_value=2,
        max_value=1000,
        help_text="How many first values set the limits. Leave empty for all; 12 to 20 make a firm baseline.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "width": 4}),
    )
    conflict_rule = forms.ChoiceField(
        label="When a value is better by one rule and worse by another",
        widget=forms.RadioSelect,
        choices=Measure.ConflictRule,
        initial=Measure.ConflictRule.IMPROVEMENT,
    )

    def fields_of_measure(self) -> dict[str, Any]:
        """What add_measure() and edit_measure() take."""
        data = dict(self.cleaned_data)
        data["is_proportion"] = data.pop("counted") == "proportion"
        return data

    @staticmethod
    def starting(measure: Measure) -> dict[str, Any]:
        """The measure as it stands."""
        names = [name for name in MeasureForm.base_fields if name != "counted"]
        values = {name: getattr(measure, name) for name in names}
        numbers = {name: plain(values[name]) for name in ("target", "floor", "ceiling")}
        return {**values, **numbers, "counted": "proportion" if measure.is_proportion else "number"}


class ValueForm(ProjectForm):
    """One dated value: two counts of a proportion, a number of anything else. Refusals stand beside their field."""

    numerator = count("How many")
    denominator = count("Out of")
    value = number("Value")
    measured_on = PastDateField(label="Date", error_messages={"required": "Enter the date the value belongs to."})
    note = forms.CharField(label="Remark (optional)", required=False, max_length=300)
    is_sure = forms.BooleanField(label="The value is right as it stands", required=False)

    def __init__(self, *args: Any, measure: Measure, row: Measurement | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.measure, self.row, self.asks = measure, row, False
        for name in ("value",) if measure.is_proportion else ("numerator", "denominator"):
            del self.fields[name]
        if not measure.is_proportion and measure.unit:
            self.fields["value"].label = f"Value ({measure.unit})"

    def clean(self) -> dict[str, Any]:
        """Ask what the service will ask, so that each refusal stands beside its field."""
        data = super().clean() or {}
        if "measured_on" in data:
            self._ask(check_day, self.measure, data["measured_on"], besides=self.row and self.row.pk)
        counts = [name for name in ("value", "numerator", "denominator") if name in self.fields]
        if not any(name in self.errors for name in counts):
            self._ask(read_value, self.measure, **{name: data.get(name) for name in counts})
        is_sure, value = data.pop("is_sure", False), data.get("value")
        if value is not None and not self.errors and not is_sure:
            self._question(far_from(self.measure, value, besides=self.row.pk if self.row else None))
        return data

    def _question(self, words: str) -> None:
        """A value far from all others is asked about once: the box to answer stands there only then."""
        self.asks = bool(words)
        if words:
            self.add_error("value", words)

    def _ask(self, rule: Any, *args: Any, **kwargs: Any) -> None:
        try:
            rule(*args, **kwargs)
        except ValueRefusedError as error:
            self.add_error(error.field, str(error))

    @staticmethod
    def starting(row: Measurement) -> dict[str, Any]:
        """The value as it stands."""
        return {
            "value": plain(row.value),
            "numerator": row.numerator,
            "denominator": row.denominator,
            "measured_on": row.measured_on,
            "note": row.note,
        }

    @staticmethod
    def today() -> dict[str, Any]:
        """A new value is most often today's."""
        return {"measured_on": timezone.localdate()}


class GhostForm(ProjectForm):
    """Why a value is left out."""

    reason = forms.CharField(
        label="Why is this value left out?",
        max_length=300,
        help_text="For example: the ward was closed that week. A value is never left out because it is unwelcome.",
        error_messages={"required": "Say why this value is left out."},
    )


class RecalculateForm(ProjectForm):
    """From which value limits are calculated anew, and what changed."""

    starts_on = forms.TypedChoiceField(label="From which value on?", choices=(), empty_value=None)
    reason = Words(
        label="What changed in the process?",
        max_words=150,
        rows=3,
        error_messages={"required": "Say what changed in the process on that date."},
    )

    def __init__(self, *args: Any, rows: list[Measurement], words: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["starts_on"]
        days = {row.measured_on.isoformat(): row for row in rows}
        field.choices = [(iso, f"{row.measured_on:%-d %B %Y}: {words.value(row.value)}") for iso, row in days.items()]
        field.coerce = lambda iso: days[iso].measured_on
