"""The clock of this app. Each task enters one Trust after another."""

from celery import shared_task

from assessments.services import rounds
from trusts.models import Trust
from trusts.tenancy import trust_context


@shared_task(name="assessments.tasks.turn_rounds")
def turn_rounds() -> int:
    """Open and close rounds on their days in UK time, in every Trust; returns how many turned."""
    turned = 0
    for trust_id in Trust.objects.filter(is_active=True).values_list("pk", flat=True):
        with trust_context(trust_id):
            turned += rounds.turn_rounds()
    return turned
