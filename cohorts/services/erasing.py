"""When somebody is erased, they leave the competition: nobody decides about them, and no seat is held for them."""

from typing import Any

from django.utils import timezone

from cohorts.models import Application, Offer, StagedDecision
from cohorts.states import APPLICATION, OFFER, ApplicationState, OfferState
from trusts.models import Person
from trusts.services.moves import move


def leave_competition(person: Person, **_: Any) -> None:
    """Withdraw what is under way and tell nobody. Receives trusts.signals.person_erased, in its transaction."""
    StagedDecision.objects.filter(application__applicant=person).delete()
    for offer in Offer.objects.filter(application__applicant=person, state=OfferState.OPEN):
        move(offer, OFFER, "withdraw", by=None)
    under_way = [state for state in ApplicationState if APPLICATION.allows("withdraw", state)]
    for application in Application.objects.for_applicant(person).filter(state__in=under_way):
        move(application, APPLICATION, "withdraw", by=None, withdrawn_at=timezone.now())
