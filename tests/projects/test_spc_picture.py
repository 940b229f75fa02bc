"""A result becomes the input of a drawing without loss."""

from datetime import date, timedelta
from decimal import Decimal

from charts import process
from charts.process import Look
from projects.spc import Direction, MeasureWords, Options, Point, analyse
from projects.spc.picture import picture_of

VALUES = (10, 12, 11, 10, 12, 11, 10, 12, 11, 10, 12, 11, 10, 12, 11, 30)


def points(*values: int | None) -> list[Point]:
    return [
        Point(date(2024, 1, 1) + timedelta(weeks=at), None if value is None else Decimal(value))
        for at, value in enumerate(values)
    ]


def test_a_control_chart() -> None:
    given = points(*VALUES, None)
    options = Options(direction=Direction.DECREASE, target=Decimal("10.5"), recalculate_at=(given[14].date,))
    chart = picture_of(analyse(given, options), "m1", "Days", MeasureWords("days"), floor=0)
    assert [mark.look for mark in chart.marks][:1] == [Look.COMMON_CAUSE]
    assert (chart.marks[0].text, chart.centre_name, chart.caption) == ("10 days", "Mean", "")
    assert [band.centre.text for band in chart.bands] == ["11.0", "20.5"]
    assert [band.provisional for band in chart.bands] == [False, True]
    assert chart.target is not None
    assert chart.target.text == "10.5"
    assert chart.missing == (given[-1].date,)
    assert process.draw(chart).startswith("<svg")


def test_reasons_go_to_the_table() -> None:
    chart = picture_of(analyse(points(*VALUES)), "m1", "Seen in time", MeasureWords("%"))
    assert chart.marks[-1].look is Look.IMPROVEMENT
    assert process.table(chart).rows[-1][5] == "improvement: above the upper limit"
    assert chart.bands[0].centre.text == "12.2%"


def test_a_run_chart_until_there_are_enough_points() -> None:
    chart = picture_of(analyse(points(*VALUES[:12])), "m1", "Days", MeasureWords("days"))
    assert {mark.look for mark in chart.marks} == {Look.VALUE}
    assert (chart.centre_name, chart.caption) == ("Median", "1 more value until limits")
    assert [(band.centre.text, band.upper) for band in chart.bands] == [("11.0", None)]


def test_one_point_after_a_recalculation_has_no_limits() -> None:
    given = points(*VALUES)
    chart = picture_of(analyse(given, Options(recalculate_at=(given[-1].date,))), "m1", "Days", MeasureWords())
    assert (chart.bands[-1].lower, chart.bands[-1].upper) == (None, None)
    assert process.draw(chart).count("<rect") == 1


def test_no_values() -> None:
    chart = picture_of(analyse([]), "m1", "Days", MeasureWords())
    assert "No values yet" in process.draw(chart)
