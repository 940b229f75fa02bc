"""Acting at past moments, for the demonstration only: services refuse what is late, so the loader goes back in time.

While `at(moment)` is in force on this thread, django.utils.timezone.now() tells that moment, a second later at each
look, so that what is done in one order is found in that order.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from django.utils import timezone

UK = ZoneInfo("Europe/London")
_real_now = timezone.now
_moment: ContextVar[datetime | None] = ContextVar("demonstration_moment", default=None)


def _now() -> datetime:
    moment = _moment.get()
    if moment is None:
        return _real_now()
    moment = min(moment, _real_now())  # a moment of today must not run ahead, one second a look
    _moment.set(moment + timedelta(seconds=1))
    return moment


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Do what follows at that moment; moments may be nested. Never later than the real now."""
    timezone.now = _now
    token = _moment.set(min(moment, _real_now()))
    try:
        yield
    finally:
        _moment.reset(token)
        if _moment.get() is None:
            timezone.now = _real_now


@dataclass(frozen=True)
class Calendar:
    """Months counted from a cohort's first month, 0. `today` stands in month `now_offset` of the content."""

    today: date
    now_offset: int

    def month(self, offset: int) -> date:
        """The first day of a month."""
        months = self.today.year * 12 + self.today.month - 1 - self.now_offset + offset
        return date(months // 12, months % 12 + 1, 1)

    def day(self, offset: int, day: int = 1) -> date:
        """A day of a month, from 1; of 28 at most."""
        return self.month(offset) + timedelta(days=day - 1)

    def end(self, offset: int) -> date:
        """The last day of a month."""
        return self.month(offset + 1) - timedelta(days=1)

    def mondays(self, offset: int, number: int) -> list[date]:
        """That many Mondays, from the first of a month."""
        first = self.month(offset)
        first += timedelta(days=-first.weekday() % 7)
        return [first + timedelta(weeks=week) for week in range(number)]

    def has_come(self, offset: int) -> bool:
        """Whether a month has begun."""
        return self.month(offset) <= self.today


def hour(day: date, at_hour: int, minute: int = 0) -> datetime:
    """An instant in UK time."""
    return datetime.combine(day, time(at_hour, minute), UK)


def working_hour(day: date, dice: Random) -> datetime:
    """Some minute between 8 and 18 o'clock of a day, or of the Monday after a weekend."""
    if day.weekday() > 4:
        day += timedelta(days=7 - day.weekday())
    return hour(day, dice.randrange(8, 18), dice.randrange(60))
