"""Answering an offer: by the doctor, by the clock, and by two doctors at once for the last place."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from threading import Barrier

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from cohorts.models import Offer, Place
from cohorts.services.decisions import end_of
from cohorts.services.offers import accept_offer, expire_offer, expired_offers, turn_down_offer
from cohorts.states import ApplicationState, OfferState, PlaceState
from cohorts.tasks import expire_offers as expire_everywhere
from config.jinja2 import uk_time
from tests.support.factories import ApplicationFactory, CohortFactory, OfferFactory, PlaceFactory
from tests.support.world import World
from trusts.models import Event, Message
from trusts.tenancy import trust_context
from trusts.workflow import RefusedError


def offer_in(cohort: object, **fields: object) -> Offer:
    return OfferFactory(application=ApplicationFactory(cohort=cohort, submitted=True, state="offered"), **fields)


def test_accepting_takes_the_lowest_free_seat(in_trust: World) -> None:
    PlaceFactory(cohort=in_trust.cohort, number=1)
    PlaceFactory(cohort=in_trust.cohort, number=2, state=PlaceState.WITHDRAWN)
    PlaceFactory(cohort=in_trust.cohort, number=3)
    offer = offer_in(in_trust.cohort)

    place = accept_offer(offer=offer, by=offer.application.applicant)

    offer.refresh_from_db()
    offer.application.refresh_from_db()
    assert (place.number, place.person) == (2, offer.application.applicant)
    assert (offer.state, offer.application.state) == (OfferState.ACCEPTED, ApplicationState.ACCEPTED)
    assert Event.objects.filter(action="place.take").count() == 1
    assert set(Message.objects.values_list("recipient_id", flat=True)) == {place.person_id, in_trust.director.pk}


def test_a_second_click_returns_the_same_place(in_trust: World) -> None:
    offer = offer_in(in_trust.cohort)

    first = accept_offer(offer=offer, by=offer.application.applicant)
    second = accept_offer(offer=offer, by=offer.application.applicant)

    assert second.pk == first.pk
    assert Place.objects.count() == 1


def test_a_full_cohort_refuses_and_leaves_the_offer_open(in_trust: World) -> None:
    cohort = CohortFactory(places=1)
    PlaceFactory(cohort=cohort, number=1)
    offer = offer_in(cohort)

    with pytest.raises(RefusedError, match="All 1 places of this cohort are taken"):
        accept_offer(offer=offer, by=offer.application.applicant)

    offer.refresh_from_db()
    assert offer.state == OfferState.OPEN


def test_the_database_refuses_a_seat_beyond_the_places(in_trust: World) -> None:
    with pytest.raises(DatabaseError, match="no such place"), transaction.atomic():
        PlaceFactory(cohort=CohortFactory(places=1), number=2)


@pytest.mark.parametrize("answer", [accept_offer, turn_down_offer])
def test_an_expired_offer_is_refused(answer: Callable[..., object], in_trust: World) -> None:
    offer = offer_in(in_trust.cohort, expires_at=timezone.now() - timedelta(seconds=1))

    with pytest.raises(RefusedError, match="has expired"):
        answer(offer=offer, by=offer.application.applicant)


def test_the_last_minute_of_the_day_still_counts(in_trust: World, monkeypatch: pytest.MonkeyPatch) -> None:
    last = date(2027, 6, 30)
    offer = offer_in(in_trust.cohort, expires_at=end_of(last))
    moment = datetime(2027, 6, 30, 23, 59, 59, tzinfo=timezone.get_default_timezone())
    monkeypatch.setattr(timezone, "now", lambda: moment)

    assert (expired_offers(), uk_time(offer.expires_at)) == ([], "30 June 2027 at 23:59")
    assert accept_offer(offer=offer, by=offer.application.applicant).number == 1


def test_turning_down_frees_the_place_and_tells_the_director(in_trust: World) -> None:
    offer = offer_in(in_trust.cohort)

    for _ in range(2):
        turned_down = turn_down_offer(offer=offer, by=offer.application.applicant)

    offer.application.refresh_from_db()
    assert (turned_down.state, offer.application.state) == (OfferState.DECLINED, ApplicationState.WITHDRAWN)
    assert list(Message.objects.values_list("recipient_id", flat=True)) == [in_trust.director.pk]
    with pytest.raises(RefusedError, match="can no longer be answered"):
        accept_offer(offer=offer, by=offer.application.applicant)


def test_the_clock_closes_only_what_is_due(in_trust: World) -> None:
    late = offer_in(in_trust.cohort, expires_at=timezone.now() - timedelta(minutes=1))
    open_still = offer_in(in_trust.cohort)

    assert [expire_offer(offer_id=pk) for pk in expired_offers()] == [True]
    assert (expired_offers(), expire_offer(offer_id=late.pk)) == ([], False)

    late.refresh_from_db()
    open_still.refresh_from_db()
    late.application.refresh_from_db()
    assert (late.state, open_still.state) == (OfferState.EXPIRED, OfferState.OPEN)
    assert late.application.state == ApplicationState.WAITING
    assert Message.objects.filter(subject="Your offer of a place has expired").count() == 1


def test_the_task_visits_every_trust(world: World) -> None:
    for trust, cohort in ((world.trust, world.cohort), (world.other_trust, world.other_cohort)):
        with trust_context(trust.pk):
            offer_in(cohort, expires_at=timezone.now() - timedelta(minutes=1))

    assert (expire_everywhere(), expire_everywhere()) == (2, 0)


def test_one_offer_that_cannot_be_closed_stops_no_other(world: World, caplog: pytest.LogCaptureFixture) -> None:
    past = timezone.now() - timedelta(minutes=1)
    with trust_context(world.trust.pk):
        odd = ApplicationFactory(cohort=world.cohort, submitted=True, state="submitted")
        stuck = OfferFactory(application=odd, expires_at=past - timedelta(minutes=1))
        offer_in(world.cohort, expires_at=past)
    with trust_context(world.other_trust.pk):
        offer_in(world.other_cohort, expires_at=past)

    assert expire_everywhere() == 2

    assert f"Offer {stuck.pk} failed" in caplog.text
    with trust_context(world.trust.pk):
        assert Offer.objects.get(pk=stuck.pk).state == OfferState.OPEN


@pytest.mark.django_db(transaction=True)
def test_two_doctors_race_for_the_last_place(world: World) -> None:
    with trust_context(world.trust.pk):
        cohort = CohortFactory(places=2)
        PlaceFactory(cohort=cohort, number=1)
        offers = [offer_in(cohort) for _ in range(2)]
    together = Barrier(len(offers))

    def accept(offer: Offer) -> str:
        try:
            with trust_context(world.trust.pk):
                together.wait(timeout=20)
                return str(accept_offer(offer=offer, by=offer.application.applicant).number)
        except RefusedError as refusal:
            return str(refusal)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(offers)) as pool:
        answers = sorted(pool.map(accept, offers))

    assert answers[0] == "2"
    assert answers[1].startswith("All 2 places of this cohort are taken.")
    with trust_context(world.trust.pk):
        assert list(Place.objects.filter(cohort=cohort).values_list("number", flat=True)) == [1, 2]
        assert sorted(Offer.objects.values_list("state", flat=True)) == [OfferState.ACCEPTED, OfferState.OPEN]


@pytest.mark.django_db(transaction=True)
def test_four_doctors_race_for_three_places(world: World) -> None:
    with trust_context(world.trust.pk):
        cohort = CohortFactory(places=3)
        offers = [offer_in(cohort) for _ in range(4)]
    together = Barrier(len(offers))

    def accept(offer: Offer) -> int:
        try:
            with trust_context(world.trust.pk):
                together.wait(timeout=20)
                return accept_offer(offer=offer, by=offer.application.applicant).number
        except RefusedError:
            return 0
        finally:
            connection.close()

    with ThreadPoolExecutor(len(offers)) as pool:
        assert sorted(pool.map(accept, offers)) == [0, 1, 2, 3]
    with trust_context(world.trust.pk):
        assert Place.objects.filter(cohort=cohort).count() == 3
