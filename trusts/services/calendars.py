"""The private address of a person's calendar: made, made anew, ended. Only a fingerprint of its secret is kept."""

import hashlib
import secrets

from django.db import transaction

from trusts.models import CalendarFeed, Person
from trusts.services.audit import record_event


@transaction.atomic
def make_feed(*, by: Person) -> str:
    """A new secret for one's own calendar, shown once; an earlier one stops working at once. It begins with the
    number of the Trust, whose context must be entered before anything can be looked up."""
    token = f"{by.trust_id}-{secrets.token_urlsafe(32)}"
    feed, is_new = CalendarFeed.objects.update_or_create(person=by, defaults={"token_hash": fingerprint(token)})
    record_event(action="calendar.make" if is_new else "calendar.renew", subject=feed, by=by)
    return token


@transaction.atomic
def end_feed(*, by: Person) -> None:
    """Let one's own calendar address lead nowhere; nothing happens when there is none."""
    feed = CalendarFeed.objects.filter(person=by).first()
    if feed is not None:
        record_event(action="calendar.end", subject=feed, by=by)
        feed.delete()


def fingerprint(token: str) -> str:
    """What is kept of a secret of 256 random bits: no salt is needed, because it cannot be guessed."""
    return hashlib.sha256(token.encode()).hexdigest()
