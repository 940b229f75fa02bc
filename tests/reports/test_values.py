"""The appendix's values: every one of the chart stands beside its day and its reading, however few rows there are."""

import csv
import io
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

from projects.exports import csv_of
from projects.models import Measure, Measurement
from projects.selectors import MeasureChart
from projects.selectors.charts import words_of
from projects.spc import Direction, Options, Point, analyse
from reports.documents.values import ValueTable, value_table

BEGAN = date(2026, 11, 2)


def chart(*values: int | None, ghost: int | None = None, unit: str = "days") -> MeasureChart:
    """A measure with these values, week by week; one of them may be left out, with a reason."""
    measure = Measure(pk=uuid4(), name="Wait", unit=unit, direction="decrease")
    rows = [
        Measurement(
            measure=measure,
            measured_on=BEGAN + timedelta(weeks=at),
            value=None if value is None else Decimal(value),
            is_ghost=at == ghost,
            ghost_reason="The server was down" if at == ghost else "",
        )
        for at, value in enumerate(values)
    ]
    points = [Point(row.measured_on, row.value, row.is_ghost) for row in rows]
    result = analyse(points, Options(direction=Direction.DECREASE))
    return MeasureChart(measure, result, words_of(measure), tuple(rows), (), ())


def readings(table: ValueTable) -> list[str]:
    return [stretch.reading for stretch in table.stretches]


def test_a_row_holds_a_stretch_of_one_reading_and_says_why() -> None:
    table = value_table("Quicker", chart(*[20, 22, 21, 23] * 3, *[10, 11, 12] * 3))

    assert table.title == "Quicker: Wait"
    assert table.unit == "days"
    assert readings(table) == ["Before the improvement", "Improvement"]
    first, second = table.stretches
    assert first.values[0] == "2\xa0Nov\xa02026:\xa020"
    assert first.values[1] == "9\xa0Nov:\xa022"
    assert first.values[9] == "4\xa0Jan\xa02027:\xa022"
    assert "part of a run above the mean" in first.remarks
    assert second.values[0] == "25\xa0Jan\xa02027:\xa010"
    assert any(remark.startswith("below the lower limit (25 Jan") for remark in second.remarks)


def test_the_values_are_those_of_the_file() -> None:
    for found in (chart(*range(20, 40)), chart(5, 6, 7, unit="%"), chart(*[3, 4] * 8, ghost=4)):
        file = list(csv.DictReader(io.StringIO(csv_of(found))))
        told = [value.rpartition("\xa0")[2] for row in value_table("T", found).stretches for value in row.values]

        assert [value.removesuffix("%") for value in told] == [row["value"] for row in file]


def test_what_was_left_out_stands_alone_with_its_reason() -> None:
    table = value_table("T", chart(*[3, 4] * 8, ghost=4))

    assert readings(table) == ["Common cause", "Left out", "Common cause"]
    assert table.stretches[1].remarks == ("30 Nov: The server was down",)


def test_a_day_without_a_value_parts_nothing_and_few_values_are_not_judged() -> None:
    (row,) = value_table("T", chart(3, None, 4)).stretches

    assert row.reading == "Single values not judged yet"
    assert row.values == ("2\xa0Nov\xa02026:\xa03", "9\xa0Nov:\xa0no\xa0value", "16\xa0Nov:\xa04")


def test_a_measure_without_values_has_no_rows() -> None:
    assert value_table("T", chart()).stretches == ()
