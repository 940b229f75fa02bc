"""Turn a gap into a dated goal, and say what became of it."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone

from assessments.models import DevelopmentGoal, GoalCompetency
from assessments.states import GOAL, GoalState
from frameworks.models import Competency
from trusts.models import Person
from trusts.services.audit import record_event
from trusts.services.moves import move
from trusts.workflow import RefusedError


@transaction.atomic
def set_goal(*, text: str, due_on: date, competencies: Sequence[Competency], by: Person) -> DevelopmentGoal:
    """Write down what one means to do, by when, for which competencies (at least one)."""
    if not text.strip():
        raise RefusedError("Say what you will do.")
    if not competencies:
        raise RefusedError("Choose at least one competency this goal develops.")
    if due_on < timezone.localdate():
        raise RefusedError("Choose a day that is not in the past.")
    goal = DevelopmentGoal.objects.create(person=by, text=text, due_on=due_on)
    GoalCompetency.objects.bulk_create(
        GoalCompetency(trust_id=goal.trust_id, goal=goal, competency=competency)
        for competency in dict.fromkeys(competencies)
    )
    record_event(action="developmentgoal.set", subject=goal, by=by)
    return goal


@transaction.atomic
def change_goal_day(*, goal: DevelopmentGoal, due_on: date, by: Person) -> DevelopmentGoal:
    """Give one's open goal another day, after today."""
    fresh = DevelopmentGoal.objects.select_for_update(of=("self",)).get(pk=goal.pk)
    _refuse_unless_own(fresh, by)
    if fresh.state != GoalState.OPEN:
        raise RefusedError(f"This goal is {fresh.get_state_display().lower()}. Take it up again to change its day.")
    if due_on <= timezone.localdate():
        raise RefusedError("Choose a day after today.")
    fresh.due_on = due_on
    fresh.save(update_fields=["due_on", "updated_at"])
    record_event(action="developmentgoal.change_day", subject=fresh, by=by)
    return fresh


def meet_goal(*, goal: DevelopmentGoal, by: Person) -> DevelopmentGoal:
    """Say that it is done."""
    return _move(goal, "meet", by)


def drop_goal(*, goal: DevelopmentGoal, by: Person) -> DevelopmentGoal:
    """Let it go; it stays in the list of what was dropped."""
    return _move(goal, "drop", by)


def reopen_goal(*, goal: DevelopmentGoal, by: Person) -> DevelopmentGoal:
    """Take it up again."""
    return _move(goal, "reopen", by)


def _move(goal: DevelopmentGoal, name: str, by: Person) -> DevelopmentGoal:
    _refuse_unless_own(goal, by)
    return move(goal, GOAL, name, by=by)


def _refuse_unless_own(goal: DevelopmentGoal, by: Person) -> None:
    if goal.person_id != by.pk:
        raise RefusedError("You can change your own goals only.")
