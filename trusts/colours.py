"""A colour beside white: how far it stands out, and which darker one stands out enough (WCAG 2.2, 1.4.3). Pure."""

import re

HEX = re.compile(r"#[0-9a-f]{6}")
ENOUGH = 4.5
"""To one: what text needs to be read on white, or white on it."""


def contrast_on_white(colour: str) -> float:
    """From 1, white itself, to 21, black."""
    red, green, blue = (_linear(part / 255) for part in _parts(colour))
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def readable(colour: str) -> str:
    """The colour itself if it stands out enough; else the lightest of its darker shades that does."""
    parts = _parts(colour)
    shades = ("#" + "".join(f"{part * share // 255:02x}" for part in parts) for share in range(255, -1, -1))
    return next(shade for shade in shades if contrast_on_white(shade) >= ENOUGH)


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _linear(part: float) -> float:
    """A part of sRGB as light."""
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
