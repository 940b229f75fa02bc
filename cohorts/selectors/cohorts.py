"""How cohorts stand: dates, places taken, applications by state."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from cohorts.models import Application, Cohort, Place
from cohorts.models.cohort import CohortQuerySet
from cohorts.states import ApplicationState, CohortState, PlaceState

DAYS_TO_APPLY = 14
DAYS_TO_READ = 14


@dataclass(frozen=True)
class Milestone:
    """One date of a cohort's timeline, and whether it has passed."""

    words: str
    when: datetime | date
    is_past: bool


@dataclass(frozen=True)
class StateCount:
    """How many applications stand in one state."""

    words: str
    count: int


@dataclass(frozen=True)
class CohortOverview:
    """How one cohort stands. Of drafts only the number is told, never who or what."""

    places: int
    places_taken: int
    counts: tuple[StateCount, ...]
    applications: int
    timeline: tuple[Milestone, ...]
    takes_applications: bool


def cohort_rows() -> CohortQuerySet:
    """Every cohort, newest first, with `programme`, `seats_taken` and `handed_in` (applications)."""
    seats = Place.objects.filter(cohort=OuterRef("pk")).exclude(state=PlaceState.WITHDRAWN).order_by()
    handed_in = Application.objects.filter(cohort=OuterRef("pk")).exclude(submitted_at=None).order_by()
    rows: CohortQuerySet = Cohort.objects.newest_first().select_related("programme")
    return rows.annotate(seats_taken=_count_of(seats), handed_in=_count_of(handed_in))


def _count_of(rows: Any) -> Coalesce:
    return Coalesce(Subquery(rows.values("cohort").annotate(n=Count("pk")).values("n")), 0)


def cohort_overview(cohort: Cohort) -> CohortOverview:
    """How one cohort stands; two queries."""
    held = {row["state"]: row["n"] for row in cohort.applications.order_by().values("state").annotate(n=Count("pk"))}
    taken = cohort.taken_places.aggregate(n=Count("pk", filter=~Q(state=PlaceState.WITHDRAWN)))["n"]
    return CohortOverview(
        places=cohort.places,
        places_taken=taken,
        counts=tuple(StateCount(state.label, held.get(state, 0)) for state in ApplicationState),
        applications=sum(held.values()),
        timeline=timeline(cohort),
        takes_applications=cohort.takes_applications(timezone.now()),
    )


def timeline(cohort: Cohort) -> tuple[Milestone, ...]:
    """A cohort's dates in order."""
    now, today = timezone.now(), timezone.localdate()
    return (
        Milestone("Applications open", cohort.applications_open_at, cohort.applications_open_at <= now),
        Milestone("Applications close", cohort.applications_close_at, cohort.applications_close_at < now),
        Milestone("Decisions are due", cohort.decisions_on, cohort.decisions_on < today),
        Milestone("The programme starts", cohort.starts_on, cohort.starts_on < today),
        Milestone("The programme ends", cohort.ends_on, cohort.ends_on < today),
    )


def date_warnings(cohort: Cohort, now: datetime) -> list[str]:
    """What is unusual about the dates of a cohort that still takes or will take applications, in sentences: doctors
    have little time to apply, reviewers to read, or whoever is chosen to arrange it. None of it is forbidden.

    The time to apply of a cohort that is not open yet is counted from `now`, where that is the later.
    """
    if now > cohort.applications_close_at:
        return []
    opens = cohort.applications_open_at
    opens = max(opens, now) if cohort.state == CohortState.PLANNED else opens
    closes_on = timezone.localdate(cohort.applications_close_at)
    applying = (closes_on - timezone.localdate(opens)).days
    reading, arranging = (cohort.decisions_on - closes_on).days, (cohort.starts_on - cohort.decisions_on).days
    found = (
        (applying < DAYS_TO_APPLY, f"Doctors have {_days(applying)} to apply. Allow at least {DAYS_TO_APPLY} days."),
        (
            reading < DAYS_TO_READ,
            f"Reviewers have {_days(reading)} to read, between the day applications close and the day decisions are "
            f"due. Allow at least {DAYS_TO_READ} days.",
        ),
        (arranging <= 0, "Doctors hear no sooner than the day on which the programme starts."),
    )
    return [sentence for is_so, sentence in found if is_so]


def _days(count: int) -> str:
    return {0: "less than a day", 1: "1 day"}.get(count, f"{count} days")
