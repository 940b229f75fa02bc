"""The post of the past: what the services wrote to people while the story was loaded counts as sent when it was."""

from datetime import timedelta

from demo.clock import at
from trusts.models import Message
from trusts.services.moves import move
from trusts.states import MESSAGE, MessageState


def send_the_post() -> None:
    """Mark what waits as sent, a minute after it was written; nobody of the demonstration reads it."""
    for message in Message.objects.filter(state=MessageState.QUEUED).order_by("created_at", "pk"):
        moment = message.created_at + timedelta(minutes=1)
        with at(moment):
            move(message, MESSAGE, "send", by=None, attempt=1, sent_at=moment)
