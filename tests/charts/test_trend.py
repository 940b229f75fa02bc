"""A trend over cohorts: every mark is said in words, nothing leaves the drawing or hides another."""

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from charts import style
from charts.trend import Mark, Panel, Trend, draw

LEVELS = ("Emerging", "Practising", "Leading", "Shaping")


def chart(cohorts: int, *marks: Mark | None, name: str = "Cohort") -> Trend:
    panels = tuple(Panel(f"Domain {n}", LEVELS, (marks * cohorts)[:cohorts]) for n in range(3))
    return Trend("t", "Trend", "By domain.", tuple(f"{name} {n}" for n in range(cohorts)), panels)


def circles(svg: str) -> list[tuple[float, float]]:
    found = re.findall(r'<circle[^>]*cx="([\d.]+)" cy="([\d.]+)"', svg)
    return [(float(x), float(y)) for x, y in found]


def test_each_mark_is_said_in_words_and_what_is_hidden_is_a_cross() -> None:
    svg = draw(chart(2, Mark("First: baseline 2", 2, 3), Mark("Second: hidden", is_hidden=True)))

    assert "First: baseline 2" in svg
    assert "Second: hidden" in svg
    assert ">Hidden: at no level<" in svg
    assert ">Hidden: at no level<" not in draw(chart(1, Mark("Third", 1)))
    assert len(circles(svg)) == 2 + 3 * 2


@pytest.mark.parametrize("width", [style.WIDE, style.NARROW])
@pytest.mark.parametrize("cohorts", [1, 3, 20])
def test_nothing_leaves_the_drawing_and_neighbours_do_not_touch(width: float, cohorts: int) -> None:
    svg = draw(chart(cohorts, Mark("Up", 1, 4), Mark("Same", 2, 2)), width)

    height = float(ElementTree.fromstring(svg).attrib["height"])
    drawn = circles(svg)[2:]
    assert len(drawn) == 3 * 2 * cohorts
    assert all(0 <= x <= width and 0 <= y <= height for x, y in drawn)
    assert all(abs(a - b) > 4 or abs(c - d) > 4 for (a, c), (b, d) in pairwise(drawn))


def test_names_that_do_not_fit_are_numbers() -> None:
    assert ">Cohort 1<" in draw(chart(3, Mark("Up", 1, 2)))

    long = draw(chart(20, Mark("Up", 1, 2), name="Leading in the community cohort"), style.NARROW)

    assert ">20<" in long
    assert "community" not in long


def test_a_cohort_that_was_not_asked_has_an_empty_place() -> None:
    assert len(circles(draw(chart(2, None, Mark("Up", 1, 2))))) == 2 + 3 * 2


@pytest.mark.parametrize(("cohorts", "width"), [(2, style.WIDE), (20, style.NARROW)])
def test_how_far_a_cohort_moved_stands_below_it_upright_where_there_is_no_room(cohorts: int, width: float) -> None:
    svg = draw(chart(cohorts, Mark("Up", 1, 2, change="+0.5")), width)

    assert svg.count(">+0.5<") == 3 * cohorts
    assert ("rotate(" in svg) == (cohorts == 20)
    bottom = float(ElementTree.fromstring(svg).attrib["height"])
    assert all(float(y) < bottom - 8 for y in re.findall(r'y="([\d.]+)"[^>]*>\+0.5<', svg))


def test_what_is_hidden_is_drawn_at_no_level() -> None:
    svg = draw(chart(1, Mark("Half", 1, None, is_hidden=True)))

    lowest = max(y for _, y in circles(svg))
    crosses = [float(y) for y in re.findall(r'd="M[\d.]+ ([\d.]+)L[\d.]+ [\d.]+"/?>', svg)]
    assert max(crosses) > lowest + 8
