"""What rounds, goals and requests to reopen ask of people, in constant queries however many people."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from uuid import UUID

from django.utils import timezone

from assessments import notices
from assessments.models import Assessment, DevelopmentGoal, Reopening, Round
from assessments.states import AssessmentState, GoalState, Perspective, RoundState
from cohorts.models import Place
from cohorts.states import CohortState, PlaceState
from trusts.duties import Duty, Held, with_role
from trusts.states import Role

SOON = timedelta(days=30)


def duties(held: Held) -> Iterator[Duty]:
    """Duties of these people, in no order."""
    if doctors := with_role(held, Role.DOCTOR):
        yield from _assessing(doctors)
        yield from _developing(doctors)
    if directors := with_role(held, Role.PROGRAMME_DIRECTOR):
        yield from _opening(directors)
        yield from _answering(directors)


def _assessing(doctors: list[UUID]) -> Iterator[Duty]:
    seats = Place.objects.filter(person_id__in=doctors, state=PlaceState.ACTIVE).values_list("person_id", "cohort_id")
    people: dict[UUID, list[UUID]] = {}
    for person, cohort in seats:
        people.setdefault(cohort, []).append(person)
    rounds = list(Round.objects.filter(state=RoundState.OPEN, cohort_id__in=people).select_related("cohort"))
    own = Assessment.objects.filter(round__in=rounds, subject_id__in=doctors, perspective=Perspective.SELF)
    begun = {(subject, row): state for subject, row, state in own.values_list("subject_id", "round_id", "state")}
    for row in rounds:
        for person in people[row.cohort_id]:
            state = begun.get((person, row.pk))
            if state in (None, AssessmentState.DRAFT):
                yield _round(person, row, "Finish" if state else "Begin")


def _round(person: UUID, row: Round, verb: str) -> Duty:
    kind = row.get_kind_display().lower()
    return Duty(
        person_id=person,
        key=f"round:{row.pk}",
        words=f"{verb} your {kind} self-assessment",
        title="A self-assessment to submit",
        name="assessments:my_assessment_list",
        due=row.closes_on,
        since=timezone.make_aware(datetime.combine(row.opens_on, time.min)),
        reminder=notices.ROUND_CLOSING,
        told={"round": kind, "cohort": row.cohort.name},
    )


def _developing(doctors: list[UUID]) -> Iterator[Duty]:
    for goal in DevelopmentGoal.objects.filter(person_id__in=doctors, state=GoalState.OPEN):
        yield Duty(
            person_id=goal.person_id,
            key=f"goal:{goal.pk}",
            words=f"Reach your goal: {goal.text}",
            title="A development goal is due",
            name="assessments:my_goal_list",
            due=goal.due_on,
            since=goal.created_at,
            reminder=notices.GOAL_DUE,
            is_own=True,
        )


def _opening(directors: list[UUID]) -> Iterator[Duty]:
    planned = Round.objects.filter(state=RoundState.PLANNED, opens_on__lte=timezone.localdate() + SOON)
    for row in planned.exclude(cohort__state=CohortState.COMPLETE).select_related("cohort"):
        for director in directors:
            yield Duty(
                person_id=director,
                key=f"opening:{row.pk}",
                words=f"Open the {row.get_kind_display().lower()} of {row.cohort}",
                title="A round to open",
                name="assessments:round_list",
                args=(row.cohort_id,),
                due=row.opens_on,
            )


def _answering(directors: list[UUID]) -> Iterator[Duty]:
    for assessment in Reopening.objects.filter(answered_at=None).values_list("assessment_id", flat=True):
        for director in directors:
            yield Duty(
                person_id=director,
                key=f"reopening:{assessment}",
                words="Answer a request to reopen a self-assessment",
                title="A request to answer",
                name="assessments:assessment_reopen",
                args=(assessment,),
            )
