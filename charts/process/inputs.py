"""What a chart over time is given."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Look(StrEnum):
    """What a point is drawn as. A run chart's points are all plain values."""

    COMMON_CAUSE = "common cause"
    BEFORE = "before the improvement"
    IMPROVEMENT = "improvement"
    KEPT = "improvement kept"
    CONCERN = "concern"
    HIGH = "unusually high"
    LOW = "unusually low"
    VALUE = "value"


@dataclass(frozen=True, slots=True)
class Level:
    """A value that a line stands at, and how it is written."""

    value: float
    text: str


@dataclass(frozen=True, slots=True)
class Mark:
    """One point.

    Attributes:
        text: the value as written, with its unit.
        word: what it is, in the point's title: "improvement".
        reasons: why, for the table: "part of a run below the mean".
        ghost: left out of the sums.
    """

    date: date
    value: float
    text: str
    look: Look = Look.COMMON_CAUSE
    word: str = "common cause"
    reasons: str = ""
    ghost: bool = False


@dataclass(frozen=True, slots=True)
class Band:
    """The lines of one phase, from its first point to its last. A run chart has a centre only."""

    start: date
    end: date
    centre: Level
    lower: Level | None = None
    upper: Level | None = None
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """Something that happened, such as the start of a PDSA cycle: a numbered line."""

    date: date
    number: int
    text: str


@dataclass(frozen=True, slots=True)
class ProcessChart:
    """A measure over time.

    Attributes:
        key: prefix of ids, unique on the page.
        description: the chart in a sentence.
        marks: points by date.
        missing: dates of periods without a value; the line has a gap there.
        bands: phases by date.
        unit: written over the vertical axis.
        centre_name: "Mean" or "Median".
        caption: a short remark over the chart: "3 more values until limits".
        floor, ceiling: what the measure cannot go beyond; limits are drawn no further.
    """

    key: str
    title: str
    description: str
    marks: tuple[Mark, ...]
    bands: tuple[Band, ...] = ()
    missing: tuple[date, ...] = ()
    target: Level | None = None
    notes: tuple[Note, ...] = ()
    unit: str = ""
    centre_name: str = "Mean"
    caption: str = ""
    floor: float | None = None
    ceiling: float | None = None
