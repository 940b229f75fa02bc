"""The doctor's answer to an offer, and the clock's."""

from uuid import UUID

from django.db import transaction
from django.utils import formats, timezone

from cohorts import notifications
from cohorts.models import Cohort, Offer, Place
from cohorts.models.place import OfferQuerySet
from cohorts.states import APPLICATION, OFFER, OfferState, PlaceState
from trusts.models import Person
from trusts.services.audit import record_event
from trusts.services.moves import move
from trusts.workflow import RefusedError


@transaction.atomic
def accept_offer(*, offer: Offer, by: Person) -> Place:
    """Take the lowest free seat of the cohort. A second click returns the same place.

    The cohort's row is locked first, so that two doctors never take the last place; the database refuses it as well.
    Refuses an offer that has expired or was answered, a place that has ended since, and a cohort that is full.
    """
    cohort = Cohort.objects.select_for_update(of=("self",), no_key=True).get(applications__offers=offer.pk)
    offer = _locked(offer)
    if offer.state == OfferState.ACCEPTED:
        place: Place = Place.objects.get(cohort=cohort, person=offer.application.applicant)
        if place.state == PlaceState.WITHDRAWN and place.ended_on:
            raise RefusedError(f"Your place ended on {formats.date_format(place.ended_on, 'j F Y')}.")
        return place
    _refuse_unless_open(offer)
    number = _free_seat(cohort)
    move(offer, OFFER, "accept", by=by, responded_at=timezone.now())
    application = move(offer.application, APPLICATION, "accept", by=by)
    place = Place.objects.create(cohort=cohort, person=application.applicant, application=application, number=number)
    record_event(action="place.take", subject=place, by=by, cohort=str(cohort.pk), number=number)
    notifications.place_accepted(place)
    return place


@transaction.atomic
def turn_down_offer(*, offer: Offer, by: Person) -> Offer:
    """Let the place go to somebody else. A second click changes nothing."""
    offer = _locked(offer)
    if offer.state == OfferState.DECLINED:
        return offer
    _refuse_unless_open(offer)
    now = timezone.now()
    offer = move(offer, OFFER, "turn_down", by=by, responded_at=now)
    application = move(offer.application, APPLICATION, "turn_down", by=by, withdrawn_at=now)
    notifications.offer_turned_down(application)
    return offer


def expired_offers() -> list[UUID]:
    """The open offers of the Trust in context whose time has passed."""
    return list(_expired().order_by("expires_at", "pk").values_list("pk", flat=True))


@transaction.atomic
def expire_offer(*, offer_id: UUID) -> bool:
    """Close an offer whose time has passed; False when it is closed, or being answered at this moment: that is left to
    its answer. Its application goes to the reserve list, from which a place may be offered again. Run by the clock."""
    rows = _expired().select_for_update(of=("self",), skip_locked=True).select_related("application")
    offer = rows.filter(pk=offer_id).first()
    if offer is None:
        return False
    move(offer, OFFER, "expire", by=None)
    application = move(offer.application, APPLICATION, "lapse", by=None)
    notifications.offer_expired(application)
    return True


def _expired() -> OfferQuerySet:
    rows: OfferQuerySet = Offer.objects.filter(state=OfferState.OPEN, expires_at__lt=timezone.now())
    return rows


def _locked(offer: Offer) -> Offer:
    rows = Offer.objects.select_for_update(of=("self",)).select_related("application__applicant")
    locked: Offer = rows.get(pk=offer.pk)
    return locked


def _refuse_unless_open(offer: Offer) -> None:
    if offer.state == OfferState.OPEN and timezone.now() > offer.expires_at:
        raise RefusedError("This offer has expired. Ask your programme director if you still want a place.")
    if offer.state != OfferState.OPEN:
        raise RefusedError(f"This offer can no longer be answered. It is: {offer.get_state_display().lower()}.")


def _free_seat(cohort: Cohort) -> int:
    """The lowest seat nobody holds, from 1; refuses when there is none."""
    taken = set(
        Place.objects.filter(cohort=cohort).exclude(state=PlaceState.WITHDRAWN).values_list("number", flat=True)
    )
    for number in range(1, cohort.places + 1):
        if number not in taken:
            return number
    raise RefusedError(
        f"All {cohort.places} places of this cohort are taken. Your offer is still open: ask your programme director."
    )
