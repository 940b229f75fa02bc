"""One demonstration Trust while it is loaded: what is written about it, its row, its calendar and its dice."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from random import Random

from demo.clock import Calendar, working_hour
from demo.reader import TrustContent
from demo.shapes.people import Somebody
from trusts.models import Person, Trust
from trusts.states import Role

MONTH = re.compile(r"\bmonth (\d+)\b")


@dataclass(frozen=True)
class Site:
    """Made anew for each stage; used inside the Trust's context."""

    content: TrustContent
    trust: Trust
    calendar: Calendar
    dice: Random

    @cached_property
    def _people(self) -> dict[str, Person]:
        rows = {person.user.email: person for person in Person.objects.select_related("user")}
        return {written.key: rows[written.email] for written in self.content.people}

    def person(self, key: str) -> Person:
        """A person's row by the key of the content."""
        return self._people[key]

    def first_with(self, role: Role) -> Person:
        """The first person written down with a role."""
        return self.person(self.content.with_role(role)[0].key)

    def written(self, key: str) -> Somebody:
        """What is written about a person."""
        return next(person for person in self.content.people if person.key == key)

    def dated(self, text: str) -> str:
        """A text of the content with "month 8" told by its name, as "September 2026"."""
        return MONTH.sub(lambda found: f"{self.calendar.month(int(found[1])):%B %Y}", text)

    def moment(self, offset: int, day: int = 1) -> datetime:
        """A working hour of a day of a month; the dice choose the minute."""
        return working_hour(self.calendar.day(offset, day), self.dice)

    def moment_on(self, day: date) -> datetime:
        """A working hour of a day."""
        return working_hour(day, self.dice)

    def moment_ago(self, days: int) -> datetime:
        """A working hour of so many days before today."""
        return working_hour(self.calendar.today - timedelta(days=days), self.dice)

    def moment_before(self, day: date, days_ago: int) -> datetime:
        """A working hour of a day or, if it is later, of so many days before today."""
        return working_hour(min(day, self.calendar.today - timedelta(days=days_ago)), self.dice)
