"""A doctor leaves the programme: their seat is free for somebody on the reserve list."""

from django.db import transaction
from django.utils import timezone

from cohorts import notifications
from cohorts.models import Place
from cohorts.states import APPLICATION, PLACE
from trusts.models import Person
from trusts.services.moves import move
from trusts.workflow import RefusedError


@transaction.atomic
def withdraw_place(*, place: Place, reason: str, by: Person) -> Place:
    """End a place today, with the reason. What its doctor wrote, rated and measured is kept; nobody is offered the
    free seat by itself: the programme director decides that."""
    if not reason.strip():
        raise RefusedError("Say why the place ends.")
    reason = reason.strip()
    place = move(place, PLACE, "withdraw", by=by, ended_on=timezone.localdate(), end_reason=reason)
    move(place.application, APPLICATION, "leave", by=by, withdrawn_at=timezone.now(), withdrawn_reason=reason)
    notifications.place_withdrawn(place)
    return place
