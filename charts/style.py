"""Colours, letters and widths that every drawing shares."""

INK = "#212b32"
GREY = "#4c6272"
PALE = "#d8dde0"
PALEST = "#f0f4f5"
BLUE = "#005eb8"
WHITE = "#ffffff"

IMPROVEMENT = "#00b0f0"
KEPT = "#a6e1fa"
CONCERN = "#e46c0a"
COMMON_CAUSE = "#a6a6a6"
NEUTRAL = "#490092"
TARGET = "#c8102e"
LIMIT = "#768692"

FONT = "Public Sans, Arial, sans-serif"
SMALL = 12

WIDE = 760.0
"""Width of a drawing on a desktop and in a report, in CSS pixels."""

NARROW = 343.0
"""Width of a drawing on a phone 375 pixels wide."""


def is_narrow(width: float) -> bool:
    """Whether a drawing this wide takes the phone's layout."""
    return width < 520
