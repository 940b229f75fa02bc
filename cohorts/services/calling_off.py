"""A request for an endorsement that is no longer needed: taken back, and whoever was asked is told so."""

from django.utils import timezone

from cohorts.models import Endorsement
from cohorts.states import ENDORSEMENT
from trusts.models import Person
from trusts.nudges import nudge_on_commit
from trusts.services.moves import move

TASK = "cohorts.tasks.deliver_endorsement"


def call_off(asked: Endorsement, by: Person) -> Endorsement:
    """Take back a request, held already, that nobody has answered. Whoever got its e-mail and could still answer is
    told once that nothing more is asked of them; so is whoever opens its link."""
    is_told = asked.emailed_at is not None and asked.answer_by >= timezone.now()
    withdrawn = move(asked, ENDORSEMENT, "withdraw", by=by, is_to_be_told=is_told, attempt=0, error="")
    if is_told:
        nudge_on_commit(TASK, withdrawn.trust_id, str(withdrawn.pk))
    return withdrawn
