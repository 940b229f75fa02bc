"""A few scores as dots on their scale, small enough for a table's cell: agreement and disagreement at a glance.

Equal and nearly equal scores stand on top of each other. The cell's row says the figures in words too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from . import style
from .scale import Linear
from .svg import Svg, element, number
from .table import Table

WIDTH = 120.0
_RADIUS = 4.5
_MARGIN = _RADIUS + 1
_ROUND = "a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0z"


@dataclass(frozen=True, slots=True)
class Strip:
    """Scores from `low` to `high`.

    Attributes:
        title: what the dots are, said to those who do not see them, before the scores.
    """

    title: str
    scores: tuple[float, ...]
    low: float = 1
    high: float = 5


def draw(strip: Strip, width: float = WIDTH) -> Svg:
    """A line with a tick at each whole score, and a dot for each score given."""
    x = _scale(strip.low, strip.high, width)
    places = _stacked([x.held(score) for score in sorted(strip.scores)])
    rows = max((row for _, row in places), default=0)
    height = 2 * _MARGIN + rows * _RADIUS * 2 + 6
    base = height - 4
    said = f"{strip.title}: {', '.join(f'{score:.1f}' for score in strip.scores)}" if strip.scores else "No scores yet"
    return element(
        "svg",
        element("title", said),
        _axis(strip.low, strip.high, width, base),
        element("path", d="".join([_dot(at, base - 2 - _RADIUS - row * _RADIUS * 2) for at, row in places])),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {number(width)} {number(height)}",
        width=width,
        height=height,
        role="img",
        fill=style.BLUE,
        aria_label=said,
    )


def _dot(x: float, y: float) -> str:
    """A circle as part of a path: one element holds all dots of a strip, for there are hundreds of strips on a page."""
    return f"M{number(x - _RADIUS)} {number(y)}{_ROUND}"


@lru_cache(maxsize=64)
def _axis(low: float, high: float, width: float, base: float) -> Svg:
    """The line, and a tick down from it at every whole score; drawn once for all strips of its size."""
    x = _scale(low, high, width)
    ticks = "".join(f"M{number(x(at))} {number(base)}v4" for at in range(int(low), int(high) + 1))
    d = f"M{number(x.start)} {number(base)}H{number(x.end)}{ticks}"
    return element("path", d=d, stroke=style.LIMIT, fill="none")


def _scale(low: float, high: float, width: float) -> Linear:
    return Linear(low, high, _MARGIN, width - _MARGIN)


def _stacked(places: Sequence[float]) -> list[tuple[float, int]]:
    """Each place with the row it stands in: one up from the dot before when they would overlap."""
    found: list[tuple[float, int]] = []
    for place in places:
        row = found[-1][1] + 1 if found and place - found[-1][0] < _RADIUS * 1.6 else 0
        found.append((found[-1][0] if row else place, row))
    return found


def table(strip: Strip) -> Table:
    """The scores in words."""
    return Table(("Review", "Score"), tuple((str(at), f"{score:.1f}") for at, score in enumerate(strip.scores, 1)))
