"""Variation and assurance icons in our own drawing: a shape, a letter and words, never colour alone."""

from dataclasses import dataclass
from enum import StrEnum

from . import style
from .svg import Svg, element, picture, text
from .table import Table
from .text import width_of


class Icon(StrEnum):
    """What an icon says. The first eight speak of variation, the last three of assurance."""

    COMMON_CAUSE = "common_cause"
    IMPROVEMENT_HIGH = "improvement_high"
    IMPROVEMENT_LOW = "improvement_low"
    KEPT = "kept"
    CONCERN_HIGH = "concern_high"
    CONCERN_LOW = "concern_low"
    NEUTRAL_HIGH = "neutral_high"
    NEUTRAL_LOW = "neutral_low"
    PASS = "pass"
    FAIL = "fail"
    HIT_OR_MISS = "hit_or_miss"


WORDS = {
    Icon.COMMON_CAUSE: ("Common cause", "no change beyond chance"),
    Icon.IMPROVEMENT_HIGH: ("Improvement", "higher, beyond chance"),
    Icon.IMPROVEMENT_LOW: ("Improvement", "lower, beyond chance"),
    Icon.KEPT: ("Improvement, kept", "stable at the new level"),
    Icon.CONCERN_HIGH: ("Concern", "higher, beyond chance"),
    Icon.CONCERN_LOW: ("Concern", "lower, beyond chance"),
    Icon.NEUTRAL_HIGH: ("Unusually high", "neither better nor worse"),
    Icon.NEUTRAL_LOW: ("Unusually low", "neither better nor worse"),
    Icon.PASS: ("Meets the target", "expected every time"),
    Icon.FAIL: ("Misses the target", "until the process changes"),
    Icon.HIT_OR_MISS: ("Hit or miss", "the target is met at times"),
}
"""What each icon says, in two lines."""

_UP = "M10 29l8-8 5 4 10-12M26 12.5h8v8"
_DOWN = "M10 15l8 8 5-4 10 12M26 31.5h8v-8"
_WAVE = "M8 22q4-9 9 0t9 0 9 0"
_TICK = "M11 22l7 8 14-16"
_CROSS = "M13 13l18 18M31 13l-18 18"
_EITHER = "M9 16l4 5 8-10M24 25l9 9M33 25l-9 9"


@dataclass(frozen=True, slots=True)
class _Design:
    letter: str
    sign: str
    fill: str
    stroke: str
    dashes: str | None = None


_DESIGNS = {
    Icon.COMMON_CAUSE: _Design("C", _WAVE, style.PALEST, style.INK),
    Icon.IMPROVEMENT_HIGH: _Design("H", _UP, style.IMPROVEMENT, style.INK),
    Icon.IMPROVEMENT_LOW: _Design("L", _DOWN, style.IMPROVEMENT, style.INK),
    Icon.KEPT: _Design("K", _WAVE, style.KEPT, style.INK),
    Icon.CONCERN_HIGH: _Design("H", _UP, style.CONCERN, style.INK),
    Icon.CONCERN_LOW: _Design("L", _DOWN, style.CONCERN, style.INK),
    Icon.NEUTRAL_HIGH: _Design("H", _UP, style.NEUTRAL, style.WHITE),
    Icon.NEUTRAL_LOW: _Design("L", _DOWN, style.NEUTRAL, style.WHITE),
    Icon.PASS: _Design("P", _TICK, style.BLUE, style.WHITE),
    Icon.FAIL: _Design("F", _CROSS, style.WHITE, style.INK),
    Icon.HIT_OR_MISS: _Design("?", _EITHER, style.PALE, style.INK, "4 3"),
}


def draw(icon: Icon, key: str, *, words: bool = False) -> Svg:
    """The icon, 44 pixels square, with its two lines of words to the right if asked for.

    Args:
        key: prefix of ids, unique on the page.
    """
    name, meaning = WORDS[icon]
    wide = 54 + max(width_of(name, 14.5), width_of(meaning, 13)) if words else 44
    lines = [
        text(54, 19, name, font_size=14, font_weight="600"),
        text(54, 36, meaning, font_size=13, fill=style.GREY),
    ]
    return picture(key, name, meaning, wide, 44, *_drawing(icon), *(lines if words else []))


def _drawing(icon: Icon) -> list[Svg]:
    design = _DESIGNS[icon]
    corner = 10 if icon in (Icon.PASS, Icon.FAIL, Icon.HIT_OR_MISS) else 22
    box = element(
        "rect",
        x=1.5,
        y=1.5,
        width=41,
        height=41,
        rx=corner,
        fill=design.fill,
        stroke=style.INK,
        stroke_width=1.5,
        stroke_dasharray=design.dashes,
    )
    sign = element(
        "path",
        d=design.sign,
        stroke=design.stroke,
        stroke_width=4,
        fill="none",
        stroke_linejoin="round",
        stroke_linecap="round",
        transform="translate(8.8 4) scale(.6)",
    )
    letter = text(22, 36.5, design.letter, text_anchor="middle", font_size=14, font_weight="700", fill=design.stroke)
    return [box, sign, letter]


def table(icon: Icon) -> Table:
    """What the icon says."""
    return Table(("Icon", "Meaning"), (WORDS[icon],))
