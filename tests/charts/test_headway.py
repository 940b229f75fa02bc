"""How far one has come: every strip is said in words, nothing hides anything, nothing leaves the drawing."""

import re
from itertools import pairwise, product
from xml.etree import ElementTree

import pytest

from charts import style
from charts.headway import Headway, Stretch, draw, table

LEVELS = ("Emerging", "Practising", "Leading", "Shaping")
PLACES = (None, *(at / 4 for at in range(4, 17)))
ROWS = (
    Stretch("Compassion first", 1, 2.5, (2, 3), "3 of 4 higher"),
    Stretch("Fair decisions", 2, 2, None, "0 of 4 higher"),
    Stretch("Learning", None, None),
)


def chart(*rows: Stretch, first: str = "Baseline") -> Headway:
    return Headway("h", "My benchmark", "A strip per domain.", LEVELS, "Midpoint", rows, first, "Asked of a Consultant")


def circles(svg: str) -> list[float]:
    return [float(x) for x in re.findall(r'cx="([\d.]+)"', svg)]


def test_a_strip_is_said_in_words() -> None:
    svg = draw(chart(*ROWS))

    assert "Compassion first: Baseline 1, Midpoint 2.5, asked of a consultant 2 to 3" in svg
    assert "Learning: Baseline not rated, Midpoint not rated" in svg
    assert table(chart(*ROWS)).rows[0] == ("Compassion first", "1", "2.5", "2 to 3", "3 of 4 higher")


def test_one_round_has_no_beginning() -> None:
    only = chart(Stretch("Learning", None, 3), first="")

    assert "Baseline" not in draw(only)
    assert table(only).headers == ("Domain", "Midpoint", "Asked of a Consultant", "Change")


@pytest.mark.parametrize("width", [style.WIDE, 600, style.NARROW])
def test_no_circle_hides_the_other_and_none_leaves_the_drawing(width: float) -> None:
    key = circles(draw(chart(Stretch("Learning")), width))

    for then, now in product(PLACES, PLACES):
        svg = draw(chart(Stretch("Learning", then, now)), width)
        is_same = then is not None and then == now  # one in the other, and so the key says it
        drawn = circles(svg)[len(key) + 2 * is_same :]
        assert len(drawn) == (then is not None) + (now is not None)
        assert all(6 <= x <= width - 6 for x in drawn)
        assert all(a == b if is_same else abs(a - b) >= 12 for a, b in pairwise(drawn)), (then, now)
        ElementTree.fromstring(svg)
