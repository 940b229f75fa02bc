"""Scales from values and dates to coordinates, and round ticks on them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil, floor, log10


@dataclass(frozen=True, slots=True)
class Linear:
    """Values from `low` to `high` onto coordinates from `start` to `end` (which may run upwards)."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """The coordinate of a value."""
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)

    def held(self, value: float) -> float:
        """The coordinate of a value, held within the scale."""
        return self(min(max(value, self.low), self.high))


@dataclass(frozen=True, slots=True)
class Time:
    """Dates onto coordinates. A single date stands in the middle."""

    first: date
    last: date
    start: float
    end: float

    def __call__(self, day: date) -> float:
        """The coordinate of a date."""
        span = (self.last - self.first).days
        if not span:
            return (self.start + self.end) / 2
        return self.start + (day - self.first).days / span * (self.end - self.start)


@dataclass(frozen=True, slots=True)
class Tick:
    """A place on a time scale; `year` is set where a new year begins, and on the first tick."""

    date: date
    label: str
    year: str


def nice_step(span: float, most: int) -> float:
    """The smallest of 1, 2, 2.5, 5 times a power of ten that cuts the span into at most `most` parts."""
    raw = span / most
    power = 10.0 ** floor(log10(raw))
    return next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= raw * (1 - 1e-9))


def nice_ticks(low: float, high: float, most: int = 6) -> tuple[float, ...]:
    """Round values, the first at or below `low` and the last at or above `high`.

    Equal ends are opened by one, or by a tenth of the value if that is more.
    """
    if low == high:
        low, high = low - max(1, abs(low) / 10), high + max(1, abs(high) / 10)
    step = nice_step(high - low, most)
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    return tuple(round(at * step, 10) for at in range(first, last + 1))


def tick_labels(ticks: Sequence[float]) -> tuple[str, ...]:
    """The ticks as text, all with the decimals that their step needs."""
    step = ticks[1] - ticks[0] if len(ticks) > 1 else 1.0
    decimals = next((places for places in range(6) if abs(round(step, places) - step) < step / 1000), 6)
    return tuple(f"{tick:,.{decimals}f}" for tick in ticks)


def time_ticks(first: date, last: date, most: int = 12) -> tuple[Tick, ...]:
    """At most `most` ticks: month starts over a quarter year or more, else whole days."""
    months = (last.year - first.year) * 12 + last.month - first.month
    days = _month_starts(first, last, months, most) if months >= 3 else _days(first, last, most)
    pattern = "%b" if months >= 3 else "%-d %b"
    ticks, year = [], 0
    for day in days:
        ticks.append(Tick(day, f"{day:{pattern}}", str(day.year) if day.year != year else ""))
        year = day.year
    return tuple(ticks)


def _month_starts(first: date, last: date, months: int, most: int) -> Iterator[date]:
    step = next((size for size in (1, 2, 3, 4, 6) if months / size < most), 12 * ceil((months + 1) / 12 / most))
    start = first.year * 12 + first.month - 1
    start += first.day > 1
    start = ceil(start / step) * step
    for month in range(start, last.year * 12 + last.month, step):
        yield date(month // 12, month % 12 + 1, 1)


def _days(first: date, last: date, most: int) -> Iterator[date]:
    span = (last - first).days
    step = next((size for size in (1, 2, 7, 14) if span / size < most), 28)
    for day in range(0, span + 1, step):
        yield first + timedelta(days=day)


def spread(places: Sequence[float], apart: float, low: float, high: float) -> list[float]:
    """Move ascending places as little as needed to stand `apart`, within `low` and `high` if they fit."""
    moved: list[float] = []
    for place in places:
        moved.append(max(place, moved[-1] + apart if moved else low))
    ceiling = high
    for at in range(len(moved) - 1, -1, -1):
        moved[at] = min(moved[at], ceiling)
        ceiling = moved[at] - apart
    return moved
