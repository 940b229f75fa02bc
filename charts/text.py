"""How wide words are, roughly, and how to break them. The drawing has no font to ask."""

from datetime import date as Date  # noqa: N812 - the parameter is the field's word
from functools import lru_cache

_NARROW = frozenset("iljtfrI.,:;'|!()[] ")
_BROAD = frozenset("mwMW%@")


def width_of(words: str, size: float) -> float:
    """The width of a line of text in CSS pixels, on the generous side."""
    ems = sum(0.33 if c in _NARROW else 0.92 if c in _BROAD else 0.7 if c.isupper() else 0.58 for c in words)
    return ems * size


def wrapped(words: str, size: float, width: float, most: int = 2) -> list[str]:
    """The words on at most `most` lines; what does not fit ends in an ellipsis."""
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and width_of(longer, size) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    if len(lines) > most:
        lines[most - 1] += "\N{HORIZONTAL ELLIPSIS}"
    return lines[:most]


@lru_cache(maxsize=4096)
def day(date: Date) -> str:
    """A date in words: 3 Feb 2024."""
    return f"{date:%-d %b %Y}"
