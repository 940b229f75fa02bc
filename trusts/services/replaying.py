"""Carry an erasure out from first to last, each part in the context it needs."""

from django.utils import timezone

from trusts.models import Erasure, Person
from trusts.services.audit import record_event
from trusts.services.erasures import carry_out
from trusts.services.forgetting import forget_sign_in
from trusts.states import ErasureKind, ErasureState
from trusts.tenancy import trust_context


def run_erasure(*, trust_id: int, erasure_id: str) -> bool:
    """What the Trust keeps, then how they sign in; returns whether it was carried out. Safe to run twice."""
    with trust_context(trust_id):
        erasure = carry_out(erasure=Erasure.objects.get(pk=erasure_id))
        user_id = erasure.person.user_id
    if erasure.state == ErasureState.DONE:
        forget_sign_in(user_id)
    return erasure.state == ErasureState.DONE


def replay_erasure(*, trust_id: int, person_id: str) -> bool:
    """Erase somebody again whom a restored backup brought back; False when there is nothing to do."""
    with trust_context(trust_id):
        person = Person.objects.filter(pk=person_id, erased_at=None).first()
        if person is None:
            return False
        erasure = Erasure.objects.create(
            trust_id=trust_id, person=person, kind=ErasureKind.REPLAY, state=ErasureState.APPROVED
        )
        record_event(action="erasure.replay", subject=erasure, by=None, person=str(person.pk), at=str(timezone.now()))
    return run_erasure(trust_id=trust_id, erasure_id=str(erasure.pk))
