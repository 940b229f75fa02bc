"""A few scores as dots on their scale, small enough for a table's cell: agreement and disagreement at a glance.

Equal and nearly equal scores stand on top of each other. The cell's row says the figures in words too.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from . import style
from .scale import Linear
from .svg import Svg, element, number
from .table import Table

WIDTH = 120.0
_RADIUS = 4.5


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
    margin = _RADIUS + 1
    x = Linear(strip.low, strip.high, margin, width - margin)
    places = _stacked([x.held(score) for score in sorted(strip.scores)])
    rows = max((row for _, row in places), default=0)
    height = 2 * margin + rows * _RADIUS * 2 + 6
    base = height - 4
    said = f"{strip.title}: {', '.join(f'{score:.1f}' for score in strip.scores)}" if strip.scores else "No scores yet"
    return element(
        "svg",
        element("title", said),
        element("path", d=_axis(strip, x, base), stroke=style.LIMIT, fill="none"),
        *[_dot(at, base - 2 - _RADIUS - row * _RADIUS * 2) for at, row in places],
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {number(width)} {number(height)}",
        width=width,
        height=height,
        role="img",
        aria_label=said,
    )


def _dot(x: float, y: float) -> Svg:
    return element("circle", cx=x, cy=y, r=_RADIUS, fill=style.BLUE, stroke=style.WHITE)


def _axis(strip: Strip, x: Linear, base: float) -> str:
    """The line, and a tick down from it at every whole score."""
    ticks = "".join(f"M{number(x(at))} {number(base)}v4" for at in range(int(strip.low), int(strip.high) + 1))
    return f"M{number(x.start)} {number(base)}H{number(x.end)}{ticks}"


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
