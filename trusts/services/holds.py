"""Keep what is kept about somebody, for a reason, until the hold is lifted."""

from django.db import transaction
from django.utils import timezone

from trusts.models import Hold, Person
from trusts.services.audit import record_event
from trusts.workflow import RefusedError

HELD = "There is a hold on what is kept about {person}. Lift it first."


@transaction.atomic
def put_hold(*, person: Person, reason: str, by: Person) -> Hold:
    """Nothing kept about the person is erased or runs out from now on."""
    Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if not reason.strip():
        raise RefusedError("Say why it must be kept.")
    if Hold.objects.in_force().filter(person=person).exists():
        raise RefusedError("There is a hold already.")
    hold = Hold.objects.create(trust_id=person.trust_id, person=person, reason=reason.strip(), put_by=by)
    record_event(action="hold.put", subject=hold, by=by, person=str(person.pk))
    return hold


@transaction.atomic
def lift_hold(*, hold: Hold, by: Person) -> Hold:
    """Let erasure and retention go on; harmless when it was lifted already."""
    hold = Hold.objects.select_for_update(of=("self",)).get(pk=hold.pk)
    if hold.lifted_at is None:
        hold.lifted_at, hold.lifted_by = timezone.now(), by
        hold.save(update_fields=["lifted_at", "lifted_by", "updated_at"])
        record_event(action="hold.lift", subject=hold, by=by, person=str(hold.person_id))
    return hold


def refuse_if_held(person: Person) -> None:
    """A sentence instead, while there is a hold. Waits for one that is being put."""
    Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if Hold.objects.in_force().filter(person=person).exists():
        raise RefusedError(HELD.format(person=person))
