"""How many remain at each stage of an application round: bars with their numbers."""

from dataclasses import dataclass

from . import style
from .svg import Svg, element, group, picture, text
from .table import Table
from .text import width_of


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage and how many people reached it."""

    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Funnel:
    """Stages in order, the widest first. `key` is the prefix of ids, unique on the page."""

    key: str
    title: str
    description: str
    stages: tuple[Stage, ...]


def draw(funnel: Funnel, width: float = style.WIDE) -> Svg:
    """A bar per stage from a common left edge; on a phone the name stands over its bar."""
    narrow = style.is_narrow(width)
    names = [width_of(stage.name, 14) for stage in funnel.stages]
    left = 0.0 if narrow else max(names, default=0) + 14
    said = [_said(funnel, at) for at in range(len(funnel.stages))]
    right = width - max([width_of(words, 13) for words in said], default=0) - 12
    most = max([stage.count for stage in funnel.stages], default=0) or 1
    stride, tall = (46, 20) if narrow else (34, 24)
    parts = []
    for at, stage in enumerate(funnel.stages):
        top = at * stride + (20 if narrow else 4)
        long = (right - left) * stage.count / most
        parts.append(_stage(stage, said[at], left, top, max(long, 1.5), tall, narrow=narrow))
    return picture(funnel.key, funnel.title, funnel.description, width, stride * len(said) + 4, *parts)


def _stage(stage: Stage, said: str, left: float, top: float, long: float, tall: float, *, narrow: bool) -> Svg:
    bar = element("rect", x=left, y=top, width=long, height=tall, fill=style.BLUE, rx=2)
    if narrow:
        name = text(0, top - 6, stage.name, font_size=14)
    else:
        name = text(left - 12, top + 17, stage.name, font_size=14, text_anchor="end")
    return group(name, bar, text(left + long + 8, top + tall / 2 + 5, said, font_size=13, fill=style.GREY))


def _said(funnel: Funnel, at: int) -> str:
    """The number, and of how many at the stage before."""
    count = funnel.stages[at].count
    before = funnel.stages[at - 1].count if at else 0
    return f"{count} of {before}" if before else str(count)


def table(funnel: Funnel) -> Table:
    """A row per stage, with its share of the first."""
    first = funnel.stages[0].count if funnel.stages else 0
    rows = [
        (stage.name, str(stage.count), f"{100 * stage.count / first:.0f}%" if first else "") for stage in funnel.stages
    ]
    return Table(("Stage", "People", "Of the first stage"), tuple(rows))
