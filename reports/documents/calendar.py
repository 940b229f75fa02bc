"""A person's dated duties as an iCalendar file (RFC 5545). Titles name no person, project or outcome: calendars are
shared with secretaries and shown on walls."""

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from hashlib import sha256
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from icalendar import Calendar, Event, vText

from trusts.duties import Duty
from trusts.models import Trust
from trusts.services.notices import address_of
from trusts.wording import one_line


def calendar_of(trust: Trust, duties: Iterable[Duty]) -> bytes:
    """The file. It holds no moment of its own making, so that the same duties give the same bytes."""
    calendar = Calendar()
    calendar.add("prodid", "-//Homegrown//To do//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", vText(one_line(f"To do: {trust.name}")))
    calendar.add("x-published-ttl", "PT4H")
    for duty in duties:
        if duty.due is not None:
            calendar.add_component(_event(trust, duty))
    return bytes(calendar.to_ical())


def _event(trust: Trust, duty: Duty) -> Event:
    """A day is an all-day event; an instant stands in UTC, which every calendar shows in its reader's own time."""
    event = Event()
    name = sha256(f"{duty.key}.{duty.person_id}".encode()).hexdigest()[:32]  # the key says what it is about
    event.add("uid", f"{name}@{urlsplit(settings.BASE_URL).hostname}")
    event.add("dtstamp", (duty.since or _midnight(duty)).astimezone(UTC))
    event.add("summary", duty.title)
    event.add("description", f"By {duty.until} (UK time).\n{address_of('reports:duty_list', trust.slug)}")
    event.add("url", address_of("reports:duty_list", trust.slug))
    event.add("transp", "TRANSPARENT")
    if isinstance(duty.due, datetime):
        event.add("dtstart", duty.due.astimezone(UTC))
    else:
        event.add("dtstart", duty.due_on)
        event.add("dtend", duty.due_on + timedelta(days=1))
    return event


def _midnight(duty: Duty) -> datetime:
    return timezone.make_aware(datetime.combine(duty.due_on, time.min))
