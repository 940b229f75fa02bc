"""The strokes of a chart over time."""

from collections.abc import Callable, Iterator
from datetime import date
from itertools import groupby

from charts import shapes, style
from charts.scale import spread, tick_labels, time_ticks
from charts.svg import Svg, element, group, join, line, number, picture, spoken, text
from charts.text import day, width_of

from .inputs import Band, Look, Mark, ProcessChart
from .layout import Frame, clipped, frame_of, legend_rows, levels

type Shape = Callable[..., Svg]

_DRAWN: dict[Look, tuple[Shape, str]] = {
    Look.COMMON_CAUSE: (shapes.circle, style.COMMON_CAUSE),
    Look.BEFORE: (shapes.diamond, style.COMMON_CAUSE),
    Look.IMPROVEMENT: (shapes.square, style.IMPROVEMENT),
    Look.KEPT: (shapes.square, style.KEPT),
    Look.CONCERN: (shapes.diamond, style.CONCERN),
    Look.HIGH: (shapes.triangle, style.NEUTRAL),
    Look.LOW: (shapes.triangle_down, style.NEUTRAL),
    Look.VALUE: (shapes.circle, style.COMMON_CAUSE),
}


def shape_of(look: Look) -> tuple[Shape, str]:
    """The shape and the fill of a look."""
    return _DRAWN[look]


def draw(chart: ProcessChart, width: float = style.WIDE, tall: float | None = None) -> Svg:
    """The chart as a picture; `tall` is the height of its axis of values, if not the usual."""
    if not chart.marks:
        return _empty(chart, width)
    frame = frame_of(chart, width, tall)
    return picture(
        chart.key,
        chart.title,
        chart.description,
        width,
        frame.height,
        _axes(chart, frame),
        *(_band(chart, frame, at) for at in range(len(chart.bands))),
        _target(chart, frame),
        _notes(chart, frame),
        _step(chart, frame),
        _process_line(chart, frame),
        *_marks(chart, frame),
        _end_labels(chart, frame),
        _headings(chart, frame),
        _legend(chart, frame),
    )


def _axes(chart: ProcessChart, frame: Frame) -> Svg:
    d = "".join(f"M{number(frame.left)} {number(frame.y(tick))}H{number(frame.right)}" for tick in frame.ticks)
    grid = element("path", d=d, stroke=style.PALE, fill="none")
    labels = [
        text(frame.left - 6, frame.y(tick) + 4, label)
        for tick, label in zip(frame.ticks, tick_labels(frame.ticks), strict=True)
    ]
    values = group(*labels, text_anchor="end", fill=style.GREY)
    unit = text(4, 14, chart.unit, fill=style.GREY) if chart.unit else Svg()
    return join([grid, values, unit, _dates_axis(frame)])


def _dates_axis(frame: Frame) -> Svg:
    ticks = time_ticks(frame.x.first, frame.x.last, 5 if frame.narrow else 12)
    d = "".join(f"M{number(frame.x(tick.date))} {number(frame.bottom)}v4" for tick in ticks)
    parts = [element("path", d=d, stroke=style.LIMIT)]
    for tick in ticks:
        at = frame.x(tick.date)
        parts.append(text(at, frame.bottom + 17, tick.label))
        if tick.year:
            parts.append(text(at, frame.bottom + 32, tick.year, font_weight="600"))
    return group(*parts, text_anchor="middle", fill=style.GREY)


def _reach(chart: ProcessChart, frame: Frame, at: int) -> tuple[float, float]:
    """From where to where a phase's lines go: half way to its neighbours less a small gap."""
    bands, gap = chart.bands, 2.5
    start, end = frame.left, frame.right
    if at:
        start = (frame.x(bands[at - 1].end) + frame.x(bands[at].start)) / 2 + gap
    if at < len(bands) - 1:
        end = (frame.x(bands[at].end) + frame.x(bands[at + 1].start)) / 2 - gap
    return start, end


def _band(chart: ProcessChart, frame: Frame, at: int) -> Svg:
    band = chart.bands[at]
    start, end = _reach(chart, frame, at)
    centre = frame.y.held(band.centre.value)
    parts = [line(start, centre, end, centre, stroke=style.INK, stroke_width=1.5)]
    if band.lower and band.upper:
        low, high = (frame.y.held(clipped(chart, level.value)) for level in (band.lower, band.upper))
        d = f"M{number(start)} {number(high)}H{number(end)}M{number(start)} {number(low)}H{number(end)}"
        dashes = "2 3" if band.provisional else "6 4"
        parts.insert(0, element("path", d=d, stroke=style.LIMIT, stroke_width=1.5, stroke_dasharray=dashes))
        area = element("rect", x=start, y=high, width=end - start, height=low - high, fill=style.PALEST)
        parts.insert(0, area)
    return join(parts)


def _stepped(chart: ProcessChart) -> int:
    """The place of the first band that keeps an improvement; 0 when none does, for one stands before it."""
    kept = next((mark.date for mark in chart.marks if mark.look is Look.KEPT), None)
    return next((at for at, band in enumerate(chart.bands) if kept and kept <= band.end), 0)


def _step(chart: ProcessChart, frame: Frame) -> Svg:
    """An arrow from the centre before an improvement that is kept to the one after."""
    at = _stepped(chart)
    if not at:
        return Svg()
    before, after = chart.bands[at - 1], chart.bands[at]
    x = (frame.x(before.end) + frame.x(after.start)) / 2
    start, end = frame.y.held(before.centre.value), frame.y.held(after.centre.value)
    back = -1 if end > start else 1
    d = (
        f"M{number(x - 2)} {number(start)}V{number(end + 8 * back)}H{number(x - 6)}L{number(x)} {number(end)}"
        f"L{number(x + 6)} {number(end + 8 * back)}H{number(x + 2)}V{number(start)}z"
    )
    words = f"{chart.centre_name} {before.centre.text} before, {after.centre.text} after: improvement kept"
    return element("path", spoken(words), d=d, fill=style.IMPROVEMENT, stroke=style.INK)


def _target(chart: ProcessChart, frame: Frame) -> Svg:
    if not chart.target:
        return Svg()
    at = frame.y.held(chart.target.value)
    return line(frame.left, at, frame.right, at, stroke=style.TARGET, stroke_width=1.5, stroke_dasharray="10 3 2 3")


def _notes(chart: ProcessChart, frame: Frame) -> Svg:
    """Numbered lines. The numbers stand apart over the chart even where the dates are close."""
    notes = sorted(chart.notes, key=lambda note: (note.date, note.number))
    places = spread([frame.x(note.date) for note in notes], 19, frame.left, frame.right)
    parts = []
    for note, place in zip(notes, places, strict=True):
        at, head = frame.x(note.date), frame.top - 14
        path = f"M{number(place)} {number(head)}L{number(at)} {number(frame.top)}V{number(frame.bottom)}"
        parts.append(
            group(
                spoken(f"{day(note.date)}: {note.text}"),
                element("path", d=path, stroke=style.BLUE, stroke_dasharray="2 2", fill="none"),
                shapes.circle(place, head, 8.5, fill=style.BLUE),
                text(
                    place,
                    head + 4,
                    str(note.number),
                    fill=style.WHITE,
                    text_anchor="middle",
                    font_weight="600",
                ),
            )
        )
    return join(parts)


def _process_line(chart: ProcessChart, frame: Frame) -> Svg:
    """The line through the points, broken where a period has no value."""
    stops: list[tuple[date, Mark | None]] = [(mark.date, mark) for mark in chart.marks if not mark.ghost]
    stops = sorted(stops + [(gap, None) for gap in chart.missing], key=lambda stop: stop[0])
    d, pen = "", "M"
    for _, mark in stops:
        if mark is None:
            pen = "M"
        else:
            d += f"{pen}{number(frame.x(mark.date))} {number(frame.y(mark.value))}"
            pen = "L" if pen == "M" else " "
    return element("path", d=d, stroke=style.GREY, stroke_width=1.5, stroke_linejoin="round", fill="none")


def _marks(chart: ProcessChart, frame: Frame) -> Iterator[Svg]:
    """The points, in groups of one look each: attributes that they share are written once."""
    size, outline = _mark_size(chart, frame)
    numbered = sorted(enumerate(chart.marks), key=lambda pair: (pair[1].ghost, pair[1].look))
    for (ghost, look), pairs in groupby(numbered, key=lambda pair: (pair[1].ghost, pair[1].look)):
        shape, fill = _DRAWN[look]
        points = [
            shape(frame.x(mark.date), frame.y(mark.value), size, spoken(_said(mark)), data_i=str(at))
            for at, mark in pairs
        ]
        yield group(*points, fill=style.WHITE if ghost else fill, stroke=style.INK, stroke_width=outline)


def _mark_size(chart: ProcessChart, frame: Frame) -> tuple[float, float]:
    room = (frame.right - frame.left) / len(chart.marks)
    return (4.5, 1.5) if room >= 11 else (3.5, 1.2) if room >= 7 else (2.6, 1)


def _said(mark: Mark) -> str:
    """The title of a point. Of a plain value there is no more to say."""
    word = "left out" if mark.ghost else mark.word
    return f"{day(mark.date)}: {mark.text}" + (f" ({word})" if mark.ghost or mark.look is not Look.VALUE else "")


def _end_labels(chart: ProcessChart, frame: Frame) -> Svg:
    placed = sorted((frame.y.held(clipped(chart, value)), words, colour) for value, words, colour in levels(chart))
    places = spread([place for place, _, _ in placed], 15, frame.top, frame.bottom)
    labels = [
        text(
            frame.right + 6,
            place + 4,
            words,
            fill=colour,
            font_weight=None if colour == style.GREY else "600",
        )
        for place, (_, words, colour) in zip(places, placed, strict=True)
    ]
    return join(labels)


def _headings(chart: ProcessChart, frame: Frame) -> Svg:
    """The remark over the chart, and each phase's centre over the phase when there are several."""
    parts = []
    if chart.caption:
        parts.append(text(frame.width - 4, 14, chart.caption, text_anchor="end", fill=style.GREY))
    if len(chart.bands) > 1:
        step = _stepped(chart)
        for at, band in enumerate(chart.bands):
            start, end = _reach(chart, frame, at)
            side = f" {'before' if at < step else 'after'}" if step else ""
            parts.append(text(start + 2, 38, _heading(chart, band, side, end - start), font_weight="600"))
    return join(parts)


def _heading(chart: ProcessChart, band: Band, side: str, room: float) -> str:
    """A phase's centre in as many words as there is room for; `side` is of a step that is marked."""
    short = band.centre.text + side
    named = f"{chart.centre_name} {short}"
    longest = f"{named} (provisional)" if band.provisional else named
    given = (words for words in (longest, named, short) if width_of(words, style.SMALL) * 1.05 < room)
    return next(given, band.centre.text)


def _legend(chart: ProcessChart, frame: Frame) -> Svg:
    parts = []
    for row, items in enumerate(legend_rows(chart, frame.width)):
        x, y = min(frame.left, 40) + 8, frame.legend + 20 * row
        for look, ghost, words in items:
            shape, fill = _DRAWN[look]
            fill = style.WHITE if ghost else fill
            parts.append(shape(x, y - 4, 4.5, fill=fill, stroke=style.INK, stroke_width=1.5))
            parts.append(text(x + 11, y, words, fill=style.GREY))
            x += width_of(words, style.SMALL) + 34
    return join(parts)


def _empty(chart: ProcessChart, width: float) -> Svg:
    box = element("rect", x=0.5, y=0.5, width=width - 1, height=119, fill=style.PALEST, stroke=style.PALE)
    words = text(width / 2, 64, "No values yet", text_anchor="middle", fill=style.GREY, font_size=14)
    return picture(chart.key, chart.title, chart.description, width, 120, box, words)
