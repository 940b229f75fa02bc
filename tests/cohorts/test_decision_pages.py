"""The director's deeds on pages and through the API: ask, remind, decide."""

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from cohorts.models import Application, Offer, Review
from cohorts.services.reviews import declare_conflict
from cohorts.states import ApplicationState, Outcome
from tests.cohorts.review_rows import submitted, two_criteria
from tests.support.factories import PlaceFactory, ReviewFactory
from tests.support.world import World
from trusts.models import Message
from trusts.tenancy import trust_context


def page(world: World, name: str, row: Any) -> str:
    return reverse(f"cohorts:{name}", args=[world.trust.slug, row.pk])


def waiting(world: World) -> Application:
    with trust_context(world.trust.pk):
        two_criteria(world)
        return submitted(world)


def answers(**more: str) -> dict[str, str]:
    day = timezone.localdate() + timedelta(days=10)
    dated = {"expires_on_0": str(day.day), "expires_on_1": str(day.month), "expires_on_2": str(day.year)}
    dated |= {"expires_on_day": str(day.day), "expires_on_month": str(day.month), "expires_on_year": str(day.year)}
    return {"outcome": "offer", "reason": "Strong.", **dated, **more}


def state_of(world: World, application: Application) -> str:
    with trust_context(world.trust.pk):
        return str(Application.objects.get(pk=application.pk).state)


def test_the_director_is_told_what_is_missing_and_may_decide_all_the_same(world: World, sign_in: Any) -> None:
    application = waiting(world)
    client = sign_in(world.director)

    body = client.get(page(world, "application_consider", application)).content.decode()
    decided = client.post(page(world, "application_decide", application), answers(), follow=True)

    assert "3 of 3 reviews are not in" in body
    assert "offered a place. The doctor has been told by e-mail" in decided.content.decode()
    assert state_of(world, application) == ApplicationState.OFFERED
    with trust_context(world.trust.pk):
        offer = Offer.objects.get()
    expected = timezone.localdate() + timedelta(days=10)
    assert timezone.localtime(offer.expires_at).strftime("%F %H:%M") == f"{expected} 23:59"


def test_a_decision_without_its_reason_is_refused_and_keeps_the_rest(world: World, sign_in: Any) -> None:
    application = waiting(world)

    answer = sign_in(world.director).post(page(world, "application_decide", application), answers(reason=""))

    body = answer.content.decode()
    assert "Give the reason for the decision" in body
    assert 'value="offer" checked' in body
    assert state_of(world, application) == ApplicationState.SUBMITTED


def test_an_offer_without_a_place_is_refused_and_keeps_the_reason(world: World, sign_in: Any) -> None:
    application = waiting(world)
    with trust_context(world.trust.pk):
        world.cohort.places = 1
        world.cohort.save()
        PlaceFactory(cohort=world.cohort, number=1)

    answer = sign_in(world.director).post(page(world, "application_decide", application), answers(reason="The best."))

    body = answer.content.decode()
    assert "Every place of this cohort is taken or on offer" in body
    assert "The best." in body


def test_a_second_click_on_decide_is_refused_in_words(world: World, sign_in: Any) -> None:
    application = waiting(world)
    client = sign_in(world.director)

    client.post(page(world, "application_decide", application), answers(outcome="decline"))
    second = client.post(page(world, "application_decide", application), answers(outcome="decline"))

    assert second.status_code == 200
    assert "not awaiting a decision" in second.content.decode()
    with trust_context(world.trust.pk):
        assert application.decisions.count() == 1


def test_nobody_decides_their_own(world: World, sign_in: Any) -> None:
    with trust_context(world.trust.pk):
        own = submitted(world, world.director)
    client = sign_in(world.director)

    assert client.post(page(world, "application_decide", own), answers()).status_code == 403
    assert client.get(page(world, "application_consider", own)).status_code == 403
    decided = client.post(f"/api/t/{world.trust.slug}/applications/{own.pk}/decide/", answers())
    assert decided.status_code == 403


def test_only_the_director_decides(world: World, sign_in: Any) -> None:
    application = waiting(world)

    for person in (world.doctor, world.reviewer, world.medical_director, world.hr_officer, world.administrator):
        client = sign_in(person)
        assert client.post(page(world, "application_decide", application), answers()).status_code == 403
        api = f"/api/t/{world.trust.slug}/applications/{application.pk}/decide/"
        assert client.post(api, answers()).status_code == 403
    assert state_of(world, application) == ApplicationState.SUBMITTED


def test_asked_by_hand_from_the_page(world: World, sign_in: Any) -> None:
    application = waiting(world)
    client = sign_in(world.director)
    with trust_context(world.trust.pk):
        conflicted = ReviewFactory(application=application, reviewer=world.second_reviewer)
        declare_conflict(review=conflicted, reason="Family", by=world.second_reviewer)

    listed = client.get(page(world, "application_assign", application)).content.decode()
    nothing = client.post(page(world, "application_assign", application), {}).content.decode()
    client.post(page(world, "application_assign", application), {"reviewers": [str(world.reviewer.pk)]})

    assert "Reviewer Northfield" in listed
    assert "Second Reviewer" not in listed
    assert "Choose at least one reviewer" in nothing
    with trust_context(world.trust.pk):
        assert Review.objects.filter(application=application, reviewer=world.reviewer).exists()


def test_shared_out_reminded_and_taken_back(world: World, sign_in: Any) -> None:
    waiting(world)
    client = sign_in(world.director)

    shared = client.post(page(world, "cohort_assign_evenly", world.cohort), follow=True).content.decode()
    again = client.post(page(world, "cohort_assign_evenly", world.cohort), follow=True).content.decode()
    reminded = client.post(page(world, "cohort_remind", world.cohort), follow=True).content.decode()
    twice = client.post(page(world, "cohort_remind", world.cohort), follow=True).content.decode()
    with trust_context(world.trust.pk):
        first, second = Review.objects.order_by("pk")
    removed = client.post(page(world, "review_remove", first), follow=True).content.decode()

    assert "2 reviews shared out among 2 reviewers" in shared
    assert "Nothing to share out" in again
    assert "2 reviewers reminded by e-mail" in reminded
    assert "already reminded today" in twice
    assert "no longer asked to review" in removed
    with trust_context(world.trust.pk):
        assert list(Review.objects.all()) == [second]
        assert Message.objects.filter(subject__startswith="Reminder").count() == 2


def test_the_api_decides_by_the_same_rules(world: World, sign_in: Any) -> None:
    application = waiting(world)
    client = sign_in(world.director)
    address = f"/api/t/{world.trust.slug}/applications/{application.pk}/decide/"

    bare = client.post(address, {"outcome": "offer"}, content_type="application/json")
    reserve = client.post(address, {"outcome": "wait", "reason": "Next."}, content_type="application/json")
    again = client.post(address, {"outcome": "wait", "reason": "Next."}, content_type="application/json")
    board = client.get(f"/api/t/{world.trust.slug}/cohorts/{world.cohort.pk}/board/").json()

    assert bare.status_code == 400
    assert reserve.status_code == 201
    assert reserve.json()["outcome"] == Outcome.WAIT
    assert (again.status_code, again.json()) == (409, {"detail": "This application is already on the reserve list."})
    assert [(row["state"], row["reviews_submitted"], row["mean"]) for row in board] == [("waiting", 0, None)]
