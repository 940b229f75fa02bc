"""Slow work of the house: deliver e-mails. Arguments are ids only; each task enters its Trust."""

from celery import shared_task

from trusts.models import Message, Trust
from trusts.services.messages import deliver_message
from trusts.tenancy import trust_context

SWEEP_BATCH = 100


@shared_task(name="trusts.tasks.deliver")
def deliver(trust_id: int, message_id: str) -> None:
    """Send one e-mail of one Trust."""
    with trust_context(trust_id):
        message = Message.objects.filter(pk=message_id).first()
        if message is not None:
            deliver_message(message=message)


@shared_task(name="trusts.tasks.sweep_messages")
def sweep_messages() -> int:
    """Deliver what no nudge reached; returns how many were tried."""
    tried = 0
    for trust_id in Trust.objects.filter(is_active=True).values_list("pk", flat=True):
        with trust_context(trust_id):
            waiting = list(Message.objects.filter(state="queued").order_by("created_at")[:SWEEP_BATCH])
        for message in waiting:
            deliver(trust_id, str(message.pk))
            tried += 1
    return tried
