"""A trend over cohorts: a panel per domain with the levels upwards and the cohorts across, in time.

In each place a hollow circle is where a cohort began, a full one where it stands, and a line leads from one to the
other. A cross below the scale stands for what is hidden; below the name stands how far the cohort moved and, where
there is room, how many of it rose. Different cohorts are different people, so nothing joins them.
"""

from dataclasses import dataclass

from . import shapes, style
from .scale import Linear
from .svg import Svg, element, group, join, line, picture, text
from .text import width_of, wrapped


@dataclass(frozen=True, slots=True)
class Mark:
    """One cohort in one domain, on the scale of levels, where 1 is the lowest; None for none.

    Attributes:
        told: the mark in words.
        is_hidden: one of its numbers is not shown.
        change: how far it moved, as short as can be; '' for not yet.
        rose: how many moved up, as '4 of 7'.
    """

    told: str
    then: float | None = None
    now: float | None = None
    is_hidden: bool = False
    change: str = ""
    rose: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """One domain: names of its levels, lowest first, and a mark a cohort, None where it was not asked."""

    name: str
    levels: tuple[str, ...]
    marks: tuple[Mark | None, ...]


@dataclass(frozen=True, slots=True)
class Trend:
    """Panels side by side, or on a phone one under the other. `key` is a prefix of ids, unique on the page."""

    key: str
    title: str
    description: str
    cohorts: tuple[str, ...]
    panels: tuple[Panel, ...]


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where a panel stands and its places: `x` of the first, `stride` between them."""

    left: float
    top: float
    width: float
    x: float
    stride: float
    labels: tuple[tuple[str, ...], ...]


_STEP = 26.0  # between levels
_GAP = 32.0
_TITLE = 40.0
_BELOW = 14.0  # from the lowest level to what is hidden, so that nobody reads a level
_TURNED = 30.0  # height of a change that stands upright
_ROSE = 18.0  # from a change to how many rose
_MOST_BESIDE = 8  # more cohorts than that have the whole width


def draw(chart: Trend, width: float = style.WIDE) -> Svg:
    """A key, then the panels."""
    is_beside = not style.is_narrow(width) and len(chart.cohorts) <= _MOST_BESIDE
    columns = 2 if is_beside else 1
    wide = (width - _GAP * (columns - 1)) / columns
    key, top = _key(chart, width)
    parts = []
    for at in range(0, len(chart.panels), columns):
        row = chart.panels[at : at + columns]
        frames = [_frame(chart, panel, column * (wide + _GAP), top, wide) for column, panel in enumerate(row)]
        parts += [_panel(panel, frame) for panel, frame in zip(row, frames, strict=True)]
        top = max(_bottom(panel, frame) for panel, frame in zip(row, frames, strict=True)) + 12
    return picture(chart.key, chart.title, chart.description, width, top, key, *parts)


def _key(chart: Trend, width: float) -> tuple[Svg, float]:
    """What the shapes mean, and where the panels may begin."""
    signs = [("then", "Baseline"), ("now", "Latest round that has closed")]
    is_hidden = any(mark and mark.is_hidden for panel in chart.panels for mark in panel.marks)
    signs += [("hidden", "Hidden: at no level")] if is_hidden else []
    parts, x, y = [], 8.0, 14.0
    for kind, words in signs:
        wide = width_of(words, style.SMALL) + 40
        if x > 8 and x + wide > width:
            x, y = 8.0, y + 22
        parts += [_sign(kind, x, y - 4, 6), text(x + 14, y, words, fill=style.GREY)]
        x += wide
    return join(parts), y + 22


def _sign(kind: str, x: float, y: float, size: float) -> Svg:
    if kind == "now":
        return shapes.circle(x, y, size, fill=style.BLUE, stroke=style.INK, stroke_width=1.5)
    if kind == "then":
        return shapes.circle(x, y, size, fill=style.WHITE, stroke=style.BLUE, stroke_width=2)
    arm = size * 0.8
    strokes = [line(x - arm, y - arm, x + arm, y + arm), line(x - arm, y + arm, x + arm, y - arm)]
    return group(*strokes, stroke=style.GREY, stroke_width=2)


def _frame(chart: Trend, panel: Panel, left: float, top: float, width: float) -> _Frame:
    """Cohorts stand under their places by name where all names fit, else by number."""
    room = max((width_of(level, style.SMALL) for level in panel.levels), default=0)
    start = left + min(room, width * 0.4) + 10
    stride = (left + width - start) / max(1, len(chart.cohorts))
    names = tuple(tuple(wrapped(name, style.SMALL, stride - 6)) for name in chart.cohorts)
    fits = all(width_of(part, style.SMALL) <= stride for lines in names for part in lines)
    is_whole = all(" ".join(lines) == name for lines, name in zip(names, chart.cohorts, strict=True))
    numbers = tuple((str(at),) for at in range(1, len(chart.cohorts) + 1))
    return _Frame(left, top, width, start + stride / 2, stride, names if fits and is_whole else numbers)


def _foot(panel: Panel, frame: _Frame) -> float:
    """Where the lowest level lies."""
    return frame.top + _TITLE + _STEP * max(1, len(panel.levels) - 1)


def _bottom(panel: Panel, frame: _Frame) -> float:
    return _changes_at(panel, frame) + 20 + (_TURNED if _is_turned(panel, frame) else _ROSE * _tells_rose(panel, frame))


def _changes_at(panel: Panel, frame: _Frame) -> float:
    """Where the changes stand, below the names."""
    return _foot(panel, frame) + 36 + 15 * max((len(lines) for lines in frame.labels), default=1)


def _is_turned(panel: Panel, frame: _Frame) -> bool:
    """Whether the changes stand upright, for want of room."""
    return any(width_of(mark.change, style.SMALL) + 4 > frame.stride for mark in panel.marks if mark)


def _tells_rose(panel: Panel, frame: _Frame) -> bool:
    """Whether there is room to say how many rose."""
    said = [mark.rose for mark in panel.marks if mark and mark.rose]
    return bool(said) and all(width_of(words, style.SMALL) + 4 <= frame.stride for words in said)


def _panel(panel: Panel, frame: _Frame) -> Svg:
    y = Linear(1, max(2, len(panel.levels)), _foot(panel, frame), frame.top + _TITLE)
    end = frame.left + frame.width
    grid = [
        line(frame.x - frame.stride / 2, y(at), end, y(at), stroke=style.PALE) for at in range(1, len(panel.levels) + 1)
    ]
    room = frame.x - frame.stride / 2 - frame.left - 6
    levels = [
        text(frame.left, y(at) + 4, wrapped(name, style.SMALL, room, most=1)[0], fill=style.GREY)
        for at, name in enumerate(panel.levels, start=1)
    ]
    heading = text(frame.left, frame.top + 16, wrapped(panel.name, 14, frame.width, most=1)[0], font_size=14)
    marks = [
        _mark(mark, y, frame.x + frame.stride * at, min(24.0, frame.stride))
        for at, mark in enumerate(panel.marks)
        if mark
    ]
    return group(heading, *grid, *levels, _names(panel, frame), _changes(panel, frame), *marks)


def _names(panel: Panel, frame: _Frame) -> Svg:
    foot = _foot(panel, frame) + 34
    words = [
        text(frame.x + frame.stride * at, foot + 15 * row, part)
        for at, lines in enumerate(frame.labels)
        for row, part in enumerate(lines)
    ]
    return group(*words, text_anchor="middle", fill=style.GREY)


def _changes(panel: Panel, frame: _Frame) -> Svg:
    """How far each cohort moved, in words: the two circles may differ by more or less."""
    if not any(mark and mark.change for mark in panel.marks):
        return join([])
    at = _changes_at(panel, frame)
    places = [(frame.x + frame.stride * n, mark.change) for n, mark in enumerate(panel.marks) if mark and mark.change]
    if _is_turned(panel, frame):
        turned = [text(x + 4, at, words, transform=f"rotate(-90 {x + 4:.1f} {at:.1f})") for x, words in places]
        return group(text(frame.left, at, "Change", fill=style.GREY), group(*turned, text_anchor="end"))
    words = [text(x, at, words, font_weight="600") for x, words in places]
    lines = [text(frame.left, at, "Change", fill=style.GREY)]
    if _tells_rose(panel, frame):
        lines.append(text(frame.left, at + _ROSE, "Rose", fill=style.GREY))
        words += [
            text(frame.x + frame.stride * n, at + _ROSE, mark.rose)
            for n, mark in enumerate(panel.marks)
            if mark and mark.rose
        ]
    return group(*lines, group(*words, text_anchor="middle"))


def _mark(mark: Mark, y: Linear, x: float, room: float) -> Svg:
    """Where it began on the left of its place, where it stands on the right, so that neither hides the other."""
    half, size = room * 0.36, room * 0.22
    places = [
        (kind, x + way * half, y(value))
        for kind, way, value in (("then", -1, mark.then), ("now", 1, mark.now))
        if value is not None
    ]
    parts: list[Svg] = [element("title", mark.told)]
    if len(places) == 2:
        (_, start, low), (_, stop, high) = places
        parts.append(line(start, low, stop, high, stroke=style.BLUE, stroke_width=2))
    if mark.is_hidden:
        parts.append(_sign("hidden", x + (half if places else 0), y(1) + _BELOW, size))
    return group(*parts, *[_sign(kind, at, height, size) for kind, at, height in places])
