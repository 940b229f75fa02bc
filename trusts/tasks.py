"""Slow work of the house: deliver e-mails, seal the audit. Arguments are ids only; each task enters its Trust."""

import logging

from celery import shared_task
from django.core.cache import cache
from django.utils import timezone

from trusts.models import Message, Trust
from trusts.services.messages import (
    UndeliverableError,
    claim_message,
    give_up_messages,
    note_failure,
    note_sent,
    send_letter,
)
from trusts.services.seals import broken_seal, seal_all
from trusts.tenancy import trust_context

SWEEP_BATCH = 50
BROKEN_AUDIT = "broken-audit"  # in the cache, asked by /health/

logger = logging.getLogger(__name__)


@shared_task(name="trusts.tasks.deliver")
def deliver(trust_id: int, message_id: str) -> bool:
    """Send one e-mail of one Trust, with no transaction open; False when the mail server did not take it."""
    with trust_context(trust_id):
        letter = claim_message(message_id=message_id)
    if letter is None:
        return True
    try:
        send_letter(letter=letter)
    except (OSError, UndeliverableError) as error:
        logger.warning("E-mail %s was not taken: %s", message_id, error)
        with trust_context(trust_id):
            note_failure(letter=letter, error=error)
        return isinstance(error, UndeliverableError)
    with trust_context(trust_id):
        note_sent(letter=letter)
    return True


@shared_task(name="trusts.tasks.sweep_messages")
def sweep_messages() -> int:
    """Deliver what no nudge reached, until the mail server refuses; returns how many were tried."""
    tried = 0
    for trust_id in Trust.objects.filter(is_active=True).values_list("pk", flat=True):
        with trust_context(trust_id):
            give_up_messages()
            waiting = list(Message.objects.claimable(timezone.now()).order_by("due_at")[:SWEEP_BATCH])
        for message in waiting:
            tried += 1
            if not deliver(trust_id, str(message.pk)):
                return tried
    return tried


@shared_task(name="trusts.tasks.seal_audit")
def seal_audit() -> int:
    """Seal what was written since the last seals; returns how many were made."""
    return len(seal_all())


@shared_task(name="trusts.tasks.verify_audit")
def verify_audit() -> int:
    """Recompute every chain; a broken one is an error in the log, and /health/ says so until a run finds none."""
    found = [broken_seal(trust) for trust in [None, *Trust.objects.order_by("pk")]]
    broken = [str(fault) for fault in found if fault]
    for fault in broken:
        logger.error("The audit was tampered with. %s", fault)
    cache.set(BROKEN_AUDIT, len(broken), timeout=None)
    return len(broken)
