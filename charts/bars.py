"""Shares at each level, then and now: a row per competency, two stacked bars in it.

Every part of a bar carries its number, parts are parted by a white gap, and every second level is hatched, so
that no level is told by its shade alone. Nothing here is red: a level below the highest is not a failure.
"""

from dataclasses import dataclass

from . import style
from .svg import Svg, element, group, join, number, picture, text
from .table import Table
from .text import width_of, wrapped

SHADES = ("#d2e3f3", "#9cc4e8", "#5c9bd5", "#1f6fb8", "#0b4a8a", "#062c55")
"""From the lowest level to the highest."""


@dataclass(frozen=True, slots=True)
class Shares:
    """One row.

    Attributes:
        then, now: people at each level, one number a level; None where the group is too small to show, or
            there is nothing yet.
    """

    name: str
    then: tuple[int, ...] | None
    now: tuple[int, ...] | None


@dataclass(frozen=True, slots=True)
class Bars:
    """Rows with common levels, lowest first.

    Attributes:
        key: prefix of ids, unique on the page.
        hidden: what to say where a bar is not shown.
        then_name, now_name: before the bars.
    """

    key: str
    title: str
    description: str
    levels: tuple[str, ...]
    rows: tuple[Shares, ...]
    hidden: str = "not shown: too few people"
    then_name: str = "then"
    now_name: str = "now"


_TALL = 20.0
_SLIM = 15.0
"""Height of a bar on a page of its own width, and of one among many on paper."""


def draw(bars: Bars, width: float = style.WIDE) -> Svg:
    """The rows under a key of the levels; on a phone the name stands over its bars."""
    narrow = style.is_narrow(width)
    key, top = _key(bars, width)
    names = max(width_of(bars.then_name, style.SMALL), width_of(bars.now_name, style.SMALL)) + 12
    left = names if narrow else 220 + names
    lines = max([len(wrapped(row.name, 14, width)) for row in bars.rows], default=1)
    stride = 47.0 + 17 * lines if narrow else 40.0
    parts = [_row(bars, row, top + stride * at, left, width) for at, row in enumerate(bars.rows)]
    height = top + stride * len(bars.rows)
    return picture(bars.key, bars.title, bars.description, width, height, _patterns(bars), key, *parts)


def _patterns(bars: Bars) -> Svg:
    """A hatching for every second level."""
    hatches = [
        element(
            "pattern",
            element("path", d="M0 6L6 0", stroke=_ink(bars, at), stroke_width=0.5, opacity="0.55"),
            id=f"{bars.key}-l{at}",
            width=6,
            height=6,
            patternUnits="userSpaceOnUse",
        )
        for at in range(1, len(bars.levels), 2)
    ]
    return element("defs", *hatches)


def _shade(bars: Bars, at: int) -> str:
    """The level's shade: the palette spread over as many levels as there are."""
    last = max(1, len(bars.levels) - 1)
    return SHADES[round(at * (len(SHADES) - 1) / last)]


def _ink(bars: Bars, at: int) -> str:
    return style.INK if SHADES.index(_shade(bars, at)) < 3 else style.WHITE


def _filled(bars: Bars, at: int, **place: str | float) -> Svg:
    """The level's shade with its hatching over it: a shade within the pattern shows the pattern's seams in a PDF."""
    shade = element("rect", **place, fill=_shade(bars, at))
    return join([shade, element("rect", **place, fill=f"url(#{bars.key}-l{at})")]) if at % 2 else shade


def _key(bars: Bars, width: float) -> tuple[Svg, float]:
    """The levels with their shades, and where the rows may begin."""
    parts, x, y = [], 0.0, 12.0
    for at, level in enumerate(bars.levels):
        wide = width_of(level, style.SMALL) + 34
        if x and x + wide > width:
            x, y = 0, y + 20
        parts.append(_box(bars, at, x, y - 10, 14, 14))
        parts.append(text(x + 20, y + 1, level))
        x += wide
    return join(parts), y + 22


def _box(bars: Bars, at: int, x: float, y: float, wide: float, tall: float) -> Svg:
    return _filled(bars, at, x=x, y=y, width=wide, height=tall, stroke=style.GREY)


def _row(bars: Bars, row: Shares, top: float, left: float, width: float) -> Svg:
    narrow = style.is_narrow(width)
    lines = wrapped(row.name, 14, width if narrow else 210)
    start = top + 16 if narrow else top + (16 if len(lines) > 1 else 23)
    words = [text(0, start + 17 * at - (5 if narrow else 2), line, font_size=14) for at, line in enumerate(lines)]
    first = top + (1 + 17 * len(lines) if narrow else 2)
    pairs = ((bars.then_name, row.then, first), (bars.now_name, row.now, first + _SLIM + 1.5))
    return group(*words, *(_bar(bars, name, counts, y, left, width) for name, counts, y in pairs))


def _bar(bars: Bars, name: str, counts: tuple[int, ...] | None, y: float, left: float, width: float) -> Svg:
    label = text(left - 8, y + 11.5, name, text_anchor="end", fill=style.GREY)
    total = sum(counts or ())
    if not counts or not total:
        return group(label, text(left + 8, y + 11.5, bars.hidden, fill=style.GREY))
    parts, x = [label], left
    for at, count in enumerate(counts):
        if count:
            wide = (width - left - 1) * count / total
            parts.append(_part(bars, at, count, total, x, y, wide))
            x += wide
    return join(parts)


def _part(bars: Bars, at: int, count: int, total: int, x: float, y: float, wide: float) -> Svg:
    said = element("title", f"{bars.levels[at]}: {count} of {total}")
    box = _filled(bars, at, x=x, y=y, width=max(1.0, wide - 1.5), height=_SLIM)
    if wide < width_of(str(count), style.SMALL) + 5:
        return group(said, box)
    middle = x + (wide - 1.5) / 2
    label = text(middle, y + 11.8, str(count), text_anchor="middle", fill=_ink(bars, at), font_weight="600")
    return group(said, box, *([_plate(bars, at, count, middle, y)] if at % 2 else []), label)


def _plate(bars: Bars, at: int, count: int, middle: float, y: float) -> Svg:
    """The plain shade behind a number, which keeps it clear of the hatching at any size."""
    wide = width_of(str(count), style.SMALL) + 4
    return element("rect", x=middle - wide / 2, y=y, width=wide, height=_SLIM, fill=_shade(bars, at))


def hatching(bars: Bars) -> Svg:
    """What `bar` and `swatch` are filled with: once on a page, before them, and nothing to see."""
    return element("svg", _patterns(bars), width=0, height=0, aria_hidden="true", focusable="false")


def bar(bars: Bars, counts: tuple[int, ...], reach: int | None = None) -> Svg:
    """One bar as wide as its place, silent: what it says stands beside it in words.

    `reach` is the first level that counts as enough: a stroke parts those below it from those who have it.
    """
    total, at, parts = sum(counts), 0.0, []
    for level, count in enumerate(counts):
        if count:
            wide = 100 * count / total
            parts.append(_fluid_part(bars, level, count, at, wide))
            at += wide
    if reach is not None:
        place = f"{number(100 * sum(counts[:reach]) / total)}%"
        parts += [
            element("line", x1=place, x2=place, y1="0", y2="100%", stroke=ink, stroke_width=wide)
            for ink, wide in ((style.WHITE, 7), (style.INK, 3))
        ]
    return element(
        "svg", *parts, width="100%", height=_TALL, aria_hidden="true", focusable="false", font_family=style.FONT
    )


def _fluid_part(bars: Bars, level: int, count: int, at: float, wide: float) -> Svg:
    place = {"x": f"{number(at)}%", "width": f"{number(wide)}%", "height": "100%"}
    box = _filled(bars, level, **place, stroke=style.WHITE, stroke_width=1.5)
    if wide < 5:  # on a phone the number would not fit
        return box
    # A rim of the plain shade keeps the number clear of the hatching.
    rim: dict[str, str | float] = (
        {"stroke": _shade(bars, level), "stroke_width": 6, "stroke_linejoin": "round", "paint_order": "stroke"}
        if level % 2
        else {}
    )
    middle = f"{number(at + wide / 2)}%"
    words: dict[str, str | float] = {
        "y": "50%",
        "dy": ".35em",
        "text_anchor": "middle",
        "font_size": style.SMALL,
        "font_weight": "600",
    }
    return group(box, element("text", str(count), x=middle, fill=_ink(bars, level), **words, **rim))


def swatch(bars: Bars, level: int) -> Svg:
    """A small square of a level's shade, for a key written beside the bars."""
    box = _box(bars, level, 1, 1, 16, 16)
    return element("svg", box, width=18, height=18, aria_hidden="true", focusable="false")


def table(bars: Bars) -> Table:
    """Two rows per competency: how many people at each level."""
    rows = []
    for row in bars.rows:
        for name, counts in ((bars.then_name, row.then), (bars.now_name, row.now)):
            cells = [str(count) for count in counts] if counts else [bars.hidden] + [""] * (len(bars.levels) - 1)
            rows.append((row.name, name, *cells))
    return Table(("Competency", "When", *bars.levels), tuple(rows))
