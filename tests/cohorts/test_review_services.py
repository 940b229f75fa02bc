"""The reviewer's part: conflict first, scores kept as one goes, locked when submitted."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cohorts.models import Application, Review, Score
from cohorts.permissions import ANSWER_CONFLICT
from cohorts.services.decisions import decide
from cohorts.services.reading import record_view
from cohorts.services.reviews import (
    declare_conflict,
    declare_no_conflict,
    declare_own_conflict,
    save_scores,
    submit_review,
)
from cohorts.states import ApplicationState, Outcome, ReviewState
from tests.cohorts.review_rows import cleared, scored, submitted, two_criteria
from tests.support.factories import CohortFactory, CriterionFactory, ReviewFactory
from tests.support.world import World, member
from trusts.models import Event, Message
from trusts.states import Role
from trusts.workflow import IllegalMoveError, RefusedError


def test_nothing_is_scored_before_the_conflict_question_is_answered(in_trust: World) -> None:
    commitment, _ = two_criteria(in_trust)
    review = ReviewFactory(application=submitted(in_trust), reviewer=in_trust.reviewer)

    with pytest.raises(RefusedError, match="conflict of interest"):
        save_scores(review=review, scores={commitment: (3, "")}, comment="", by=in_trust.reviewer)


def test_saying_no_conflict_twice_is_kept_once(in_trust: World) -> None:
    review = cleared(submitted(in_trust), in_trust.reviewer)

    again = declare_no_conflict(review=review, by=in_trust.reviewer)

    assert again.no_conflict_at == review.no_conflict_at
    assert Event.objects.filter(action="review.declare_no_conflict").count() == 1


def test_a_draft_keeps_what_is_there_even_a_reason_without_a_score(in_trust: World) -> None:
    commitment, insight = two_criteria(in_trust)
    review = cleared(submitted(in_trust), in_trust.reviewer)

    save_scores(
        review=review, scores={commitment: (4, " Good "), insight: (None, "Thin")}, comment="So", by=in_trust.reviewer
    )
    review = save_scores(review=review, scores={insight: (2, "Thin")}, comment="So far", by=in_trust.reviewer)

    assert review.state == ReviewState.DRAFT
    assert review.comment == "So far"
    kept = Score.objects.order_by("criterion__position").values_list("criterion__name", "value", "reason")
    assert list(kept) == [("Commitment", 4, "Good"), ("Insight", 2, "Thin")]


def test_a_save_from_an_older_page_is_refused(in_trust: World) -> None:
    commitment, _ = two_criteria(in_trust)
    review = cleared(submitted(in_trust), in_trust.reviewer)
    older = review.updated_at
    save_scores(review=review, scores={commitment: (4, "New")}, comment="", by=in_trust.reviewer, edition=older)

    with pytest.raises(RefusedError, match="another window"):
        save_scores(review=review, scores={commitment: (1, "Old")}, comment="", by=in_trust.reviewer, edition=older)

    assert Score.objects.get().reason == "New"


def test_a_save_from_an_older_page_that_brings_what_is_kept_is_no_quarrel(in_trust: World) -> None:
    commitment, _ = two_criteria(in_trust)
    review = cleared(submitted(in_trust), in_trust.reviewer)
    older, same = review.updated_at, {commitment: (4, "Same")}
    save_scores(review=review, scores=same, comment="So", by=in_trust.reviewer, edition=older)

    review = save_scores(review=review, scores=same, comment="So ", by=in_trust.reviewer, edition=older)

    assert review.state == ReviewState.DRAFT


@pytest.mark.parametrize("value", [0, 6, -1])
def test_a_score_outside_one_to_five_is_refused(in_trust: World, value: int) -> None:
    commitment, _ = two_criteria(in_trust)
    review = cleared(submitted(in_trust), in_trust.reviewer)

    with pytest.raises(RefusedError, match="from 1 to 5"):
        save_scores(review=review, scores={commitment: (value, "")}, comment="", by=in_trust.reviewer)


def test_a_criterion_of_another_cohort_is_refused(in_trust: World) -> None:
    review = cleared(submitted(in_trust), in_trust.reviewer)
    stray = CriterionFactory(cohort=CohortFactory(), name="Stray")

    with pytest.raises(RefusedError, match="Stray is not a criterion"):
        save_scores(review=review, scores={stray: (3, "")}, comment="", by=in_trust.reviewer)


def test_submitting_names_what_is_missing(in_trust: World) -> None:
    commitment, insight = two_criteria(in_trust)
    review = cleared(submitted(in_trust), in_trust.reviewer)
    save_scores(review=review, scores={commitment: (4, "Good"), insight: (4, "")}, comment="", by=in_trust.reviewer)

    with pytest.raises(RefusedError, match=r"^Give a score and a reason for: Insight\.$"):
        submit_review(review=review, by=in_trust.reviewer)


def test_a_submitted_review_is_locked(in_trust: World) -> None:
    commitment, insight = two_criteria(in_trust)
    review = scored(submitted(in_trust), in_trust.reviewer, {commitment: 4, insight: 5})

    assert review.state == ReviewState.SUBMITTED
    assert review.submitted_at is not None
    with pytest.raises(RefusedError, match="already submitted"):
        save_scores(review=review, scores={insight: (1, "Changed")}, comment="", by=in_trust.reviewer)
    with pytest.raises(RefusedError, match="already submitted"):
        submit_review(review=review, by=in_trust.reviewer)
    assert sorted(Score.objects.values_list("value", flat=True)) == [4, 5]


def test_nobody_reviews_what_was_withdrawn_or_decided(in_trust: World) -> None:
    commitment, _ = two_criteria(in_trust)
    application = submitted(in_trust)
    review = cleared(application, in_trust.reviewer)
    Application.objects.filter(pk=application.pk).update(state=ApplicationState.WITHDRAWN)

    with pytest.raises(RefusedError, match="no longer being reviewed"):
        save_scores(review=review, scores={commitment: (3, "")}, comment="", by=in_trust.reviewer)


def test_an_application_that_was_decided_is_opened_to_nobody_anew(in_trust: World) -> None:
    late = ReviewFactory(application=submitted(in_trust), reviewer=in_trust.reviewer)
    answered = cleared(late.application, in_trust.second_reviewer)
    decide(application=late.application, outcome=Outcome.DECLINE, reason="Full", by=in_trust.director)

    with pytest.raises(RefusedError, match="no longer being reviewed"):
        declare_no_conflict(review=late, by=in_trust.reviewer)
    assert not in_trust.reviewer.user.has_perm(ANSWER_CONFLICT, Review.objects.get(pk=late.pk))
    assert declare_no_conflict(review=answered, by=in_trust.second_reviewer).no_conflict_at
    assert in_trust.second_reviewer.user.has_perm(ANSWER_CONFLICT, Review.objects.get(pk=answered.pk))


def test_a_conflict_closes_the_review_and_tells_the_directors(in_trust: World) -> None:
    review = ReviewFactory(application=submitted(in_trust), reviewer=in_trust.reviewer)

    review = declare_conflict(review=review, reason="We share a private practice.", by=in_trust.reviewer)

    assert review.state == ReviewState.CONFLICTED
    message = Message.objects.get()
    assert message.recipient == in_trust.director
    assert "Reviewer Northfield has declared a conflict" in message.body
    assert "private practice" not in message.body
    assert not Event.objects.filter(data__icontains="private practice").exists()
    with pytest.raises(RefusedError, match="closed to you"):
        declare_no_conflict(review=review, by=in_trust.reviewer)


def test_a_conflict_needs_a_reason_and_is_declared_once(in_trust: World) -> None:
    review = ReviewFactory(application=submitted(in_trust), reviewer=in_trust.reviewer)

    with pytest.raises(RefusedError, match="Say what the conflict"):
        declare_conflict(review=review, reason=" ", by=in_trust.reviewer)
    declare_conflict(review=review, reason="Family", by=in_trust.reviewer)
    declare_conflict(review=review, reason="Another", by=in_trust.reviewer)

    assert Review.objects.get().conflict_reason == "Family"
    assert Message.objects.count() == 1


def test_a_conflict_found_late_withdraws_the_scores(in_trust: World) -> None:
    commitment, insight = two_criteria(in_trust)
    review = scored(submitted(in_trust), in_trust.reviewer, {commitment: 4, insight: 5})

    declare_conflict(review=review, reason="I learned we are related.", by=in_trust.reviewer)

    assert not Review.objects.submitted().exists()


def test_conflicted_directors_and_the_applicant_are_not_told(in_trust: World) -> None:
    second = member(in_trust.trust, "Second Director", Role.PROGRAMME_DIRECTOR)
    applicant = member(in_trust.trust, "Applying Director", Role.PROGRAMME_DIRECTOR)
    application = submitted(in_trust, applicant)
    declare_own_conflict(application=application, reason="My mentor", by=in_trust.director)
    Message.objects.all().delete()
    review = ReviewFactory(application=application, reviewer=in_trust.reviewer)

    declare_conflict(review=review, reason="Family", by=in_trust.reviewer)

    assert [message.recipient for message in Message.objects.all()] == [second]


def test_moves_out_of_order_are_illegal(in_trust: World) -> None:
    commitment, insight = two_criteria(in_trust)
    application = submitted(in_trust)
    review = scored(application, in_trust.reviewer, {commitment: 4, insight: 5})
    declare_conflict(review=review, reason="Family", by=in_trust.reviewer)

    with pytest.raises((IllegalMoveError, RefusedError)):
        submit_review(review=review, by=in_trust.reviewer)


def test_a_reading_is_recorded_once_a_day_and_person(in_trust: World) -> None:
    application = submitted(in_trust)

    added = [record_view(application=application, by=person) for person in (in_trust.director, in_trust.director)]
    record_view(application=application, by=in_trust.reviewer)

    assert added == [True, False]
    lines = Event.objects.filter(action="application.view")
    assert {line.actor for line in lines} == {in_trust.director, in_trust.reviewer}
    assert all(line.created_at > timezone.now() - timedelta(minutes=1) for line in lines)
