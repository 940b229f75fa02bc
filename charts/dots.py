"""Where I stand: a row per competency, the levels across, everybody's view as a shape.

Oneself is a circle, oneself looking back a hollow circle, both in one where they are the same; the manager is a square,
a group of colleagues a diamond with the number of people beside it. The range aimed at is a band. No place on
the scale is coloured as a failure.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from . import shapes, style
from .scale import Linear
from .svg import Svg, element, group, join, line, number, picture, text
from .table import Table
from .text import width_of, wrapped


@dataclass(frozen=True, slots=True)
class GroupView:
    """What a group of people said, on average. Give only groups large enough to be shown.

    Attributes:
        value: on the scale of levels, where 1 is the lowest.
        people: how many.
    """

    name: str
    value: float
    people: int


@dataclass(frozen=True, slots=True)
class Standing:
    """One competency. Every value is on the scale of levels, where 1 is the lowest; None for none.

    Attributes:
        target: lowest and highest level aimed at.
        self_then: looking back, where one thinks one stood at the beginning.
        remark: instead of a rating: "No opportunity yet".
    """

    domain: str
    name: str
    target: tuple[float, float] | None = None
    self_now: float | None = None
    self_then: float | None = None
    manager: float | None = None
    groups: tuple[GroupView, ...] = ()
    remark: str = ""


@dataclass(frozen=True, slots=True)
class DotPlot:
    """Competencies, those of a domain together.

    Attributes:
        key: prefix of ids, unique on the page.
        levels: names, lowest first.
    """

    key: str
    title: str
    description: str
    levels: tuple[str, ...]
    rows: tuple[Standing, ...]


@dataclass(frozen=True, slots=True)
class _Dot:
    """A view to be drawn."""

    kind: str
    value: float
    said: str
    people: int = 0


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where things stand: rows of equal height, on a phone with room above each for its name."""

    width: float
    left: float
    x: Linear
    stride: float
    narrow: bool
    names: float


_HEADING = 34.0
_KINDS = ("you", "you, looking back", "manager", "group, with how many people", "you, the same looking back")


def draw(plot: DotPlot, width: float = style.WIDE) -> Svg:
    """The plot under a key and the names of the levels; on a phone the name stands over its row."""
    frame = _frame(plot, width)
    key, top = _key(plot, frame)
    parts, y = [key], top
    for domain, rows in groupby(plot.rows, key=lambda row: row.domain):
        members = list(rows)
        parts.append(_domain(plot, frame, domain, y, len(members)))
        y += _HEADING + (16 if len(_level_names(plot, frame)) > 1 else 0)
        for row in members:
            parts.append(_row(frame, row, y))
            y += frame.stride
        y += 12
    return picture(plot.key, plot.title, plot.description, width, y, *parts)


def _frame(plot: DotPlot, width: float) -> _Frame:
    narrow = style.is_narrow(width)
    left = 0.0 if narrow else min(300.0, width * 0.36)
    half = (width - left) / max(1, len(plot.levels)) / 2
    x = Linear(1, max(2, len(plot.levels)), left + half, width - half)
    named = [len(wrapped(row.name, 14, width)) + bool(row.remark) for row in plot.rows]
    names = 26.0 + 16 * (max(named, default=1) > 1)
    return _Frame(width, left, x, names + 38 if narrow else 40.0, narrow, names)


def _key(plot: DotPlot, frame: _Frame) -> tuple[Svg, float]:
    """What the shapes of this plot mean, and where it may begin."""
    parts, x, y = [], 12.0, 15.0
    used = {dot.kind for row in plot.rows for dot in _dots(row)}
    ranges = ["range aimed at"] * any(row.target for row in plot.rows)
    for kind in (*(kind for kind in _KINDS if kind in used), *ranges):
        room = 14 + 12 * (kind == _KINDS[3])
        wide = width_of(kind, style.SMALL) + 24 + room
        if x > 12 and x + wide > frame.width:
            x, y = 12.0, y + 22
        if kind in _KINDS:
            parts.append(_shape(kind, x, y - 4))
            parts += [_people("n", x, y - 4)] if kind == _KINDS[3] else []
        else:
            parts.append(_range(x - 6, x + 12, y - 11, 14))
        parts.append(text(x + (18 if kind not in _KINDS else room), y, kind, fill=style.GREY))
        x += wide
    return join(parts), y + 18


def _level_names(plot: DotPlot, frame: _Frame) -> list[list[str]]:
    """The names of the levels on one line or two: a list of lines, each a word or more per level."""
    room = frame.width / len(plot.levels) if frame.narrow else (frame.width - frame.left) / len(plot.levels)
    broken = [wrapped(level, style.SMALL, room - 8) for level in plot.levels]
    lines = max(len(words) for words in broken)
    return [[words[at] if at < len(words) else "" for words in broken] for at in range(lines)]


def _domain(plot: DotPlot, frame: _Frame, domain: str, y: float, rows: int) -> Svg:
    """A domain's heading, the names of the levels, and a line down from each level."""
    names = _level_names(plot, frame)
    if frame.narrow:
        heading = text(0, y + 12, domain, font_size=15, font_weight="700")
        first = y + 30
    else:
        heading = text(0, y + 22, domain, font_size=15, font_weight="700")
        first = y + 22
    labels = [
        text(frame.x(at), first + 14 * row, name)
        for row, line_ in enumerate(names)
        for at, name in enumerate(line_, start=1)
        if name
    ]
    top = y + _HEADING + 16 * (len(names) > 1) - 4
    grid = element("path", d=_grid(plot, frame, top, rows), stroke=style.PALE)
    return join([heading, group(*labels, text_anchor="middle", fill=style.GREY), grid])


def _grid(plot: DotPlot, frame: _Frame, top: float, rows: int) -> str:
    """A line down from each level; on a phone it leaves out the names."""
    xs = [number(frame.x(at)) for at in range(1, len(plot.levels) + 1)]
    if not frame.narrow:
        return "".join(f"M{x} {number(top)}V{number(top + 4 + frame.stride * rows)}" for x in xs)
    starts = [top + 4 + frame.stride * at + frame.names for at in range(rows)]
    return "".join(f"M{x} {number(start)}v36" for start in starts for x in xs)


def _row(frame: _Frame, row: Standing, y: float) -> Svg:
    middle = y + (frame.names + 17 if frame.narrow else frame.stride / 2)
    parts = [line(0, y, frame.width, y, stroke=style.PALE), _name(frame, row, y)]
    if row.target:
        low, high = row.target
        parts.append(_range(frame.x(low) - 15, frame.x(high) + 15, middle - 12, 24))
    dots = _dots(row)
    places = _places(frame, dots, middle)
    ends = [place for dot, place in zip(dots, places, strict=True) if dot.kind in _KINDS[:2]]
    if len(ends) == 2:
        parts.append(line(*ends[0], *ends[1], stroke=style.BLUE, stroke_width=2))
    parts += [_drawn(dot, *place) for dot, place in zip(dots, places, strict=True)]
    return group(*parts)


def _name(frame: _Frame, row: Standing, y: float) -> Svg:
    """The name, and the remark where there is no rating of one's own."""
    remark = row.remark if row.self_now is None else ""
    if frame.narrow:
        lines = [*wrapped(row.name, 14, frame.width), *([remark] if remark else [])][:2]
        first = y + 19
    else:
        lines = [
            *wrapped(row.name, 13.5, frame.left - 14, most=1 if remark else 2),
            *([remark] if remark else []),
        ]
        first = y + frame.stride / 2 + (5 if len(lines) == 1 else -3)
    return join(
        [
            text(0, first + 16 * at, words, font_size=13.5, fill=style.GREY if words == remark else None)
            for at, words in enumerate(lines)
        ]
    )


def _dots(row: Standing) -> list[_Dot]:
    views: tuple[tuple[str, float | None, str], ...] = (
        (_KINDS[1], row.self_then, "You, looking back"),
        (_KINDS[0], row.self_now, "You"),
        (_KINDS[2], row.manager, "Manager"),
    )
    if row.self_now is not None and row.self_now == row.self_then:
        views = ((_KINDS[4], row.self_now, "You, the same looking back"), views[2])
    dots = [_Dot(kind, value, said) for kind, value, said in views if value is not None]
    return dots + [_Dot(_KINDS[3], view.value, f"{view.name} ({view.people})", view.people) for view in row.groups]


_AROUND = {
    1: ((0, 0),),
    2: ((0, -9), (0, 9)),
    3: ((-9, -9), (9, -9), (0, 9)),
    4: ((-9, -9), (9, -9), (-9, 9), (9, 9)),
}
"""How dots that share a place stand around it, in pixels."""


def _places(frame: _Frame, dots: Sequence[_Dot], middle: float) -> list[tuple[float, float]]:
    """Where each dot goes: on its value, and beside it where several would hide each other."""
    order = sorted(range(len(dots)), key=lambda at: dots[at].value)
    clusters: list[list[int]] = []
    for at in order:
        if clusters and frame.x(dots[at].value) - frame.x(dots[clusters[-1][-1]].value) < 15:
            clusters[-1].append(at)
        else:
            clusters.append([at])
    places = {}
    for cluster in clusters:
        along = [((at - (len(cluster) - 1) / 2) * 16, 0) for at in range(len(cluster))]
        for at, (dx, dy) in zip(sorted(cluster), _AROUND.get(len(cluster), along), strict=True):
            places[at] = frame.x(dots[at].value) + dx, middle + dy
    own = [at for at, dot in enumerate(dots) if dot.kind in _KINDS[:2]]
    if len(own) == 2 and len(dots) > 2:  # the line between them is level, and the others stand below it
        places = {at: (x, middle - 9 if at in own else max(y, middle + 9)) for at, (x, y) in places.items()}
    return [places[at] for at in range(len(dots))]


def _drawn(dot: _Dot, x: float, y: float) -> Svg:
    value = f"{dot.value:.1f}".removesuffix(".0")
    said = element("title", f"{dot.said}: {value}")
    label = str(dot.people)
    return group(said, _shape(dot.kind, x, y), *([_people(label, x, y)] if dot.people else []))


def _people(label: str, x: float, y: float) -> Svg:
    return text(x + 11, y + 4, label, font_weight="600")


def _shape(kind: str, x: float, y: float) -> Svg:
    if kind == _KINDS[0]:
        return shapes.circle(x, y, 6, fill=style.BLUE, stroke=style.INK, stroke_width=1.5)
    if kind == _KINDS[1]:
        return shapes.circle(x, y, 6, fill=style.WHITE, stroke=style.BLUE, stroke_width=2)
    if kind == _KINDS[4]:
        return shapes.ringed(x, y)
    if kind == _KINDS[2]:
        return shapes.square(x, y, 6, fill=style.INK, stroke=style.WHITE)
    return shapes.diamond(x, y, 6, fill="#ffd56b", stroke=style.INK, stroke_width=1.5)


def _range(start: float, end: float, y: float, tall: float) -> Svg:
    return element("rect", x=start, y=y, width=end - start, height=tall, rx=tall / 2, fill="#d9e8f6", stroke="#8fb8de")


def table(plot: DotPlot) -> Table:
    """A row per competency, in words."""
    headers = ("Domain", "Competency", "Aimed at", "You", "You, looking back", "Manager", "Groups")
    return Table(headers, tuple(_cells(plot, row) for row in plot.rows))


def _cells(plot: DotPlot, row: Standing) -> tuple[str, ...]:
    aimed = "" if row.target is None else " to ".join(dict.fromkeys(_level(plot, value) for value in row.target))
    views = [_level(plot, value) for value in (row.self_now, row.self_then, row.manager)]
    groups = "; ".join(f"{view.name} {view.value:.1f} ({view.people} people)" for view in row.groups)
    return (row.domain, row.name, aimed, views[0] or row.remark, *views[1:], groups)


def _level(plot: DotPlot, value: float | None) -> str:
    """A level's name; between levels the number itself."""
    if value is None:
        return ""
    return plot.levels[int(value) - 1] if value == int(value) else f"{value:.1f}"
