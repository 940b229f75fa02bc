"""Remind people of deadlines before they pass, and of late reviews after; each once, in UK time."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from reports.selectors.duties import to_do_of_everybody
from trusts.duties import Duty
from trusts.kinds import Kind
from trusts.models import Person, Reminder
from trusts.selectors.duties import everybody
from trusts.selectors.mail import mail_settings
from trusts.services.notices import address_of, send_notice

REMIND_AT = time(6, 45)  # before the daily e-mail of 07:00 gathers
FRESH = timedelta(hours=48)  # after downtime a reminder is still sent so long; later it would be stale
LATE_DAYS = (1, 7)


@transaction.atomic
def send_reminders(now: datetime) -> int:
    """Send what the Trust in context owes at this instant; returns how many. Run again, it sends nothing twice."""
    held, people = everybody()
    row = mail_settings()
    ahead = (row.early_days, row.late_days)
    sent = 0
    for person_id, duties in to_do_of_everybody(held).items():
        for duty in duties:
            for kind, days in due_now(duty, ahead, now):
                sent += _remind(people[person_id], duty, kind, days, now)
    return sent


def due_now(duty: Duty, ahead: tuple[int, ...], now: datetime) -> Iterator[tuple[Kind, int]]:
    """The reminder a duty deserves now, if any: its kind, and how many days before the deadline it is meant for."""
    if duty.is_overdue(now):
        kind, steps = duty.chase, [-days for days in LATE_DAYS]
    else:
        kind, steps = duty.reminder, sorted(ahead, reverse=True)
    if kind is not None and duty.due is not None:
        fresh = [days for days in steps if _is_fresh(duty, days, now)]
        yield from [(kind, fresh[-1])] if fresh else []


def _is_fresh(duty: Duty, days: int, now: datetime) -> bool:
    """Whether the moment has come, is not long past, and came after the duty was asked."""
    moment = timezone.make_aware(datetime.combine(duty.due_on - timedelta(days=days), REMIND_AT))
    asked_before = duty.since is None or duty.since <= moment
    return asked_before and moment <= now < moment + FRESH


def _remind(person: Person, duty: Duty, kind: Kind, days: int, now: datetime) -> int:
    _, is_new = Reminder.objects.get_or_create(
        person=person, kind=kind.name, key=duty.key, due_on=duty.due_on, days=days
    )
    if not is_new:
        return 0
    send_notice(
        kind,
        to=person,
        left=duty.left(timezone.localdate(now)),
        until=duty.until,
        link=address_of(duty.name, person.trust.slug, *duty.args),
        **{gap.name: duty.told[gap.name] for gap in kind.own_gaps if gap.name in duty.told},
    )
    return 1
