"""The clock of this app. Each task enters one Trust after another; what fails with one row or one Trust is logged, and
the others are not kept waiting by it."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.utils import timezone

from cohorts.models import Endorsement
from cohorts.services import endorsements, offers
from trusts.models import Trust
from trusts.outages import is_outage
from trusts.tenancy import trust_context

SWEEP_BATCH = 50

logger = logging.getLogger(__name__)


@shared_task(name="cohorts.tasks.expire_offers")
def expire_offers() -> int:
    """Close offers whose time has passed, in every Trust; returns how many."""
    closed = 0
    for trust_id in _trusts():
        with _one_of_many(f"Trust {trust_id}"):
            with trust_context(trust_id):
                expired = offers.expired_offers()
            for pk in expired:
                with _one_of_many(f"Offer {pk}"), trust_context(trust_id):
                    closed += offers.expire_offer(offer_id=pk)
    return closed


@shared_task(name="cohorts.tasks.deliver_endorsement")
def deliver_endorsement(trust_id: int, endorsement_id: str) -> None:
    """Make the link of one request for an endorsement and send it; a fault of ours counts as an attempt."""
    try:
        with trust_context(trust_id):
            endorsement = Endorsement.objects.filter(pk=endorsement_id).first()
            if endorsement is not None:
                endorsements.deliver_endorsement(endorsement=endorsement)
    except Exception as error:
        if _ends_all(error):
            raise
        logger.exception("Endorsement %s failed", endorsement_id)
        with trust_context(trust_id):
            endorsements.note_fault(endorsement_id=endorsement_id, error=error)


@shared_task(name="cohorts.tasks.sweep_endorsements")
def sweep_endorsements() -> int:
    """Send the requests no nudge reached, and reminders that are due; returns how many were tried."""
    tried = 0
    for trust_id in _trusts():
        with _one_of_many(f"Trust {trust_id}"):
            with trust_context(trust_id):
                waiting = list(Endorsement.objects.due(timezone.now()).values_list("pk", flat=True)[:SWEEP_BATCH])
            for pk in waiting:
                deliver_endorsement(trust_id, str(pk))
                tried += 1
    return tried


def _trusts() -> list[int]:
    return list(Trust.objects.filter(is_active=True).values_list("pk", flat=True))


@contextmanager
def _one_of_many(what: str) -> Iterator[None]:
    """What goes wrong with one is logged, unless it would with every other."""
    try:
        yield
    except Exception as error:
        if _ends_all(error):
            raise
        logger.exception("%s failed", what)


def _ends_all(error: Exception) -> bool:
    """Whether a part is away, or the time of the whole task is over."""
    return isinstance(error, SoftTimeLimitExceeded) or is_outage(error)
