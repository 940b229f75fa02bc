"""A duty: something asked of one person, by when. Each app's selectors find its own; reports collects them into the
to-do list, the calendar and the reminders. A duty is never stored: what is done is no longer found."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import formats, timezone

from trusts.kinds import Kind
from trusts.states import Role

# How much later what one set oneself is put than what others wait for.
BEHIND = timedelta(days=14)

# Whose duties are sought: people's ids with the roles they hold in the Trust in context.
Held = Mapping[UUID, frozenset[str]]


def with_role(held: Held, *roles: Role) -> list[UUID]:
    """Those of the people who hold one of the roles."""
    return [person for person, mine in held.items() if mine & set(roles)]


@dataclass(frozen=True)
class Duty:
    """One thing to do.

    Attributes:
        person_id: whose it is.
        key: names it for ever, so that a calendar and a reminder know it again: "round:<id>".
        words: for the person's own page.
        title: for calendars and e-mails, which others may see: it names no person, project or outcome.
        name, args: its address inside the Trust.
        due: a day in UK time, until 23:59; or an instant; None when there is no date.
        since: from when it was asked; nobody is reminded of what should have come before that.
        reminder, chase: the kinds of e-mail sent before it is due and once it is late, if any.
        told: what fills the gaps of those kinds, besides those every reminder has.
        is_own: whether one set it oneself, so that nobody waits for it.
        is_offered: whether one may leave it: nobody asked for it.
    """

    person_id: UUID
    key: str
    words: str
    title: str
    name: str
    args: tuple[Any, ...] = ()
    due: date | datetime | None = None
    since: datetime | None = None
    reminder: Kind | None = None
    chase: Kind | None = None
    told: Mapping[str, str] = field(default_factory=dict)
    is_own: bool = False
    is_offered: bool = False

    @property
    def due_on(self) -> date:
        """The day in UK time by which duties are ordered; those without one come last."""
        if self.due is None:
            return date.max
        return timezone.localdate(self.due) if isinstance(self.due, datetime) else self.due

    def order(self, today: date) -> tuple[Any, ...]:
        """By date, where what one set oneself stands as if due 14 days later, and 14 days from today when its own day
        is over.

        So what others wait for (an assessment, a review, an application, an approval) comes before every goal once it
        is overdue or due within 14 days, and a goal that is near comes before what has months. What has no date comes
        last, and after it what is only offered. `today` in UK time."""
        moment = self.due.astimezone(UTC).time() if isinstance(self.due, datetime) else datetime.max.time()
        by = max(self.due_on, today) + BEHIND if self.is_own and self.due else self.due_on
        return (self.is_offered, by, self.is_own, self.due_on, moment, self.words)

    def is_overdue(self, now: datetime) -> bool:
        """Whether its time is over at this instant; a day is over at its end in UK time."""
        if isinstance(self.due, datetime):
            return now.astimezone(UTC) > self.due.astimezone(UTC)
        return self.due is not None and timezone.localdate(now) > self.due

    @property
    def until(self) -> str:
        """The deadline in words, as '23:59 on 3 March 2026'; nothing when there is none."""
        if self.due is None:
            return ""
        clock = formats.date_format(timezone.localtime(self.due), "H:i") if isinstance(self.due, datetime) else "23:59"
        return f"{clock} on {formats.date_format(self.due_on, 'j F Y')}"

    def left(self, today: date) -> str:
        """How long there is, in words, counted in days of the UK calendar."""
        if self.due is None:
            return ""
        days = (self.due_on - today).days
        if days < -1:
            return f"{-days} days ago"
        return {-1: "yesterday", 0: "today", 1: "tomorrow"}.get(days, f"in {days} days")
