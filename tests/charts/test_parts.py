"""Scales, ticks, words and the builder of elements."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charts.scale import Linear, Time, nice_ticks, spread, tick_labels, time_ticks
from charts.svg import Svg, element, number
from charts.text import day, width_of, wrapped


def test_text_and_attributes_are_escaped_and_elements_are_not() -> None:
    inner = element("tspan", "a < b")
    assert element("text", inner, "<i>", title='"&"') == (
        '<text title="&quot;&amp;&quot;"><tspan>a &lt; b</tspan>&lt;i&gt;</text>'
    )
    assert isinstance(inner, Svg)
    assert inner.__html__() is inner


def test_attributes() -> None:
    assert (
        element("path", stroke_width=1.5, d="M0 0", fill=None, in_="x") == '<path stroke-width="1.5" d="M0 0" in="x"/>'
    )


@pytest.mark.parametrize("name", ["style", "class_", "onclick"])
def test_looks_that_the_policy_forbids_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match="not allowed"):
        element("g", **{name: "x"})


@pytest.mark.parametrize(("value", "text"), [(12.34, "12.3"), (12, "12"), (12.04, "12"), (-0.01, "0"), (-1.5, "-1.5")])
def test_numbers_have_one_decimal_at_most(value: float, text: str) -> None:
    assert number(value) == text


def test_scales() -> None:
    scale = Linear(0, 10, 100, 0)
    assert (scale(0), scale(5), scale.held(12)) == (100, 50, 0)
    time = Time(date(2024, 1, 1), date(2024, 1, 11), 0, 100)
    assert time(date(2024, 1, 6)) == 50
    assert Time(date(2024, 1, 1), date(2024, 1, 1), 0, 100)(date(2024, 1, 1)) == 50


@pytest.mark.parametrize(
    ("low", "high", "labels"),
    [
        (0, 100, ("0", "20", "40", "60", "80", "100")),
        (2576, 6702, ("2,000", "3,000", "4,000", "5,000", "6,000", "7,000")),
        (0.01, 0.05, ("0.01", "0.02", "0.03", "0.04", "0.05")),
        (-1.2, 12.6, ("-2.5", "0.0", "2.5", "5.0", "7.5", "10.0", "12.5", "15.0")),
    ],
)
def test_round_ticks(low: float, high: float, labels: tuple[str, ...]) -> None:
    assert tick_labels(nice_ticks(low, high)) == labels


@given(st.floats(-1e6, 1e6), st.floats(0, 1e6))
def test_ticks_cover_what_they_are_given(low: float, span: float) -> None:
    span = 0 if span < abs(low) * 1e-6 or span < 1e-6 else span
    ticks = nice_ticks(low, low + span)
    room = (ticks[1] - ticks[0]) * 1e-6
    assert ticks[0] <= low + room
    assert ticks[-1] >= low + span - room
    assert 2 <= len(ticks) <= 9


@given(st.dates(date(2000, 1, 1), date(2040, 1, 1)), st.integers(0, 8000), st.sampled_from([5, 12]))
def test_dates_have_few_ticks_within_them(first: date, days: int, most: int) -> None:
    last = first + timedelta(days=days)
    ticks = time_ticks(first, last, most)
    assert 1 <= len(ticks) <= most
    assert all(first <= tick.date <= last for tick in ticks)
    assert ticks[0].year == str(ticks[0].date.year)


def test_months_and_days() -> None:
    months = time_ticks(date(2023, 11, 1), date(2024, 3, 1))
    assert [(tick.label, tick.year) for tick in months] == [
        ("Nov", "2023"), ("Dec", ""), ("Jan", "2024"), ("Feb", ""), ("Mar", ""),
    ]  # fmt: skip
    weeks = time_ticks(date(2024, 3, 4), date(2024, 4, 22))
    assert [tick.label for tick in weeks][:2] == ["4 Mar", "11 Mar"]


@given(st.lists(st.floats(0, 100), max_size=6))
def test_labels_stand_apart_within_bounds(places: list[float]) -> None:
    moved = spread(sorted(places), 15, 0, 100)
    assert all(later - earlier >= 15 - 1e-9 for earlier, later in pairwise(moved))
    assert all(-1e-9 <= place <= 100 + 1e-9 for place in moved)


def test_words() -> None:
    assert wrapped("Encouraging contribution from everyone", 14, 120) == ["Encouraging", "contribution from…"]
    assert wrapped("", 14, 120) == [""]
    assert width_of("WWW", 12) > width_of("iii", 12)
    assert day(date(2024, 2, 3)) == "3 Feb 2024"
