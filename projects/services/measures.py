"""Say what is counted, record it, leave a value out with a reason, and recalculate limits with a reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max

from projects.models import ImprovementProject, Measure, Measurement, Recalculation
from projects.services.guards import locked, open_project, written
from projects.services.values import ValueRefusedError, check_day, check_past, read_value
from trusts.models import Person
from trusts.services.audit import record_event
from trusts.workflow import RefusedError

MEASURE = (
    "name",
    "kind",
    "definition",
    "unit",
    "source",
    "frequency",
    "direction",
    "conflict_rule",
    "is_proportion",
    "is_patient_experience",
    "target",
    "floor",
    "ceiling",
    "baseline_points",
)
"""What add_measure() and edit_measure() take."""


@dataclass(frozen=True)
class Entry:
    """One dated value still to be recorded: a value, or two counts."""

    measured_on: date
    value: Decimal | None = None
    numerator: int | None = None
    denominator: int | None = None
    note: str = ""


class EntriesRefusedError(RefusedError):
    """Some of many values are refused, so none is kept; `problems` maps positions, from 0, to sentences."""

    def __init__(self, problems: dict[int, str]) -> None:
        super().__init__("Nothing was recorded: put right the lines named below, then try again.")
        self.problems = problems


@transaction.atomic
def add_measure(*, project: ImprovementProject, by: Person, **fields: Any) -> Measure:
    """Add a measure to the project's family. The same name twice is one measure."""
    project = open_project(project)
    same = project.measures.filter(name__iexact=fields.get("name", "").strip()).first()
    if same is not None:
        return same
    last = project.measures.aggregate(last=Max("position"))["last"]
    measure = Measure(project=project, position=0 if last is None else last + 1)
    _fill(measure, fields)
    measure.save()
    record_event(action="measure.add", subject=measure, by=by, project=str(project.pk))
    return measure


@transaction.atomic
def edit_measure(*, measure: Measure, by: Person, **fields: Any) -> Measure:
    """Change how a measure is described or read. Once values stand, counts stay counts and values stay values."""
    open_project(measure.project)
    measure = locked(measure)
    before = {name: getattr(measure, name) for name in fields}
    _fill(measure, fields)
    changed = sorted(name for name, value in before.items() if getattr(measure, name) != value)
    if "is_proportion" in changed and measure.measurements.exists():
        raise RefusedError("This measure already has values, so it cannot change between counts and single values.")
    for row in measure.measurements.all() if {"floor", "ceiling"} & set(changed) else ():
        if _outside(measure, row.value):
            raise RefusedError(f"The value of {row.measured_on:%-d %B %Y} would be impossible with these bounds.")
    if changed:
        measure.save(update_fields=[*changed, "updated_at"])
        record_event(action="measure.edit", subject=measure, by=by, fields=changed)
    return measure


def _fill(measure: Measure, fields: dict[str, Any]) -> None:
    unknown = set(fields) - set(MEASURE)
    if unknown:
        raise TypeError(f"Not part of a measure: {', '.join(sorted(unknown))}")
    for name, value in fields.items():
        setattr(measure, name, _number(value) if name in ("target", "floor", "ceiling") else value)
    measure.name = written(measure.name, "Give the measure a name.")
    if measure.is_proportion:
        measure.unit, measure.floor, measure.ceiling = "%", Decimal(0), Decimal(100)
    if measure.floor is not None and measure.ceiling is not None and measure.floor >= measure.ceiling:
        raise RefusedError("The highest possible value must be above the lowest possible value.")
    if measure.target is not None and _outside(measure, measure.target):
        raise RefusedError("The target must be a value the measure can have.")
    if measure.baseline_points is not None and measure.baseline_points < 2:
        raise RefusedError("A baseline needs at least 2 values; 12 or more make it firm.")


def _number(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _outside(measure: Measure, value: Decimal) -> bool:
    below = measure.floor is not None and value < measure.floor
    return below or (measure.ceiling is not None and value > measure.ceiling)


@transaction.atomic
def record_measurement(
    *,
    measure: Measure,
    measured_on: date,
    by: Person,
    value: Decimal | int | float | None = None,
    numerator: int | None = None,
    denominator: int | None = None,
    note: str = "",
) -> Measurement:
    """Record one dated value: of a proportion two counts, of anything else a number.

    Raises ValueRefusedError, which names the field, for a day to come, a day that has a value, a zero denominator or a
    value the measure cannot have. Finished projects still take values: gains are followed up.
    """
    measure = locked(measure)
    check_day(measure, measured_on)
    exact = read_value(measure, value=value, numerator=numerator, denominator=denominator)
    row = _row(measure, measured_on, exact, numerator, denominator, note)
    row.save()
    record_event(action="measurement.record", subject=row, by=by, measure=str(measure.pk))
    return row


def _row(
    measure: Measure, day: date, value: Decimal, numerator: int | None, denominator: int | None, note: str
) -> Measurement:
    counts = (numerator, denominator) if measure.is_proportion else (None, None)
    return Measurement(
        trust_id=measure.trust_id,
        measure=measure,
        measured_on=day,
        value=value,
        numerator=counts[0],
        denominator=counts[1],
        note=note.strip()[:300],
    )


@transaction.atomic
def record_measurements(*, measure: Measure, entries: Iterable[Entry], by: Person) -> list[Measurement]:
    """Record many dated values, all or none. Raises EntriesRefusedError naming each line in trouble."""
    measure = locked(measure)
    entries = list(entries)
    problems = check_entries(measure, entries)
    if problems:
        raise EntriesRefusedError(problems)
    rows = [
        _row(
            measure,
            entry.measured_on,
            read_value(measure, value=entry.value, numerator=entry.numerator, denominator=entry.denominator),
            entry.numerator,
            entry.denominator,
            entry.note,
        )
        for entry in entries
    ]
    Measurement.objects.bulk_create(rows)
    record_event(action="measure.record_many", subject=measure, by=by, count=len(rows))
    return rows


def check_entries(measure: Measure, entries: list[Entry]) -> dict[int, str]:
    """What is wrong with each entry, by its position from 0; in one query however many there are."""
    taken = dict.fromkeys(measure.measurements.values_list("measured_on", flat=True), "already has a value")
    problems: dict[int, str] = {}
    for at, entry in enumerate(entries):
        day = entry.measured_on
        try:
            if day in taken:
                raise ValueRefusedError("measured_on", f"{day:%-d %B %Y} {taken[day]}.")
            check_past(day)
            read_value(measure, value=entry.value, numerator=entry.numerator, denominator=entry.denominator)
        except ValueRefusedError as error:
            problems[at] = str(error)
        taken.setdefault(day, f"stands twice, first on line {at + 1}")
    return problems


@transaction.atomic
def correct_measurement(
    *,
    measurement: Measurement,
    by: Person,
    value: Decimal | int | float | None = None,
    numerator: int | None = None,
    denominator: int | None = None,
    measured_on: date | None = None,
    note: str | None = None,
) -> Measurement:
    """Put right a value that was typed wrongly. The audit keeps what stood before."""
    measure = locked(measurement.measure)
    row = locked(measurement)
    day = measured_on or row.measured_on
    if day != row.measured_on:
        if measure.recalculations.filter(starts_on=row.measured_on).exists():
            raise ValueRefusedError("measured_on", "Limits are recalculated from this value, so its date stays.")
        check_day(measure, day, besides=row.pk)
    before = {"measured_on": row.measured_on.isoformat(), "value": str(row.value)}
    row.value = read_value(measure, value=value, numerator=numerator, denominator=denominator)
    row.numerator, row.denominator = (numerator, denominator) if measure.is_proportion else (None, None)
    row.measured_on = day
    row.note = row.note if note is None else note.strip()[:300]
    row.save(update_fields=["value", "numerator", "denominator", "measured_on", "note", "updated_at"])
    record_event(action="measurement.correct", subject=row, by=by, before=before)
    return row


@transaction.atomic
def ghost_measurement(*, measurement: Measurement, reason: str, by: Person) -> Measurement:
    """Leave a value out of every sum and rule, with the reason; it is still drawn, hollow."""
    reason = written(reason, "Say why this value is left out.")[:300]
    row = locked(measurement)
    if not row.is_ghost or row.ghost_reason != reason:
        row.is_ghost, row.ghost_reason = True, reason
        row.save(update_fields=["is_ghost", "ghost_reason", "updated_at"])
        record_event(action="measurement.ghost", subject=row, by=by)
    return row


@transaction.atomic
def restore_measurement(*, measurement: Measurement, by: Person) -> Measurement:
    """Count a value again that had been left out."""
    row = locked(measurement)
    if row.is_ghost:
        row.is_ghost, row.ghost_reason = False, ""
        row.save(update_fields=["is_ghost", "ghost_reason", "updated_at"])
        record_event(action="measurement.restore", subject=row, by=by)
    return row


@transaction.atomic
def recalculate(*, measure: Measure, starts_on: date, reason: str, by: Person) -> Recalculation:
    """Calculate limits anew from a date that has a value, because the process has changed: a person's act, with why."""
    reason = written(reason, "Say what changed in the process on that date.")
    measure = locked(measure)
    days = list(measure.measurements.filter(is_ghost=False).values_list("measured_on", flat=True))
    if starts_on not in days:
        raise ValueRefusedError("starts_on", f"Choose a date that has a value; {starts_on:%-d %B %Y} has none.")
    if starts_on == min(days):
        raise ValueRefusedError("starts_on", "Choose a later date: the first value begins the first phase already.")
    if measure.recalculations.filter(starts_on=starts_on).exists():
        raise ValueRefusedError("starts_on", f"Limits are recalculated from {starts_on:%-d %B %Y} already.")
    row = Recalculation(measure=measure, starts_on=starts_on, reason=reason, by=by)
    row.save()
    record_event(action="recalculation.add", subject=row, by=by, measure=str(measure.pk))
    return row


@transaction.atomic
def undo_recalculation(*, recalculation: Recalculation, by: Person) -> None:
    """Take a recalculation back; the audit keeps that it was made and undone."""
    measure = locked(recalculation.measure)
    gone, _ = measure.recalculations.filter(pk=recalculation.pk).delete()
    if gone:
        record_event(action="recalculation.undo", subject=measure, by=by, starts_on=recalculation.starts_on.isoformat())
