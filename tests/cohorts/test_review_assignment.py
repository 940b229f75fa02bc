"""Who is asked to review what: by hand and shared out evenly."""

from collections import Counter
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from cohorts.models import Application, Cohort, Review
from cohorts.selectors.applications import standings_of
from cohorts.selectors.board import board
from cohorts.selectors.duties import duties
from cohorts.selectors.opinions import opinions_on
from cohorts.selectors.reviews import my_reviews
from cohorts.services.assignment import (
    Need,
    assign_evenly,
    assign_reviewers,
    remind_reviewers,
    remove_review,
    share_out,
)
from cohorts.services.releasing import to_release
from cohorts.services.reviews import declare_conflict, declare_own_conflict
from cohorts.services.staging import stage_decision
from cohorts.states import CohortState, Outcome
from tests.cohorts.review_rows import cleared, submitted
from tests.support.factories import ApplicationFactory, CohortFactory, ReviewFactory
from tests.support.world import World, member
from trusts.models import Event, Membership, Message
from trusts.states import Role
from trusts.tenancy import trust_context
from trusts.workflow import RefusedError


def keys(count: int, base: int) -> list[UUID]:
    return [UUID(int=base + n) for n in range(count)]


@given(st.integers(0, 30), st.integers(1, 8), st.integers(1, 5))
def test_shared_out_evenly_nobody_has_two_more_than_another(applications: int, people: int, reviews: int) -> None:
    reviewers = keys(people, 1000)
    needs = [Need(key, reviews, ()) for key in keys(applications, 1)]

    pairs = share_out(needs, dict.fromkeys(reviewers, 0))

    loads = Counter(reviewer for _, reviewer in pairs)
    assert max(loads.values(), default=0) - min(loads[r] for r in reviewers) <= 1
    assert len(pairs) == len(set(pairs)) == applications * min(people, reviews)


@given(st.data())
def test_nobody_barred_is_asked(data: st.DataObject) -> None:
    reviewers = keys(5, 1000)
    needs = [Need(key, 3, data.draw(st.sets(st.sampled_from(reviewers)))) for key in keys(6, 1)]

    pairs = share_out(needs, dict.fromkeys(reviewers, 0))

    for need in needs:
        asked = [reviewer for key, reviewer in pairs if key == need.application]
        assert not set(asked) & set(need.barred)
        assert len(asked) == min(3, 5 - len(need.barred))


def test_those_with_fewer_reviews_are_asked_first() -> None:
    busy, idle = keys(2, 1000)

    assert share_out([Need(UUID(int=1), 1, ())], {busy: 4, idle: 3}) == [(UUID(int=1), idle)]


def test_asked_by_hand_the_reviewer_is_told_without_a_name(in_trust: World) -> None:
    application = submitted(in_trust)

    assign_reviewers(application=application, reviewers=[in_trust.reviewer], by=in_trust.director)
    assign_reviewers(
        application=application, reviewers=[in_trust.reviewer, in_trust.second_reviewer], by=in_trust.director
    )

    assert Review.objects.count() == 2
    messages = Message.objects.filter(recipient=in_trust.reviewer)
    assert [message.subject for message in messages] == ["Please review an application"]
    assert "Doctor Northfield" not in messages[0].body
    assert Event.objects.filter(action="review.assign").count() == 2


def test_only_reviewers_are_asked(in_trust: World) -> None:
    with pytest.raises(RefusedError, match="is not a reviewer in this Trust"):
        assign_reviewers(application=submitted(in_trust), reviewers=[in_trust.mentor], by=in_trust.director)


def test_an_applicant_reviews_neither_themself_nor_a_competitor(in_trust: World) -> None:
    both = member(in_trust.trust, "Both", Role.DOCTOR, Role.REVIEWER)
    own, other = submitted(in_trust, both), submitted(in_trust)

    for application in (own, other):
        with pytest.raises(RefusedError, match="applies to this cohort"):
            assign_reviewers(application=application, reviewers=[both], by=in_trust.director)


def test_whoever_has_begun_an_application_is_not_asked_about_a_rivals(in_trust: World) -> None:
    both = member(in_trust.trust, "Both", Role.DOCTOR, Role.REVIEWER)
    ApplicationFactory(cohort=in_trust.cohort, applicant=both)
    other = submitted(in_trust)

    with pytest.raises(RefusedError, match="applies to this cohort"):
        assign_reviewers(application=other, reviewers=[both], by=in_trust.director)
    assert both not in [review.reviewer for review in assign_evenly(cohort=in_trust.cohort, by=in_trust.director)]


def test_a_conflict_with_the_applicant_bars_from_later_cohorts_too(in_trust: World) -> None:
    earlier = ApplicationFactory(cohort=CohortFactory(), applicant=in_trust.doctor, submitted=True)
    review = ReviewFactory(application=earlier, reviewer=in_trust.reviewer)
    declare_conflict(review=review, reason="Family", by=in_trust.reviewer)

    with pytest.raises(RefusedError, match="has declared a conflict of interest with Dr Doctor Northfield"):
        assign_reviewers(application=submitted(in_trust), reviewers=[in_trust.reviewer], by=in_trust.director)


def test_a_draft_has_no_reviewers(in_trust: World) -> None:
    draft = ApplicationFactory(cohort=in_trust.cohort, applicant=in_trust.doctor)

    with pytest.raises(RefusedError, match="once an application is submitted"):
        assign_reviewers(application=draft, reviewers=[in_trust.reviewer], by=in_trust.director)


def test_nobody_chooses_the_reviewers_of_their_own_application(in_trust: World) -> None:
    application = submitted(in_trust, in_trust.director)

    with pytest.raises(RefusedError, match="your own application"):
        assign_reviewers(application=application, reviewers=[in_trust.reviewer], by=in_trust.director)


def test_assigning_evenly_gives_everyone_what_is_lacking_and_no_more(in_trust: World) -> None:
    for n in range(4):
        member(in_trust.trust, f"Reviewer {n}", Role.REVIEWER)
    applications = [submitted(in_trust, member(in_trust.trust, f"Doctor {n}", Role.DOCTOR)) for n in range(4)]
    ApplicationFactory(cohort=in_trust.cohort, applicant=in_trust.doctor)

    first = assign_evenly(cohort=in_trust.cohort, by=in_trust.director)
    second = assign_evenly(cohort=in_trust.cohort, by=in_trust.director)

    assert (len(first), len(second)) == (12, 0)
    assert all(application.reviews.count() == 3 for application in applications)
    assert set(Counter(Review.objects.values_list("reviewer_id", flat=True)).values()) == {2}
    assert set(Message.objects.values_list("subject", flat=True)) == {"Please review 2 applications"}
    assert Message.objects.count() == 6


def test_assigning_evenly_replaces_a_conflicted_reviewer_by_somebody_else(in_trust: World) -> None:
    application = submitted(in_trust)
    review = ReviewFactory(application=application, reviewer=in_trust.reviewer)
    declare_conflict(review=review, reason="Family", by=in_trust.reviewer)

    assign_evenly(cohort=in_trust.cohort, by=in_trust.director)

    assert [r.reviewer for r in Review.objects.exclude(pk=review.pk)] == [in_trust.second_reviewer]


def test_assigning_evenly_leaves_alone_what_is_closed_to_the_director(in_trust: World) -> None:
    own = submitted(in_trust, in_trust.director)
    conflicted = submitted(in_trust)
    declare_own_conflict(application=conflicted, reason="My mentor", by=in_trust.director)
    open_one = submitted(in_trust, in_trust.colleague)

    new = assign_evenly(cohort=in_trust.cohort, by=in_trust.director)

    assert {review.application for review in new} == {open_one}
    assert not Application.objects.get(pk=own.pk).reviews.exists()


def test_nobody_waits_for_a_reviewer_who_is_one_no_longer(in_trust: World) -> None:
    Cohort.objects.filter(pk=in_trust.cohort.pk).update(reviews_per_application=1)
    application = submitted(in_trust)
    cohort = application.cohort = Cohort.objects.get()
    asked = ReviewFactory(application=application, reviewer=in_trust.reviewer)
    Membership.objects.filter(user=in_trust.reviewer.user).update(is_active=False, ended_at=timezone.now())

    with pytest.raises(RefusedError, match="Nobody owes a review"):
        remind_reviewers(cohort=cohort, by=in_trust.director)
    row = board(cohort, in_trust.director).rows[0]
    assert (row.asked, row.wanted) == (0, 1)
    (other,) = assign_evenly(cohort=cohort, by=in_trust.director)
    assert other.reviewer == in_trust.second_reviewer
    words = {one.pk: one.words for one in opinions_on(application, in_trust.director).reviews}
    assert words == {asked.pk: "No longer a reviewer, and not waited for", other.pk: "Assigned"}


def test_with_the_cohort_its_reserve_list_is_over(in_trust: World) -> None:
    application = ApplicationFactory(cohort=in_trust.cohort, applicant=in_trust.doctor, submitted=True, state="waiting")
    ReviewFactory(application=application, reviewer=in_trust.reviewer)
    held = {in_trust.reviewer.pk: frozenset({Role.REVIEWER})}
    assert len(list(duties(held))) == len(my_reviews(in_trust.reviewer).to_do) == 1

    Cohort.objects.filter(pk=in_trust.cohort.pk).update(state=CohortState.COMPLETE)

    assert "the reserve list with it" in standings_of(in_trust.doctor)[0].next
    assert not list(duties(held))
    assert [card.status for card in my_reviews(in_trust.reviewer).gone] == ["The programme is over"]
    with pytest.raises(RefusedError, match="This cohort is complete"):
        remind_reviewers(cohort=in_trust.cohort, by=in_trust.director)


@pytest.mark.parametrize("answered", [None, timezone.now()])
def test_a_review_owed_as_a_former_reviewer_keeps_no_director_from_deciding(
    world: World, answered: datetime | None, sign_in: Any
) -> None:
    with trust_context(world.trust.pk):
        both = member(world.trust, "Both", Role.PROGRAMME_DIRECTOR, Role.REVIEWER)
        application = submitted(world)
        ReviewFactory(application=application, reviewer=both, no_conflict_at=answered)
        Membership.objects.filter(user=both.user, role=Role.REVIEWER).update(is_active=False, ended_at=timezone.now())

    page = sign_in(both).get(reverse("cohorts:application_consider", args=[world.trust.slug, application.pk]))

    assert page.status_code == 200
    assert "Stage this decision" in page.content.decode()
    with trust_context(world.trust.pk):
        stage_decision(application=application, outcome=Outcome.WAIT, reason="Full", by=both)
        assert [one.application for one in to_release(cohort=world.cohort, by=both).ready] == [application]


def test_a_request_nobody_has_answered_can_be_taken_back(in_trust: World) -> None:
    application = submitted(in_trust)
    untouched = ReviewFactory(application=application, reviewer=in_trust.reviewer)
    begun = cleared(application, in_trust.second_reviewer)

    remove_review(review=untouched, by=in_trust.director)
    with pytest.raises(RefusedError, match="already begun"):
        remove_review(review=begun, by=in_trust.director)

    assert list(Review.objects.all()) == [begun]
    assert Event.objects.filter(action="review.remove", subject_id=str(untouched.pk)).exists()
