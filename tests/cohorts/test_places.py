"""A doctor leaves: the place ends with its reason, and its seat is free for somebody else."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from cohorts.models import Application, Place
from cohorts.services.offers import accept_offer
from cohorts.services.places import withdraw_place
from cohorts.services.reviews import declare_own_conflict
from cohorts.states import PlaceState
from tests.support.factories import ApplicationFactory, MembershipFactory, OfferFactory, PlaceFactory
from tests.support.world import World, member
from trusts.models import Event, Message
from trusts.states import Role
from trusts.tenancy import trust_context
from trusts.workflow import RefusedError

WHY = "Her only colleague is away for half a year."


@pytest.fixture
def place(world: World) -> Place:
    with trust_context(world.trust.pk):
        application = ApplicationFactory(cohort=world.cohort, applicant=world.doctor, submitted=True, state="accepted")
        return PlaceFactory(cohort=world.cohort, person=world.doctor, application=application, number=1)


def test_the_seat_goes_to_somebody_else(world: World, place: Place) -> None:
    with trust_context(world.trust.pk):
        ended = withdraw_place(place=place, reason=f" {WHY} ", by=world.director)
        other = ApplicationFactory(cohort=world.cohort, submitted=True, state="offered")
        taken = accept_offer(offer=OfferFactory(application=other), by=other.applicant)

        assert (ended.state, ended.ended_on, ended.end_reason) == (PlaceState.WITHDRAWN, timezone.localdate(), WHY)
        assert taken.number == ended.number
        application = Application.objects.get(applicant=world.doctor)
        assert (application.state, application.withdrawn_reason) == ("withdrawn", WHY)
        assert Message.objects.filter(kind="place_withdrawn", recipient=world.doctor).exists()
        assert Event.objects.filter(action="place.withdraw").exists()


def test_a_place_that_has_ended_is_nobodys(world: World, place: Place, sign_in: Any) -> None:
    with trust_context(world.trust.pk):
        offer = OfferFactory(application=place.application, state="accepted")
    page = reverse("cohorts:offer_detail", args=[world.trust.slug, offer.pk])
    client, accept = sign_in(world.doctor), reverse("cohorts:offer_accept", args=[world.trust.slug, offer.pk])
    assert "The place is yours" in client.get(page).content.decode()
    with trust_context(world.trust.pk):
        withdraw_place(place=place, reason=WHY, by=world.director)

    again = client.post(accept, follow=True).content.decode()
    api = client.post(f"/api/t/{world.trust.slug}/offers/{offer.pk}/accept/")

    ended = f"Your place ended on {timezone.localdate():%-d %B %Y}."
    assert f"You accepted this offer. {ended}" in again
    assert "The place is yours" not in again
    assert (api.status_code, api.json()) == (409, {"detail": ended})


def test_a_reason_is_asked_for_and_an_ended_place_stays_ended(world: World, place: Place) -> None:
    with trust_context(world.trust.pk):
        with pytest.raises(RefusedError, match="Say why"):
            withdraw_place(place=place, reason=" ", by=world.director)
        withdraw_place(place=place, reason=WHY, by=world.director)
        with pytest.raises(RefusedError):
            withdraw_place(place=place, reason=WHY, by=world.director)


def test_the_director_does_it_on_a_page(world: World, place: Place, sign_in: Any) -> None:
    director = sign_in(world.director)
    cohort = reverse("cohorts:cohort_detail", args=[world.trust.slug, world.cohort.pk])
    page = reverse("cohorts:place_withdraw", args=[world.trust.slug, place.pk])
    assert page in director.get(cohort).content.decode()

    assert director.post(page, {"reason": ""}).status_code == 422
    shown = director.post(page, {"reason": WHY}, follow=True).content.decode()

    assert WHY in shown.replace("&#39;", "'")
    assert page not in shown


def test_the_question_says_whom_the_seat_can_be_offered_to(world: World, place: Place, sign_in: Any) -> None:
    director, page = sign_in(world.director), reverse("cohorts:place_withdraw", args=[world.trust.slug, place.pk])
    told = [director.get(page).content.decode()]
    for state in ("waiting", "submitted"):
        with trust_context(world.trust.pk):
            ApplicationFactory(cohort=world.cohort, submitted=True, state=state)
            ApplicationFactory(cohort=world.cohort, submitted=True, state="declined")
        told.append(director.get(page).content.decode())

    assert "Seat 1 is free. Nobody is on the reserve list or waits for a decision" in told[0]
    assert "Seat 1 is free: on the review board you can then offer it to the 1 doctor on the reserve list" in told[1]
    assert "one of the 2 doctors on the reserve list or not decided yet" in told[2]


@pytest.mark.parametrize("whose", ["their own", "of somebody close"])
def test_a_place_is_closed_to_a_director_who_may_not_judge_it(
    whose: str, world: World, place: Place, sign_in: Any
) -> None:
    with trust_context(world.trust.pk):
        if whose == "their own":
            MembershipFactory(trust=world.trust, user=world.doctor.user, role=Role.PROGRAMME_DIRECTOR)
            director = world.doctor
        else:
            director = member(world.trust, "Close", Role.PROGRAMME_DIRECTOR)
            declare_own_conflict(application=place.application, reason="My sister", by=director)
    client, cohort = sign_in(director), reverse("cohorts:cohort_detail", args=[world.trust.slug, world.cohort.pk])
    withdraw = reverse("cohorts:place_withdraw", args=[world.trust.slug, place.pk])

    assert withdraw not in client.get(cohort).content.decode()
    assert client.get(withdraw).status_code == client.post(withdraw, {"reason": WHY}).status_code == 403
    with trust_context(world.trust.pk):
        withdraw_place(place=place, reason=WHY, by=world.director)
    assert "half a year" not in client.get(cohort).content.decode()


def test_nobody_else_reads_why(world: World, place: Place, sign_in: Any) -> None:
    with trust_context(world.trust.pk):
        withdraw_place(place=place, reason=WHY, by=world.director)

    page = sign_in(world.administrator).get(reverse("cohorts:cohort_detail", args=[world.trust.slug, world.cohort.pk]))

    assert page.status_code == 200
    assert "half a year" not in page.content.decode()
