"""The director's deeds on pages and through the API: ask, remind, decide at once."""

from typing import Any

from django.urls import reverse

from cohorts.models import Application, Review
from cohorts.services.reviews import declare_conflict
from cohorts.states import ApplicationState, Outcome
from tests.cohorts.review_rows import submitted, two_criteria
from tests.support.factories import ReviewFactory
from tests.support.world import World
from trusts.models import Message
from trusts.tenancy import trust_context


def page(world: World, name: str, row: Any) -> str:
    return reverse(f"cohorts:{name}", args=[world.trust.slug, row.pk])


def waiting(world: World) -> Application:
    with trust_context(world.trust.pk):
        two_criteria(world)
        return submitted(world)


def state_of(world: World, application: Application) -> str:
    with trust_context(world.trust.pk):
        return str(Application.objects.get(pk=application.pk).state)


def test_only_the_director_decides_and_never_their_own(world: World, sign_in: Any) -> None:
    with trust_context(world.trust.pk):
        own, other = submitted(world, world.director), submitted(world)
    given = {"outcome": "decline", "reason": "Not yet."}

    for person in (world.doctor, world.reviewer, world.medical_director, world.hr_officer, world.administrator):
        address = f"/api/t/{world.trust.slug}/applications/{other.pk}/decide/"
        assert sign_in(person).post(address, given).status_code == 403
    client = sign_in(world.director)
    assert client.get(page(world, "application_consider", own)).status_code == 403
    assert client.post(f"/api/t/{world.trust.slug}/applications/{own.pk}/decide/", given).status_code == 403
    assert state_of(world, own) == state_of(world, other) == ApplicationState.SUBMITTED


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
    longest = {"outcome": "wait", "reason": "word " * 301}
    for deed in ("decide", "stage"):
        long = client.post(address.replace("decide", deed), longest, content_type="application/json")
        told = (long.status_code, long.json())
        assert told == (400, {"reason": ["Use 300 words or fewer: you have written 301."]})
    reserve = client.post(address, {"outcome": "wait", "reason": "Next."}, content_type="application/json")
    again = client.post(address, {"outcome": "wait", "reason": "Next."}, content_type="application/json")
    board = client.get(f"/api/t/{world.trust.slug}/cohorts/{world.cohort.pk}/board/").json()

    assert bare.status_code == 400
    assert reserve.status_code == 201
    assert reserve.json()["outcome"] == Outcome.WAIT
    assert (again.status_code, again.json()) == (409, {"detail": "This application is already on the reserve list."})
    assert [(row["state"], row["reviews_submitted"], row["mean"]) for row in board] == [("waiting", 0, None)]
