"""Values are checked before they are kept; a value is left out, or limits recalculated, only with a reason."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from projects.models import Measurement
from projects.services.measures import (
    EntriesRefusedError,
    Entry,
    add_measure,
    correct_measurement,
    edit_measure,
    ghost_measurement,
    recalculate,
    record_measurement,
    record_measurements,
    restore_measurement,
    undo_recalculation,
)
from projects.services.values import ValueRefusedError
from tests.projects.support import FIRST, outcome, proposed
from tests.support.world import World
from trusts.models import Event
from trusts.workflow import RefusedError


def test_a_proportion_is_a_hundred_times_its_quotient(in_trust: World) -> None:
    measure = outcome(proposed(in_trust), is_proportion=True)

    row = record_measurement(measure=measure, measured_on=FIRST, by=in_trust.doctor, numerator=7, denominator=20)
    third = record_measurement(
        measure=measure, measured_on=FIRST + timedelta(days=7), by=in_trust.doctor, numerator=1, denominator=3
    )

    assert (row.value, row.numerator, row.denominator) == (Decimal(35), 7, 20)
    assert third.value == Decimal("33.3333")
    assert (measure.unit, measure.floor, measure.ceiling) == ("%", 0, 100)


@pytest.mark.parametrize(
    ("counts", "field", "words"),
    [
        ({"numerator": 0, "denominator": 0}, "denominator", "at least 1"),
        ({"numerator": None, "denominator": 9}, "numerator", "Enter how many"),
        ({"numerator": 3, "denominator": None}, "denominator", "out of how many"),
        ({"numerator": 10, "denominator": 9}, "numerator", "10 is more than the 9"),
        ({"numerator": -1, "denominator": 9}, "numerator", "0 or more"),
        ({"numerator": 3, "denominator": 2**31}, "denominator", "smaller"),
    ],
)
def test_counts_that_are_refused(in_trust: World, counts: dict[str, Any], field: str, words: str) -> None:
    measure = outcome(proposed(in_trust), is_proportion=True)

    with pytest.raises(ValueRefusedError, match=words) as refused:
        record_measurement(measure=measure, measured_on=FIRST, by=in_trust.doctor, **counts)

    assert refused.value.field == field
    assert Measurement.objects.count() == 0


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "Enter the value"),
        (Decimal("-0.1"), "cannot be below 0 letters"),
        (Decimal("60.5"), "cannot be above 60 letters"),
        (Decimal("1.23456"), "four digits"),
        (Decimal("1e12"), "ten digits"),
        (Decimal("NaN"), "ten digits"),
    ],
)
def test_values_that_are_refused(in_trust: World, value: Decimal | None, words: str) -> None:
    measure = outcome(proposed(in_trust), floor=0, ceiling=60)

    with pytest.raises(ValueRefusedError, match=words) as refused:
        record_measurement(measure=measure, measured_on=FIRST, by=in_trust.doctor, value=value)

    assert refused.value.field == "value"


@pytest.mark.parametrize("value", [Decimal(0), Decimal(60), 3.4, 12])
def test_values_that_are_kept_exactly(in_trust: World, value: Any) -> None:
    measure = outcome(proposed(in_trust), floor=0, ceiling=60)

    row = record_measurement(measure=measure, measured_on=FIRST, by=in_trust.doctor, value=value)

    row.refresh_from_db()
    assert row.value == Decimal(str(value))


def test_a_date_has_one_value_and_is_not_to_come(in_trust: World) -> None:
    measure = outcome(proposed(in_trust), [12])

    for day, words in (
        (FIRST, "already a value for 6 January 2025: 12 letters"),
        (timezone.localdate() + timedelta(days=1), "today or in the past"),
    ):
        with pytest.raises(ValueRefusedError, match=words) as refused:
            record_measurement(measure=measure, measured_on=day, by=in_trust.doctor, value=3)
        assert refused.value.field == "measured_on"


def test_many_values_are_all_kept_or_none(in_trust: World) -> None:
    measure = outcome(proposed(in_trust), [12], ceiling=60)
    good = [Entry(FIRST + timedelta(weeks=n), value=Decimal(n)) for n in range(1, 5)]
    bad = [
        Entry(FIRST, Decimal(1)),
        good[0],
        Entry(good[0].measured_on, Decimal(2)),
        Entry(date(2025, 9, 1), Decimal(99)),
    ]

    with pytest.raises(EntriesRefusedError) as refused:
        record_measurements(measure=measure, entries=bad, by=in_trust.doctor)
    assert refused.value.problems == {
        0: "6 January 2025 already has a value.",
        2: "13 January 2025 stands twice, first on line 2.",
        3: "This measure cannot be above 60 letters.",
    }
    assert measure.measurements.count() == 1

    record_measurements(measure=measure, entries=good, by=in_trust.doctor)
    assert [row.value for row in measure.measurements.all()] == [12, 1, 2, 3, 4]
    assert Event.objects.get(action="measure.record_many").data == {"count": 4}


def test_a_value_is_corrected_and_the_audit_keeps_what_stood(in_trust: World) -> None:
    measure = outcome(proposed(in_trust), [12, 13])
    row = measure.measurements.first()

    correct_measurement(measurement=row, by=in_trust.doctor, value=Decimal(21), measured_on=date(2025, 1, 7))
    with pytest.raises(ValueRefusedError, match="already a value"):
        correct_measurement(measurement=row, by=in_trust.doctor, value=Decimal(1), measured_on=date(2025, 1, 13))

    row.refresh_from_db()
    assert (row.value, row.measured_on) == (21, date(2025, 1, 7))
    assert Event.objects.get(action="measurement.correct").data["before"] == {
        "measured_on": "2025-01-06",
        "value": "12.0000",
    }


def test_a_value_is_left_out_with_a_reason_and_counted_again(in_trust: World) -> None:
    measure = outcome(proposed(in_trust), [12])
    row = measure.measurements.get()

    with pytest.raises(RefusedError, match="why this value is left out"):
        ghost_measurement(measurement=row, reason=" ", by=in_trust.doctor)
    row = ghost_measurement(measurement=row, reason="The ward was closed.", by=in_trust.doctor)
    assert (row.is_ghost, row.ghost_reason) == (True, "The ward was closed.")
    row = restore_measurement(measurement=row, by=in_trust.doctor)
    assert (row.is_ghost, row.ghost_reason) == (False, "")


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2025, 1, 7), "7 January 2025 has none"),
        (FIRST, "first phase already"),
        (date(2025, 1, 27), "already"),
    ],
)
def test_limits_are_recalculated_only_from_a_value(in_trust: World, day: date, words: str) -> None:
    measure = outcome(proposed(in_trust), [1, 2, 3, 4])
    recalculate(measure=measure, starts_on=date(2025, 1, 27), reason="New rota.", by=in_trust.doctor)

    with pytest.raises(ValueRefusedError, match=words):
        recalculate(measure=measure, starts_on=day, reason="New rota.", by=in_trust.doctor)


def test_recalculation_needs_a_reason_and_can_be_undone(in_trust: World) -> None:
    measure = outcome(proposed(in_trust), [1, 2, 3])

    with pytest.raises(RefusedError, match="what changed"):
        recalculate(measure=measure, starts_on=date(2025, 1, 13), reason="", by=in_trust.doctor)
    row = recalculate(measure=measure, starts_on=date(2025, 1, 13), reason="New rota.", by=in_trust.doctor)
    with pytest.raises(ValueRefusedError, match="its date stays"):
        correct_measurement(
            measurement=measure.measurements.all()[1], by=in_trust.doctor, value=1, measured_on=date(2025, 1, 14)
        )
    undo_recalculation(recalculation=row, by=in_trust.doctor)

    assert measure.recalculations.count() == 0
    assert Event.objects.filter(action__startswith="recalculation.").count() == 2


def test_a_measure_keeps_its_promises(in_trust: World) -> None:
    project = proposed(in_trust)
    measure = outcome(project, [12])

    for fields, words in (
        ({"is_proportion": True}, "cannot change between counts"),
        ({"floor": 20}, "value of 6 January 2025 would be impossible"),
        ({"floor": 5, "ceiling": 5}, "must be above the lowest"),
        ({"ceiling": 60, "target": 70}, "target must be a value"),
        ({"baseline_points": 1}, "at least 2 values"),
        ({"name": " "}, "name"),
    ):
        with pytest.raises(RefusedError, match=words):
            edit_measure(measure=measure, by=in_trust.doctor, **fields)
    edit_measure(measure=measure, by=in_trust.doctor, target=Decimal(20), source="Ward log")

    assert Event.objects.get(action="measure.edit").data == {"fields": ["source", "target"]}
    assert add_measure(project=project, by=in_trust.doctor, name="letters IN a day", direction="increase") == measure
