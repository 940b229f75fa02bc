"""A doctor's offer, and nobody else's."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cohorts.models import Offer, Place
from cohorts.services.decisions import decide
from cohorts.services.offers import expire_offer, expired_offers
from cohorts.states import OfferState, Outcome
from tests.support.factories import ApplicationFactory, OfferFactory, PlaceFactory
from tests.support.world import World
from trusts.tenancy import trust_context

PAGES = ("offer_detail", "offer_accept", "offer_turn_down")


def at(name: str, world: World, offer: Offer) -> str:
    return reverse(f"cohorts:{name}", args=[world.trust.slug, offer.pk])


@pytest.fixture
def offer(world: World) -> Offer:
    with trust_context(world.trust.pk):
        application = ApplicationFactory(cohort=world.cohort, applicant=world.doctor, submitted=True, state="offered")
        return OfferFactory(application=application)


@pytest.fixture
def doctor(world: World, sign_in: Any) -> Client:
    return sign_in(world.doctor)


def test_accepting_twice_takes_one_place(world: World, offer: Offer, doctor: Client) -> None:
    assert "Answer by" in doctor.get(at("offer_detail", world, offer)).content.decode()

    answers = [doctor.post(at("offer_accept", world, offer), follow=True) for _ in range(2)]

    for answer in answers:
        assert "The place is yours: number 1." in answer.content.decode()
    with trust_context(world.trust.pk):
        assert Place.objects.get().person == world.doctor


def test_turning_down_asks_first(world: World, offer: Offer, doctor: Client) -> None:
    page = at("offer_turn_down", world, offer)

    assert "This cannot be undone" in doctor.get(page).content.decode()
    answer = doctor.post(page, follow=True)

    assert "You have turned the place down" in answer.content.decode()
    with trust_context(world.trust.pk):
        assert Offer.objects.get().state == OfferState.DECLINED


def test_an_expired_offer_says_so_and_is_refused(world: World, offer: Offer, doctor: Client) -> None:
    with trust_context(world.trust.pk):
        Offer.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    page = doctor.get(at("offer_detail", world, offer)).content.decode()
    answer = doctor.post(at("offer_accept", world, offer), follow=True)

    assert "This offer expired on" in page and "The offer of a place in" in page
    application = doctor.get(reverse("cohorts:application_detail", args=["northfield", offer.application_id]))
    assert "The offer has expired." in application.content.decode()
    assert "Answer the offer" not in application.content.decode()
    assert "Accept the place" not in page
    assert "This offer has expired." in answer.content.decode()
    with trust_context(world.trust.pk):
        assert not Place.objects.exists()


def test_an_offer_that_ended_unanswered_can_be_made_again(world: World, doctor: Client, sign_in: Any) -> None:
    with trust_context(world.trust.pk):
        application = ApplicationFactory(cohort=world.cohort, applicant=world.doctor, submitted=True)
        decide(application=application, outcome=Outcome.OFFER, reason="Much done.", by=world.director)
        Offer.objects.update(expires_at=timezone.now() - timedelta(days=1))
        for pk in expired_offers():
            expire_offer(offer_id=pk)
    told = f"Your offer ended unanswered on {timezone.localdate() - timedelta(days=1):%-d %B %Y}."
    detail = reverse("cohorts:application_detail", args=[world.trust.slug, application.pk])
    for address in (reverse("cohorts:my_application_list", args=[world.trust.slug]), detail):
        page = doctor.get(address).content.decode()
        assert told in page
        assert "Not offered a place" not in page
        assert "Answer the offer" not in page
    board = sign_in(world.director).get(reverse("cohorts:board", args=[world.trust.slug, world.cohort.pk]))
    assert "offer not answered" in board.content.decode()

    with trust_context(world.trust.pk):
        decide(application=application, outcome=Outcome.OFFER, reason="Asked for it.", by=world.director)

    page = doctor.get(detail).content.decode()
    assert "Answer the offer" in page
    assert told not in page


def test_a_full_cohort_says_so(world: World, offer: Offer, doctor: Client) -> None:
    with trust_context(world.trust.pk):
        for number in range(1, 12):
            PlaceFactory(cohort=world.cohort, number=number)

    answer = doctor.post(at("offer_accept", world, offer), follow=True)

    assert "All 11 places of this cohort are taken." in answer.content.decode()


def test_an_offer_is_its_doctors_alone(world: World, offer: Offer, sign_in: Any) -> None:
    for person in (world.colleague, world.director, world.reviewer, world.administrator):
        client = sign_in(person)
        for name in PAGES:
            assert client.post(at(name, world, offer)).status_code == 403
        assert client.get(at("offer_detail", world, offer)).status_code == 403
    with trust_context(world.trust.pk):
        assert Offer.objects.get().state == OfferState.OPEN


def test_an_answer_is_never_given_by_a_link(world: World, offer: Offer, doctor: Client) -> None:
    assert doctor.get(at("offer_accept", world, offer)).status_code == 405
