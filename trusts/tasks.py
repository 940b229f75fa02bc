"""Slow work of the house: e-mails, invitations, seals, virus checks. Arguments are ids; each task enters its Trust."""

import logging

from celery import shared_task
from django.core.cache import cache
from django.utils import timezone

from trusts.labels import Record
from trusts.models import Erasure, Invitation, Message, Trust
from trusts.records import RECORDS
from trusts.services import invitations
from trusts.services.branding import reap_logos
from trusts.services.forgetting import forget_those_who_left
from trusts.services.messages import (
    UndeliverableError,
    claim_message,
    give_up_messages,
    note_failure,
    note_sent,
    send_letter,
)
from trusts.services.replaying import run_erasure
from trusts.services.retention import run_retention
from trusts.services.scanning import scan_stored, waiting_files
from trusts.services.seals import broken_seal, seal_all
from trusts.services.support import end_run_out
from trusts.services.uploads import empty_quarantine, reap_uploads
from trusts.states import ErasureState
from trusts.tenancy import trust_context
from trusts.workflow import RefusedError

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


@shared_task(name="trusts.tasks.scan_file")
def scan_file(trust_id: int, file_id: str) -> None:
    """Check one uploaded file of one Trust for viruses."""
    scan_stored(trust_id=trust_id, file_id=file_id)


@shared_task(name="trusts.tasks.sweep_uploads")
def sweep_uploads() -> int:
    """Check files that no nudge reached or that waited for the scanner; returns how many. Stops while it is down."""
    scanned = 0
    for trust_id in Trust.objects.filter(is_active=True).values_list("pk", flat=True):
        with trust_context(trust_id):
            waiting = waiting_files()
        for file_id in waiting:
            if not scan_stored(trust_id=trust_id, file_id=file_id):
                return scanned
            scanned += 1
    return scanned


@shared_task(name="trusts.tasks.reap_orphan_uploads")
def reap_orphan_uploads() -> int:
    """Remove uploads and logos no row refers to, and what a killed process left in quarantine; returns how many."""
    removed = empty_quarantine()
    for trust_id in Trust.objects.filter(is_active=True).values_list("pk", flat=True):
        with trust_context(trust_id):
            removed += reap_uploads() + reap_logos()
    return removed


@shared_task(name="trusts.tasks.deliver_invitation")
def deliver_invitation(trust_id: int, invitation_id: str) -> None:
    """Make the link of one invitation and send it."""
    with trust_context(trust_id):
        invitation = Invitation.objects.filter(pk=invitation_id).first()
        if invitation is not None:
            invitations.deliver_invitation(invitation=invitation)


@shared_task(name="trusts.tasks.sweep_invitations")
def sweep_invitations() -> int:
    """Close invitations that waited too long and send those no nudge reached; returns how many were tried."""
    tried = 0
    for trust_id in Trust.objects.filter(is_active=True).values_list("pk", flat=True):
        with trust_context(trust_id):
            invitations.expire_invitations()
            waiting = list(Invitation.objects.due()[:SWEEP_BATCH])
        for invitation in waiting:
            deliver_invitation(trust_id, str(invitation.pk))
            tried += 1
    return tried


@shared_task(name="trusts.tasks.run_erasure")
def carry_out_erasure(trust_id: int, erasure_id: str) -> None:
    """Erase what is kept about one person, once it was confirmed; a hold put since then stops it."""
    try:
        run_erasure(trust_id=trust_id, erasure_id=erasure_id)
    except RefusedError as refusal:
        logger.warning("Erasure %s waits: %s", erasure_id, refusal)


@shared_task(name="trusts.tasks.sweep_erasures")
def sweep_erasures() -> int:
    """Carry out what was confirmed and no nudge reached; returns how many were tried."""
    tried = 0
    for trust_id in Trust.objects.filter(is_active=True).values_list("pk", flat=True):
        with trust_context(trust_id):
            waiting = list(Erasure.objects.filter(state=ErasureState.APPROVED).values_list("pk", flat=True))
        for pk in waiting:
            carry_out_erasure(trust_id, str(pk))
            tried += 1
    return tried


@shared_task(name="trusts.tasks.end_support")
def end_support_run_out() -> int:
    """Tell each Trust of support access whose hour is over; returns how many."""
    return end_run_out()


@shared_task(name="trusts.tasks.retain")
def retain() -> int:
    """Empty what no Trust needs any more, by its own periods; returns how many tables held something."""
    today, emptied = timezone.localdate(), 0
    for trust_id in Trust.objects.filter(is_active=True).values_list("pk", flat=True):
        with trust_context(trust_id):
            emptied += len(run_retention(today))
    forget_those_who_left(today, RECORDS[Record.SIGN_IN].months or 0)
    return emptied
