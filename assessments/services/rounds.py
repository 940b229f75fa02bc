"""Plan, open and close the rounds of a cohort. Days are days in UK time, the closing day included."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from assessments import notifications
from assessments.models import Round
from assessments.states import ROUND, RoundKind, RoundState
from cohorts.models import Cohort
from cohorts.states import CohortState, PlaceState
from trusts.models import Person
from trusts.services.audit import record_event
from trusts.services.moves import move
from trusts.workflow import RefusedError


@transaction.atomic
def plan_round(*, cohort: Cohort, kind: str, opens_on: date, closes_on: date, by: Person | None) -> Round:
    """Say when a cohort will be asked for its baseline, midpoint or end assessments; each once."""
    label = RoundKind(kind).label
    _refuse_complete(Cohort.objects.select_for_update(no_key=True).get(pk=cohort.pk))
    if closes_on < opens_on:
        raise RefusedError("The closing day must not be before the opening day.")
    if Round.objects.filter(cohort=cohort, kind=kind).exists():
        raise RefusedError(f"This cohort already has its {label.lower()} round.")
    planned = Round.objects.create(cohort=cohort, kind=kind, opens_on=opens_on, closes_on=closes_on)
    record_event(action="round.plan", subject=planned, by=by, kind=kind)
    return planned


@transaction.atomic
def change_dates(*, round: Round, opens_on: date, closes_on: date, by: Person) -> Round:
    """Move a round's days; an open round keeps the day it opened on, a closed one stays closed."""
    fresh = Round.objects.select_for_update(of=("self",)).get(pk=round.pk)
    if fresh.state == RoundState.CLOSED:
        raise RefusedError("This round has closed. Its dates cannot change any more.")
    if fresh.state == RoundState.OPEN:
        opens_on = fresh.opens_on
    if closes_on < opens_on:
        raise RefusedError("The closing day must not be before the opening day.")
    fresh.opens_on, fresh.closes_on = opens_on, closes_on
    fresh.save(update_fields=["opens_on", "closes_on", "updated_at"])
    record_event(action="round.change_dates", subject=fresh, by=by, opens_on=str(opens_on), closes_on=str(closes_on))
    return fresh


@transaction.atomic
def open_round(*, round: Round, by: Person | None) -> Round:
    """Ask every participant for an assessment, and write to them."""
    _refuse_complete(round.cohort)
    opened = move(round, ROUND, "open", by=by)
    places = opened.cohort.taken_places.filter(state=PlaceState.ACTIVE).select_related("person")
    for place in places:
        notifications.round_opened(place.person, opened)
    return opened


@transaction.atomic
def close_round(*, round: Round, by: Person | None) -> Round:
    """Take no more assessments. From now on the round's numbers about the group are shown, and never change."""
    return move(round, ROUND, "close", by=by)


def refuse_while_open(cohort: Cohort, **_: Any) -> None:
    """A cohort is not complete while one of its rounds is open. Receives cohorts.signals.cohort_completing."""
    still = Round.objects.filter(cohort=cohort, state=RoundState.OPEN).first()
    if still is not None:
        raise RefusedError(f"The {still.get_kind_display().lower()} round is still open. Close it first.")


def turn_rounds() -> int:
    """Open the rounds whose first day has come and close those whose last day is over; returns how many turned."""
    today = timezone.localdate()
    due = Round.objects.filter(state=RoundState.PLANNED, opens_on__lte=today, closes_on__gte=today)
    opening = list(due.exclude(cohort__state=CohortState.COMPLETE))
    closing = list(Round.objects.filter(state=RoundState.OPEN, closes_on__lt=today))
    for one in opening:
        open_round(round=one, by=None)
    for over in closing:
        close_round(round=over, by=None)
    return len(opening) + len(closing)


def _refuse_complete(cohort: Cohort) -> None:
    if cohort.state == CohortState.COMPLETE:
        raise RefusedError("This cohort is complete, so it is asked for nothing more.")
