"""The daily e-mail: what may wait is gathered into one for each person, at 07:00 UK time, once a day."""

from collections import defaultdict
from datetime import datetime, time
from uuid import UUID

from django.db import transaction
from django.utils import formats, timezone

from reports.notices import DIGEST
from reports.selectors.duties import to_do_of_everybody
from trusts.duties import Duty
from trusts.models import Message, Person
from trusts.selectors.duties import everybody
from trusts.services.messages import queue_message
from trusts.services.moves import move
from trusts.services.notices import address_of, compose, footer
from trusts.states import MESSAGE, MessageState

DIGEST_AT = time(7)


@transaction.atomic
def send_digests(now: datetime) -> int:
    """Gather what was waiting at 07:00 of this day in UK time, in the Trust in context; returns how many e-mails.

    What waits and what it becomes change in one transaction, and nobody gets two of one day (the database's rule): a
    worker that dies leaves everything waiting, a second one finds the rows locked or gathered. Late is better than
    never: after downtime the day's e-mail goes out when the worker is back.
    """
    today = timezone.localdate(now)
    moment = timezone.make_aware(datetime.combine(today, DIGEST_AT))
    if now < moment:
        return 0
    waiting = _waiting(moment, today)
    held, people = everybody()
    duties = to_do_of_everybody({pk: held[pk] for pk in waiting if pk in held}) if waiting else {}
    for person_id, messages in waiting.items():
        person = people.get(person_id) or messages[0].recipient
        digest = _compose(person, messages, duties.get(person_id, []), now)
        for message in messages:
            move(message, MESSAGE, "gather", by=None, digest=digest)
    return len(waiting)


def _waiting(moment: datetime, today: object) -> dict[UUID, list[Message]]:
    """What each person has waiting, oldest first, but for those who have had today's."""
    had = Message.objects.filter(digest_on=today).values("recipient_id")
    rows = Message.objects.filter(state=MessageState.WAITING, created_at__lt=moment).exclude(recipient_id__in=had)
    waiting: dict[UUID, list[Message]] = defaultdict(list)
    locked = rows.select_for_update(of=("self",), skip_locked=True).select_related("recipient__trust")
    for message in locked.order_by("created_at", "pk"):
        waiting[message.recipient_id].append(message)
    return waiting


def _compose(person: Person, messages: list[Message], duties: list[Duty], now: datetime) -> Message:
    today = timezone.localdate(now)
    words = {
        "name": person.greeting,
        "count": "1 thing" if len(messages) == 1 else f"{len(messages)} things",
        "day": formats.date_format(today, "j F Y"),
        "items": "\n\n".join(_item(message) for message in messages),
        "duties": "\n".join(_line(duty) for duty in duties) or "* Nothing today.",
        "link": address_of("reports:duty_list", person.trust.slug),
    }
    subject, body = compose(DIGEST, person.trust, words)
    body += footer(person.trust)
    return queue_message(to=person, subject=subject, body=body, kind=DIGEST.name, digest_on=today)


def _item(message: Message) -> str:
    """One gathered e-mail: its subject, and its text without the greeting."""
    greeting, _, rest = message.body.strip().partition("\n\n")
    text = rest if greeting.endswith(",") else message.body.strip()
    return f"* {message.subject}\n\n" + "\n".join(f"  {line}".rstrip() for line in text.splitlines())


def _line(duty: Duty) -> str:
    return f"* {duty.title}, by {duty.until}" if duty.due else f"* {duty.title}"
