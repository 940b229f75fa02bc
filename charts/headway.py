"""How far one has come: a strip per domain with the levels across, where one began, where one is, what is aimed at.

The beginning is a hollow circle, now a full one, and a line leads from one to the other; where nothing has changed, the
full one stands in the hollow one. The range aimed at is a band.
"""

from dataclasses import dataclass

from . import shapes, style
from .scale import Linear
from .svg import Svg, element, group, join, line, number, picture, text
from .table import Table
from .text import width_of, wrapped


@dataclass(frozen=True, slots=True)
class Stretch:
    """One domain, on the scale of levels, where 1 is the lowest; None for none.

    Attributes:
        target: lowest and highest level aimed at.
        told: the change in words: "3 of 5 higher".
    """

    name: str
    then: float | None = None
    now: float | None = None
    target: tuple[float, float] | None = None
    told: str = ""


@dataclass(frozen=True, slots=True)
class Headway:
    """Strips one under the other.

    Attributes:
        key: prefix of ids, unique on the page.
        levels: names, lowest first.
        first, latest: the rounds compared; `first` is empty while there has been one only.
        aimed: who is asked for the target: "Asked of a Consultant".
    """

    key: str
    title: str
    description: str
    levels: tuple[str, ...]
    latest: str
    rows: tuple[Stretch, ...]
    first: str = ""
    aimed: str = "Aimed at"


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where things stand; on a phone a name stands over its strip."""

    width: float
    narrow: bool
    x: Linear
    stride: float


_SIZE = 14.0


def draw(chart: Headway, width: float = style.WIDE) -> Svg:
    """A key, the names of the levels, then the strips."""
    narrow = style.is_narrow(width)
    left = 0.0 if narrow else width * 0.4
    half = (width - left) / max(1, len(chart.levels)) / 2
    frame = _Frame(width, narrow, Linear(1, max(2, len(chart.levels)), left + half, width - half), 60 if narrow else 44)
    key, top = _key(chart, width)
    names, top = _levels(chart, frame, top, 2 * half - 8)
    bottom = top + frame.stride * len(chart.rows)
    grid = [line(frame.x(at), top, frame.x(at), bottom, stroke=style.PALE) for at in range(1, len(chart.levels) + 1)]
    rows = [_row(chart, frame, row, top + frame.stride * at) for at, row in enumerate(chart.rows)]
    return picture(chart.key, chart.title, chart.description, width, bottom + 4, key, names, *grid, *rows)


def _key(chart: Headway, width: float) -> tuple[Svg, float]:
    """What the shapes mean, and where the names of the levels may begin."""
    signs = [("now", chart.latest)]
    signs = [("then", chart.first), *signs] if chart.first else signs
    signs += [("same", "The same at both")] if any(_is_same(row) for row in chart.rows) else []
    signs += [("range", chart.aimed)] if any(row.target for row in chart.rows) else []
    parts, x, y = [], 8.0, 14.0
    for kind, words in signs:
        wide = width_of(words, style.SMALL) + 40
        if x > 8 and x + wide > width:
            x, y = 8.0, y + 22
        parts += [_sign(kind, x, y - 4), text(x + 16, y, words, fill=style.GREY)]
        x += wide
    return join(parts), y + 26


def _sign(kind: str, x: float, y: float) -> Svg:
    if kind == "range":
        return _range(x - 7, x + 11, y)
    if kind == "same":
        return shapes.ringed(x, y)
    if kind == "now":
        return shapes.circle(x, y, 6.5, fill=style.BLUE, stroke=style.INK, stroke_width=1.5)
    return shapes.circle(x, y, 6.5, fill=style.WHITE, stroke=style.BLUE, stroke_width=2)


def _levels(chart: Headway, frame: _Frame, y: float, room: float) -> tuple[Svg, float]:
    """The names of the levels, and where the strips may begin."""
    broken = [wrapped(level, style.SMALL, room) for level in chart.levels]
    words = [
        text(frame.x(at), y + 15 * row, word)
        for at, lines in enumerate(broken, start=1)
        for row, word in enumerate(lines)
    ]
    rows = max((len(lines) for lines in broken), default=1)
    return group(*words, text_anchor="middle", fill=style.GREY), y + 15 * rows


def _row(chart: Headway, frame: _Frame, row: Stretch, y: float) -> Svg:
    middle = y + (42 if frame.narrow else frame.stride / 2)
    parts = [element("title", _said(chart, row)), line(0, y, frame.width, y, stroke=style.PALE), *_name(frame, row, y)]
    if row.target:
        parts.append(_range(frame.x(row.target[0]) - 14, frame.x(row.target[1]) + 14, middle))
    places = [(kind, frame.x(value)) for kind, value in (("then", row.then), ("now", row.now)) if value is not None]
    if _is_same(row):
        places = [("same", places[0][1])]
    if len(places) == 2:
        (_, start), (_, end) = places
        if abs(end - start) < 13:  # side by side, touching, so that neither hides the other
            middle_x, way = (start + end) / 2, 6.5 if end >= start else -6.5
            places = [("then", middle_x - way), ("now", middle_x + way)]
        else:
            parts.append(line(start, middle, end, middle, stroke=style.BLUE, stroke_width=2.5))
    return group(*parts, *[_sign(kind, x, middle) for kind, x in places])


def _is_same(row: Stretch) -> bool:
    return row.now is not None and row.now == row.then


def _name(frame: _Frame, row: Stretch, y: float) -> list[Svg]:
    """The domain, and what changed in words: under it, or on a phone at the end of its line."""
    if frame.narrow:
        room = frame.width - width_of(row.told, style.SMALL) - 8
        name = text(0, y + 18, wrapped(row.name, _SIZE, room, most=1)[0], font_size=_SIZE)
        return [name, text(frame.width, y + 18, row.told, fill=style.GREY, text_anchor="end")]
    name = text(0, y + (20 if row.told else 27), wrapped(row.name, _SIZE, frame.width * 0.4 - 12, most=1)[0])
    return [group(name, font_size=_SIZE), text(0, y + 36, row.told, fill=style.GREY)]


def _range(start: float, end: float, middle: float) -> Svg:
    return element(
        "rect", x=start, y=middle - 10, width=end - start, height=20, rx=10, fill="#d9e8f6", stroke="#8fb8de"
    )


def _said(chart: Headway, row: Stretch) -> str:
    """The strip in words."""
    told = [f"{name} {_number(value)}" for name, value in ((chart.first, row.then), (chart.latest, row.now)) if name]
    aimed = [f"{chart.aimed.lower()} {_aimed(row)}"] if row.target else []
    return f"{row.name}: {', '.join([*told, *aimed])}"


def _number(value: float | None) -> str:
    return "not rated" if value is None else number(value)


def _aimed(row: Stretch) -> str:
    return " to ".join(dict.fromkeys(number(value) for value in row.target)) if row.target else "Nothing"


def table(chart: Headway) -> Table:
    """A row per domain, in words."""
    first = (chart.first,) if chart.first else ()
    rows = tuple(
        (row.name, *((_number(row.then),) if first else ()), _number(row.now), _aimed(row), row.told)
        for row in chart.rows
    )
    return Table(("Domain", *first, chart.latest, chart.aimed, "Change"), rows)
