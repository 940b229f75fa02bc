"""Scores as dots on their scale: each in its place, equal ones stacked, all of them said in words."""

import re
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from charts.strip import Strip, draw, table

scores = st.lists(st.floats(1, 5), min_size=1, max_size=8).map(tuple)


def circles(svg: str) -> list[tuple[float, float]]:
    found = re.findall(r"M([\d.]+) ([\d.]+)a4.5 4.5", svg)
    return [(float(x) + 4.5, float(y)) for x, y in found]


def test_lowest_middle_and_highest_stand_at_the_ends_and_between() -> None:
    assert [x for x, _ in circles(draw(Strip("Means", (1, 3, 5)), 111))] == [5.5, 55.5, 105.5]


def test_equal_scores_stand_on_top_of_each_other() -> None:
    (x, low), (same, high) = circles(draw(Strip("Means", (4, 4))))

    assert x == same
    assert high == low - 9


@given(scores)
def test_no_dot_hides_another_and_none_leaves_the_drawing(given_scores: tuple[float, ...]) -> None:
    svg = draw(Strip("Means", given_scores))
    box = ElementTree.fromstring(svg).attrib["viewBox"].split()
    places = circles(svg)

    assert len(places) == len(given_scores)
    for at, (x, y) in enumerate(places):
        assert 4.5 <= x <= float(box[2]) - 4.5
        assert 4.5 <= y <= float(box[3]) - 4.5
        assert all(abs(x - other) >= 7 or abs(y - height) >= 8.9 for other, height in places[:at])


def test_it_is_said_in_words_too() -> None:
    svg = draw(Strip("Means of the reviews", (4.75, 2)))

    assert 'aria-label="Means of the reviews: 4.8, 2.0"' in svg
    assert "<title>Means of the reviews: 4.8, 2.0</title>" in svg
    assert 'aria-label="No scores yet"' in draw(Strip("Means", ()))
    assert table(Strip("Means", (4.75, 2))).rows == (("1", "4.8"), ("2", "2.0"))
