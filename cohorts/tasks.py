"""The clock of this app. Each task enters one Trust after another."""

from celery import shared_task
from django.utils import timezone

from cohorts.models import Endorsement
from cohorts.services import endorsements, offers
from trusts.models import Trust
from trusts.tenancy import trust_context

SWEEP_BATCH = 50


@shared_task(name="cohorts.tasks.expire_offers")
def expire_offers() -> int:
    """Close offers whose time has passed, in every Trust; returns how many."""
    closed = 0
    for trust_id in Trust.objects.filter(is_active=True).values_list("pk", flat=True):
        with trust_context(trust_id):
            closed += offers.expire_offers()
    return closed


@shared_task(name="cohorts.tasks.deliver_endorsement")
def deliver_endorsement(trust_id: int, endorsement_id: str) -> None:
    """Make the link of one request for an endorsement and send it."""
    with trust_context(trust_id):
        endorsement = Endorsement.objects.filter(pk=endorsement_id).first()
        if endorsement is not None:
            endorsements.deliver_endorsement(endorsement=endorsement)


@shared_task(name="cohorts.tasks.sweep_endorsements")
def sweep_endorsements() -> int:
    """Send the requests no nudge reached, and reminders that are due; returns how many were tried."""
    tried = 0
    for trust_id in Trust.objects.filter(is_active=True).values_list("pk", flat=True):
        with trust_context(trust_id):
            waiting = list(Endorsement.objects.due(timezone.now()).values_list("pk", flat=True)[:SWEEP_BATCH])
        for pk in waiting:
            deliver_endorsement(trust_id, str(pk))
            tried += 1
    return tried
