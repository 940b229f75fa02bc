"""Rounds, drafts, snapshots, evidence and goals, and what the database itself refuses."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments.models import Assessment, DevelopmentGoal, Evidence, Rating, RatingEvidence, Round
from assessments.services.assessments import (
    EditedElsewhereError,
    UnfinishedError,
    ask_to_reopen,
    begin_assessment,
    rate,
    refuse_to_reopen,
    release_assessment,
    reopen_assessment,
    submit_assessment,
    take_back_assessment,
)
from assessments.services.evidence import add_evidence, attach_evidence, detach_evidence, remove_evidence
from assessments.services.goals import change_goal_day, drop_goal, meet_goal, reopen_goal, set_goal
from assessments.services.rounds import change_dates, close_round, open_round, plan_round, turn_rounds
from cohorts.models import Cohort
from frameworks.models import FrameworkVersion
from tests.assessments.conftest import Stage
from tests.support.factories import AssessmentFactory, CohortFactory, EvidenceFactory, RoundFactory
from trusts.models import Event, Message
from trusts.workflow import IllegalMoveError, RefusedError

TOMORROW = timedelta(days=1)


def test_a_round_is_planned_once_and_opened_to_everybody_with_a_place(in_stage: Stage) -> None:
    w = in_stage.world
    planned = plan_round(
        cohort=w.cohort, kind="midpoint", opens_on=date(2027, 3, 1), closes_on=date(2027, 3, 21), by=w.director
    )

    opened = open_round(round=planned, by=w.director)

    assert opened.state == "open"
    assert {m.recipient for m in Message.objects.all()} == {w.doctor, w.colleague}
    assert "until 21 March 2027" in Message.objects.first().subject
    with pytest.raises(RefusedError, match="already has its midpoint"):
        plan_round(cohort=w.cohort, kind="midpoint", opens_on=date(2027, 4, 1), closes_on=date(2027, 4, 2), by=None)


def test_a_round_cannot_close_before_it_opens(in_stage: Stage) -> None:
    with pytest.raises(RefusedError, match="must not be before"):
        plan_round(
            cohort=in_stage.world.cohort, kind="end", opens_on=date(2027, 3, 2), closes_on=date(2027, 3, 1), by=None
        )


def test_dates_move_until_the_round_closes(in_stage: Stage) -> None:
    director, baseline = in_stage.world.director, in_stage.baseline
    opened_on = baseline.opens_on

    moved = change_dates(round=baseline, opens_on=date(2020, 1, 1), closes_on=date(2030, 1, 1), by=director)
    closed = close_round(round=moved, by=director)

    assert (moved.opens_on, moved.closes_on) == (opened_on, date(2030, 1, 1))
    with pytest.raises(RefusedError, match="has closed"):
        change_dates(round=closed, opens_on=opened_on, closes_on=date(2031, 1, 1), by=director)


def test_the_clock_opens_and_closes_rounds_on_their_days(in_stage: Stage) -> None:
    today = timezone.localdate()
    due = in_stage.round("midpoint", "planned", opens_on=today, closes_on=today)
    over = in_stage.round("end", "open", opens_on=today - 9 * TOMORROW, closes_on=today - TOMORROW)

    turned = turn_rounds()

    assert turned == 2
    assert {r.kind: r.state for r in Round.objects.filter(pk__in=[due.pk, over.pk])} == {
        "midpoint": "open",
        "end": "closed",
    }
    assert turn_rounds() == 0


def test_a_complete_cohort_is_asked_for_nothing_more(in_stage: Stage) -> None:
    today = timezone.localdate()
    due = in_stage.round("midpoint", "planned", opens_on=today, closes_on=today)
    Cohort.objects.filter(pk=due.cohort_id).update(state="complete")
    due.cohort.refresh_from_db()

    assert turn_rounds() == 0
    with pytest.raises(RefusedError, match="is complete"):
        open_round(round=due, by=in_stage.world.director)
    with pytest.raises(RefusedError, match="is complete"):
        plan_round(cohort=due.cohort, kind="end", opens_on=today, closes_on=today, by=in_stage.world.director)


def test_beginning_twice_gives_the_same_assessment_of_the_pinned_version(in_stage: Stage) -> None:
    w = in_stage.world

    first = begin_assessment(round=in_stage.baseline, by=w.doctor)
    again = begin_assessment(round=in_stage.baseline, by=w.doctor)

    assert first == again
    assert first.version == w.cohort.framework_version
    assert Event.objects.filter(action="assessment.begin").count() == 1


@pytest.mark.parametrize(("state", "words"), [("planned", "opens on"), ("closed", "closed on")])
def test_nothing_begins_outside_an_open_round(in_stage: Stage, state: str, words: str) -> None:
    with pytest.raises(RefusedError, match=words):
        begin_assessment(round=in_stage.round("end", state), by=in_stage.world.doctor)


def test_only_somebody_with_an_active_place_begins(in_stage: Stage) -> None:
    w = in_stage.world
    w.colleague.places.update(state="withdrawn")

    for person in (w.director, w.colleague):
        with pytest.raises(RefusedError, match="with a place in this cohort"):
            begin_assessment(round=in_stage.baseline, by=person)


def test_a_rating_is_saved_in_one_statement_and_replaced_by_the_next(in_stage: Stage) -> None:
    doctor = in_stage.world.doctor
    draft, competency = in_stage.draft(doctor), in_stage.competencies[0]

    with CaptureQueriesContext(
        connection,
    ) as queries:
        first = rate(assessment=draft, competency=competency, by=doctor, level=2, importance=4, reason="A ward round.")
    second = rate(assessment=draft, competency=competency, by=doctor, no_opportunity=True)

    assert len(queries) == 1
    assert (first.edition, second.edition) == (1, 2)
    kept = Rating.objects.get()
    assert (kept.level, kept.no_opportunity, kept.importance, kept.reason) == (None, True, None, "")


def test_two_tabs_never_overwrite_one_another(in_stage: Stage) -> None:
    doctor = in_stage.world.doctor
    draft, competency = in_stage.draft(doctor), in_stage.competencies[0]
    rate(assessment=draft, competency=competency, by=doctor, level=2, reason="First tab", seen=0)

    with pytest.raises(EditedElsewhereError) as caught:
        rate(assessment=draft, competency=competency, by=doctor, level=3, reason="Second tab", seen=0)

    assert caught.value.rating.reason == "First tab"
    assert rate(assessment=draft, competency=competency, by=doctor, level=3, seen=1).edition == 2


def test_saving_the_same_again_after_a_lost_answer_is_harmless(in_stage: Stage) -> None:
    doctor = in_stage.world.doctor
    draft, competency = in_stage.draft(doctor), in_stage.competencies[0]
    for _ in range(2):
        saved = rate(assessment=draft, competency=competency, by=doctor, level=2, reason="Once", seen=0)

    assert saved.edition == 2


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"level": 5}, "levels of this framework"),
        ({"level": 0}, "levels of this framework"),
        ({"level": 2, "then_level": 2}, "not at baseline"),
        ({"level": 2, "no_opportunity": True}, "not both"),
        ({"level": 2, "importance": 5}, "between 1 and 4"),
    ],
)
def test_what_is_no_rating_is_refused(in_stage: Stage, given: dict, words: str) -> None:
    doctor = in_stage.world.doctor

    with pytest.raises(RefusedError, match=words):
        rate(assessment=in_stage.draft(doctor), competency=in_stage.competencies[0], by=doctor, **given)


def test_only_the_rater_writes_and_only_while_the_round_is_open(in_stage: Stage) -> None:
    w, competency = in_stage.world, in_stage.competencies[0]
    draft = in_stage.draft(w.doctor)

    with pytest.raises(RefusedError, match="Only the person who began"):
        rate(assessment=draft, competency=competency, by=w.colleague, level=1)
    close_round(round=in_stage.baseline, by=w.director)
    with pytest.raises(RefusedError, match="closed on"):
        rate(assessment=draft, competency=competency, by=w.doctor, level=1)


def test_a_competency_of_another_framework_is_refused(in_stage: Stage) -> None:
    doctor = in_stage.world.doctor
    foreign = CohortFactory().framework_version.competencies.first()

    with pytest.raises(RefusedError, match="not part of the framework"):
        rate(assessment=in_stage.draft(doctor), competency=foreign, by=doctor, level=1)


def test_submitting_waits_until_everything_is_answered(in_stage: Stage) -> None:
    doctor = in_stage.world.doctor
    draft = in_stage.draft(doctor)
    rate(assessment=draft, competency=in_stage.competencies[0], by=doctor, level=1)
    rate(assessment=draft, competency=in_stage.competencies[1], by=doctor, reason="Not sure yet")
    rate(assessment=draft, competency=in_stage.competencies[2], by=doctor, no_opportunity=True)

    with pytest.raises(UnfinishedError, match=r"1\.2 Competency 1\.2, 2\.2 Competency 2\.2") as caught:
        submit_assessment(assessment=draft, by=doctor)

    assert caught.value.missing == [in_stage.competencies[1], in_stage.competencies[3]]


def test_submitting_freezes_the_arrays_in_the_order_of_the_version(in_stage: Stage) -> None:
    doctor = in_stage.world.doctor
    baseline = in_stage.submit(doctor, (2, None, 4, 1), importance=(1, 2, None, 4))
    midpoint = in_stage.submit(doctor, (3, 3, 4, 2), in_stage.round("midpoint"), then=(1, None, 4, 1))

    assert (baseline.levels, baseline.importance, baseline.then_levels) == ([2, None, 4, 1], [1, 2, None, 4], None)
    assert (midpoint.levels, midpoint.then_levels) == ([3, 3, 4, 2], [1, None, 4, 1])
    assert baseline.state == "submitted"
    assert baseline.submitted_at is not None


def test_submitting_twice_is_refused(in_stage: Stage) -> None:
    done = in_stage.submit(in_stage.world.doctor)

    with pytest.raises(RefusedError, match="You have submitted"):
        submit_assessment(assessment=done, by=in_stage.world.doctor)


@pytest.mark.parametrize(
    "change",
    [
        {"levels": [1, 1, 1, 1]},
        {"importance": [1, 1, 1, 1]},
        {"then_levels": [1, 1, 1, 1]},
        {"submitted_at": timezone.now()},
        {"perspective": "manager"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_the_database_keeps_a_snapshot_as_it_is(in_stage: Stage, change: dict) -> None:
    done = in_stage.submit(in_stage.world.doctor)

    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        Assessment.objects.filter(pk=done.pk).update(**change)


def test_the_database_keeps_whose_and_of_what_version(in_stage: Stage) -> None:
    done = in_stage.submit(in_stage.world.doctor)
    other = FrameworkVersion.objects.exclude(pk=done.version_id).first() or CohortFactory().framework_version

    for change in ({"subject": in_stage.world.colleague}, {"version": other}):
        with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
            Assessment.objects.filter(pk=done.pk).update(**change)
    bare = AssessmentFactory(round=in_stage.baseline, submitted=True)
    with pytest.raises(IntegrityError, match="is kept"), transaction.atomic():
        bare.delete()


def test_the_database_keeps_ratings_and_evidence_of_a_submitted_assessment(in_stage: Stage) -> None:
    doctor = in_stage.world.doctor
    draft = in_stage.draft(doctor)
    add_evidence(assessment=draft, competency=in_stage.competencies[0], title="A letter", by=doctor)
    done = in_stage.submit(doctor)
    rating = Rating.objects.filter(assessment=done).first()

    tries = [
        lambda: Rating.objects.filter(pk=rating.pk).update(level=1),
        lambda: Rating.objects.filter(pk=rating.pk).update(reason="Better"),
        lambda: RatingEvidence.objects.all().delete(),
        lambda: Rating.objects.filter(assessment=done).delete(),
        lambda: RatingEvidence.objects.create(rating=rating, evidence=EvidenceFactory(owner=doctor)),
    ]
    for attempt in tries:
        with pytest.raises(IntegrityError, match="never change"), transaction.atomic():
            attempt()


def test_the_database_takes_no_rating_of_another_version(in_stage: Stage) -> None:
    draft = in_stage.draft(in_stage.world.doctor)
    foreign = CohortFactory().framework_version.competencies.first()

    with pytest.raises(IntegrityError, match="not of this version"), transaction.atomic():
        Rating.objects.create(assessment=draft, competency=foreign, level=1)


def test_releasing_and_taking_back_are_the_doctors_alone(in_stage: Stage) -> None:
    w = in_stage.world
    done = in_stage.submit(w.doctor)

    with pytest.raises(RefusedError, match="Only the doctor"):
        release_assessment(assessment=done, by=w.director)
    released = release_assessment(assessment=done, by=w.doctor)
    with pytest.raises(IllegalMoveError):
        release_assessment(assessment=released, by=w.doctor)
    back = take_back_assessment(assessment=released, by=w.doctor)

    assert (released.state, back.state, back.released_at) == ("released", "submitted", None)
    again = release_assessment(assessment=back, by=back.subject)
    assert again.first_released_at == released.released_at < again.released_at


def test_a_draft_cannot_be_released(in_stage: Stage) -> None:
    doctor = in_stage.world.doctor

    with pytest.raises(RefusedError, match="Submit this assessment before"):
        release_assessment(assessment=in_stage.draft(doctor), by=doctor)


def test_reopening_needs_the_doctors_request_and_clears_the_snapshot(in_stage: Stage) -> None:
    w = in_stage.world
    done = in_stage.submit(w.doctor)
    with pytest.raises(RefusedError, match="has not asked"):
        reopen_assessment(assessment=done, reason="I think so", by=w.director)

    ask_to_reopen(assessment=done, reason="I misread the second domain.", by=w.doctor)
    draft = reopen_assessment(assessment=done, reason="Agreed by telephone.", by=w.director)

    assert (draft.state, draft.levels, draft.importance, draft.submitted_at) == ("draft", None, None, None)
    asked = draft.reopenings.get()
    assert (asked.is_granted, asked.answer, asked.answered_by) == (True, "Agreed by telephone.", w.director)
    assert [m.recipient for m in Message.objects.order_by("created_at")] == [w.director, w.doctor]
    assert Event.objects.filter(action="assessment.reopen", actor=w.director).count() == 1
    assert in_stage.submit(w.doctor).levels == [2, 3, 1, 4]


def test_a_request_to_reopen_may_be_refused_and_is_asked_once_at_a_time(in_stage: Stage) -> None:
    w = in_stage.world
    done = in_stage.submit(w.doctor)
    ask_to_reopen(assessment=done, reason="A slip.", by=w.doctor)

    with pytest.raises(RefusedError, match="already asked"):
        ask_to_reopen(assessment=done, reason="A slip.", by=w.doctor)
    refuse_to_reopen(assessment=done, reason="Say it at midpoint.", by=w.director)

    done.refresh_from_db()
    assert done.state == "submitted"
    assert done.reopenings.get().is_granted is False


def test_nothing_reopens_once_the_round_has_closed_or_while_released(in_stage: Stage) -> None:
    w = in_stage.world
    done = in_stage.submit(w.doctor)
    ask_to_reopen(assessment=done, reason="A slip.", by=w.doctor)
    release_assessment(assessment=done, by=w.doctor)
    with pytest.raises(RefusedError, match="take it back first"):
        reopen_assessment(assessment=done, reason="Yes.", by=w.director)
    take_back_assessment(assessment=done, by=w.doctor)
    close_round(round=in_stage.baseline, by=w.director)

    with pytest.raises(RefusedError, match="results are fixed"):
        reopen_assessment(assessment=done, reason="Yes.", by=w.director)
    with pytest.raises(RefusedError, match="results are fixed"):
        ask_to_reopen(assessment=done, reason="Again.", by=w.doctor)


def test_one_piece_of_evidence_supports_many_competencies(in_stage: Stage) -> None:
    doctor = in_stage.world.doctor
    draft, (first, second, *_) = in_stage.draft(doctor), in_stage.competencies
    letter = add_evidence(assessment=draft, competency=first, title="A letter from the ward", by=doctor)

    attach_evidence(assessment=draft, competency=second, evidence=letter, by=doctor)
    attach_evidence(assessment=draft, competency=second, evidence=letter, by=doctor)
    detach_evidence(assessment=draft, competency=first, evidence=letter, by=doctor)

    assert [link.rating.competency for link in RatingEvidence.objects.all()] == [second]


def test_evidence_is_ones_own_and_kept_while_a_submission_rests_on_it(in_stage: Stage) -> None:
    w = in_stage.world
    draft, first = in_stage.draft(w.doctor), in_stage.competencies[0]
    letter = add_evidence(assessment=draft, competency=first, title="A letter", by=w.doctor)
    spare = EvidenceFactory(owner=w.doctor)

    with pytest.raises(RefusedError, match="your own evidence"):
        attach_evidence(assessment=in_stage.draft(w.colleague), competency=first, evidence=letter, by=w.colleague)
    with pytest.raises(RefusedError, match="your own evidence"):
        remove_evidence(evidence=letter, by=w.colleague)
    in_stage.submit(w.doctor)
    with pytest.raises(RefusedError, match="rests on this evidence"):
        remove_evidence(evidence=letter, by=w.doctor)
    remove_evidence(evidence=spare, by=w.doctor)

    assert list(Evidence.objects.all()) == [letter]


def test_a_goal_is_dated_tied_to_competencies_and_its_owners(in_stage: Stage) -> None:
    w = in_stage.world
    due = timezone.localdate() + 60 * TOMORROW
    goal = set_goal(
        text="Chair the next clinic meeting", due_on=due, competencies=in_stage.competencies[:2], by=w.doctor
    )

    with pytest.raises(RefusedError, match="your own goals"):
        meet_goal(goal=goal, by=w.colleague)
    met = meet_goal(goal=goal, by=w.doctor)
    again = reopen_goal(goal=met, by=w.doctor)
    dropped = drop_goal(goal=again, by=w.doctor)

    assert [met.state, again.state, dropped.state] == ["met", "open", "dropped"]
    assert set(goal.competencies.all()) == set(in_stage.competencies[:2])


@pytest.mark.parametrize(
    ("text", "days", "count", "words"),
    [("  ", 1, 1, "what you will do"), ("Do it", -1, 1, "in the past"), ("Do it", 1, 0, "at least one competency")],
)
def test_a_goal_needs_words_a_day_and_a_competency(
    in_stage: Stage, text: str, days: int, count: int, words: str
) -> None:
    with pytest.raises(RefusedError, match=words):
        set_goal(
            text=text,
            due_on=timezone.localdate() + days * TOMORROW,
            competencies=in_stage.competencies[:count],
            by=in_stage.world.doctor,
        )


def test_an_open_goal_is_given_another_day_after_today_by_its_owner(in_stage: Stage) -> None:
    w, today = in_stage.world, timezone.localdate()
    goal = set_goal(text="Chair a meeting", due_on=today, competencies=in_stage.competencies[:1], by=w.doctor)

    with pytest.raises(RefusedError, match="a day after today"):
        change_goal_day(goal=goal, due_on=today, by=w.doctor)
    with pytest.raises(RefusedError, match="your own goals"):
        change_goal_day(goal=goal, due_on=today + TOMORROW, by=w.colleague)
    moved = change_goal_day(goal=goal, due_on=today + 30 * TOMORROW, by=w.doctor)
    meet_goal(goal=goal, by=w.doctor)
    with pytest.raises(RefusedError, match="This goal is met"):
        change_goal_day(goal=goal, due_on=today + TOMORROW, by=w.doctor)

    assert moved.due_on == DevelopmentGoal.objects.get().due_on == today + 30 * TOMORROW
    assert Event.objects.filter(action="developmentgoal.change_day", subject_id=goal.pk).count() == 1


def test_rounds_of_other_cohorts_are_their_own(in_stage: Stage) -> None:
    elsewhere = RoundFactory()

    with pytest.raises(RefusedError, match="with a place in this cohort"):
        begin_assessment(round=elsewhere, by=in_stage.world.doctor)
