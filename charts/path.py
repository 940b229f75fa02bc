"""The path through a programme: steps done or missed, the step now, steps to come."""

from dataclasses import dataclass
from enum import StrEnum

from . import shapes, style
from .svg import Svg, element, group, line, number, picture, text
from .table import Table
from .text import wrapped


class State(StrEnum):
    """Where a step stands."""

    DONE = "done"
    CURRENT = "now"
    TO_COME = "to come"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class Step:
    """One step.

    Attributes:
        note: under the name: "by 3 Mar".
    """

    name: str
    state: State
    note: str = ""


@dataclass(frozen=True, slots=True)
class Path:
    """The steps in order. `key` is the prefix of ids, unique on the page."""

    key: str
    title: str
    description: str
    steps: tuple[Step, ...]


_RADIUS = 14.0


def draw(path: Path, width: float = style.WIDE) -> Svg:
    """The path from left to right; on a phone only the step now has its name, under the path."""
    narrow = style.is_narrow(width)
    count = len(path.steps)
    stride = width / max(1, count)
    places = [(stride * (at + 0.5), 20.0) for at in range(count)]
    ways = [_way(path.steps[at], *places[at], *places[at + 1]) for at in range(count - 1)]
    steps = [_step(at, step, *places[at], narrow=narrow, room=stride) for at, step in enumerate(path.steps)]
    told = [text(0, 62, words, font_size=15) for words in wrapped(_told(path), 15, width, most=1)] if narrow else []
    return picture(path.key, path.title, path.description, width, 72.0 if narrow else 86.0, *ways, *steps, *told)


def _told(path: Path) -> str:
    """Where one is, in a line."""
    now = [at for at, step in enumerate(path.steps, start=1) if step.state is State.CURRENT]
    if not now:
        return "All steps done" if all(step.state is State.DONE for step in path.steps) else ""
    told = " and ".join(f"{path.steps[at - 1].name} {path.steps[at - 1].note}".strip() for at in now)
    if len(now) > 1:
        return f"Steps {', '.join(map(str, now[:-1]))} and {now[-1]} of {len(path.steps)}: {told}"
    to_come = (f", then {step.name}" for step in path.steps[now[0] :] if step.state is State.TO_COME)
    return f"Step {now[0]} of {len(path.steps)}: {told}{next(to_come, '')}"


def _way(step: Step, x1: float, y1: float, x2: float, y2: float) -> Svg:
    """The stretch after a step: solid once the step is past."""
    if step.state in (State.DONE, State.MISSED):
        return line(x1, y1, x2, y2, stroke=style.BLUE, stroke_width=3)
    return line(x1, y1, x2, y2, stroke=style.LIMIT, stroke_width=2, stroke_dasharray="3 4")


def _step(at: int, step: Step, x: float, y: float, *, narrow: bool, room: float) -> Svg:
    said = element("title", f"Step {at + 1}, {step.name}: {step.state}{f', {step.note}' if step.note else ''}")
    if narrow:
        return group(said, *_sign(at, step.state, x, y))
    weight = "600" if step.state is State.CURRENT else None
    note = step.note or step.state.value
    lines = wrapped(step.name, 14, room - 10, most=1)
    words = [text(x, y + 38, words, font_size=14, font_weight=weight) for words in lines]
    words.append(text(x, y + 56, note, fill=style.GREY, font_size=12.5))
    return group(said, *_sign(at, step.state, x, y), group(*words, text_anchor="middle"))


def _sign(at: int, state: State, x: float, y: float) -> list[Svg]:
    """A tick in a full circle, a number in a thick ring, a number in a thin one; of what was missed, a dash."""
    if state is State.DONE:
        tick = element(
            "path",
            d=f"M{number(x - 6)} {number(y)}l4 4.5 8-9",
            stroke=style.WHITE,
            stroke_width=2.5,
            stroke_linecap="round",
            fill="none",
        )
        return [shapes.circle(x, y, _RADIUS, fill=style.BLUE), tick]
    now = state is State.CURRENT
    colour, thick = (style.BLUE, 4) if now else (style.LIMIT, 1.5)
    ring = shapes.circle(x, y, _RADIUS, fill=style.WHITE, stroke=colour, stroke_width=thick)
    fill, weight = (style.INK, "600") if now else (style.GREY, None)
    label = "–" if state is State.MISSED else str(at + 1)
    return [ring, text(x, y + 5, label, text_anchor="middle", font_size=14, fill=fill, font_weight=weight)]


def table(path: Path) -> Table:
    """A row per step."""
    rows = tuple((str(at), step.name, step.state.value, step.note) for at, step in enumerate(path.steps, start=1))
    return Table(("Step", "Name", "State", "Note"), rows)
