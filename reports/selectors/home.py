"""What each person has to do next, by when: one list across every part of the journey."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Max, Q
from django.utils import timezone

from assessments.models import Assessment, DevelopmentGoal, Round
from assessments.states import AssessmentState, GoalState, Perspective, RoundState
from charts.path import Path, State, Step
from cohorts.models import Application, Cohort, Offer, Place, Review
from cohorts.states import ApplicationState, CohortState, OfferState, PlaceState, ReviewState
from frameworks.models import FrameworkVersion
from projects.models import ImprovementProject
from projects.selectors import ProjectResult, results_of
from projects.states import ProjectState
from trusts.models import Person, SharingAgreement
from trusts.states import Role

QUIET = timedelta(days=30)
SOON = timedelta(days=30)


@dataclass(frozen=True)
class Task:
    """One thing to do. `name` and `args` make its address; `due` is a date or an instant, None when there is none."""

    words: str
    name: str
    args: tuple[Any, ...] = ()
    due: date | datetime | None = None

    @property
    def due_on(self) -> date:
        """The day in UK time by which tasks are ordered; those without one come last."""
        if self.due is None:
            return date.max
        return timezone.localdate(self.due) if isinstance(self.due, datetime) else self.due


@dataclass(frozen=True)
class Home:
    """One person's first page."""

    tasks: tuple[Task, ...]
    path: Path | None = None
    projects: tuple[ProjectResult, ...] = ()
    goals: tuple[DevelopmentGoal, ...] = field(default=())

    @property
    def next(self) -> Task | None:
        """The most urgent task."""
        return self.tasks[0] if self.tasks else None


def home(person: Person, roles: frozenset[str]) -> Home:
    """What this person's roles in the Trust ask of them, most urgent first, in a fixed number of queries."""
    tasks: list[Task] = []
    path: Path | None = None
    projects: tuple[ProjectResult, ...] = ()
    goals: tuple[DevelopmentGoal, ...] = ()
    if Role.DOCTOR in roles:
        place = _place(person)
        projects = results_of(ImprovementProject.objects.filter(lead=person))
        asked = _rounds(person, place)
        tasks += [*_applying(person), *_assessing(asked), *_improving(place, projects)]
        path = _path(person, place, asked, projects)
        goals = tuple(DevelopmentGoal.objects.filter(person=person, state=GoalState.OPEN).order_by("due_on")[:5])
    if Role.REVIEWER in roles:
        tasks += _reviewing(person)
    if Role.PROGRAMME_DIRECTOR in roles:
        tasks += _directing()
    if Role.MEDICAL_DIRECTOR in roles:
        tasks += _approving_versions()
    if roles & {Role.MEDICAL_DIRECTOR, Role.PROGRAMME_DIRECTOR}:
        tasks += _approving_projects(Q())
    elif roles & {Role.LINE_MANAGER, Role.MENTOR}:
        tasks += _approving_projects(Q(sponsor=person))
    if Role.TRUST_ADMINISTRATOR in roles:
        tasks += _administering()
    return Home(tuple(sorted(tasks, key=lambda task: task.due_on)), path, projects, goals)


def _place(person: Person) -> Place | None:
    places = Place.objects.filter(person=person, state=PlaceState.ACTIVE).select_related("cohort")
    return places.order_by("-cohort__starts_on").first()


def _applying(person: Person) -> Iterator[Task]:
    now = timezone.now()
    mine = {a.cohort_id: a for a in Application.objects.filter(applicant=person).select_related("cohort")}
    open_now = Q(state=CohortState.OPEN, applications_open_at__lte=now, applications_close_at__gte=now)
    for cohort in Cohort.objects.filter(open_now):
        application = mine.get(cohort.pk)
        if application is None:
            words = f"Apply for {cohort.name}"
        elif application.state == ApplicationState.DRAFT:
            words = f"Finish your application for {cohort.name}"
        else:
            continue
        yield Task(words, "cohorts:my_application_list", (), cohort.applications_close_at)
    for offer in Offer.objects.filter(application__applicant=person, state=OfferState.OPEN, expires_at__gte=now):
        yield Task("Answer your offer of a place", "cohorts:my_application_list", (), offer.expires_at)


def _rounds(person: Person, place: Place | None) -> list[tuple[Round, Assessment | None]]:
    """Each round of the doctor's cohort with their own assessment in it, in time."""
    if place is None:
        return []
    mine = Assessment.objects.filter(subject=person, rater=person, perspective=Perspective.SELF)
    by_round = {assessment.round_id: assessment for assessment in mine.defer("levels", "importance", "then_levels")}
    return [(row, by_round.get(row.pk)) for row in Round.objects.filter(cohort_id=place.cohort_id)]


def _is_done(assessment: Assessment | None) -> bool:
    return assessment is not None and assessment.state != AssessmentState.DRAFT


def _assessing(asked: list[tuple[Round, Assessment | None]]) -> Iterator[Task]:
    for row, assessment in asked:
        if row.state == RoundState.OPEN and not _is_done(assessment):
            verb = "Finish" if assessment else "Begin"
            words = f"{verb} your {row.get_kind_display().lower()} self-assessment"
            yield Task(words, "assessments:my_assessment_list", (), row.closes_on)


def _improving(place: Place | None, projects: tuple[ProjectResult, ...]) -> Iterator[Task]:
    if place is not None and not projects:
        yield Task("Propose your improvement project", "projects:my_project_list")
    quiet = timezone.localdate() - QUIET
    for result in projects:
        measured = result.outcome.measurements if result.outcome else ()
        if result.project.state == ProjectState.RUNNING and (not measured or measured[-1].measured_on < quiet):
            words = f"Add the latest value to {result.project.title}"
            yield Task(words, "projects:project_detail", (result.project.pk,))


def _path(
    person: Person,
    place: Place | None,
    asked: list[tuple[Round, Assessment | None]],
    projects: tuple[ProjectResult, ...],
) -> Path:
    done = {row.kind for row, assessment in asked if _is_done(assessment)}
    finished = place is not None and place.state == PlaceState.COMPLETE
    steps = (
        ("Apply", place is not None),
        ("Benchmark", "baseline" in done),
        ("Project", any(result.project.state != ProjectState.IDEA for result in projects)),
        ("Midpoint", "midpoint" in done),
        ("End", "end" in done),
        ("Award", finished),
    )
    now = next((at for at, (_, is_done) in enumerate(steps) if not is_done), len(steps))
    drawn = tuple(
        Step(name, State.DONE if is_done else State.CURRENT if at == now else State.TO_COME)
        for at, (name, is_done) in enumerate(steps)
    )
    where = steps[now][0].lower() if now < len(steps) else "finished"
    words = f"{sum(is_done for _, is_done in steps)} of {len(steps)} steps done; now: {where}"
    return Path(f"path-{person.pk.hex[-8:]}", "Your path through the programme", words, drawn)


def _reviewing(person: Person) -> Iterator[Task]:
    open_states = (ReviewState.ASSIGNED, ReviewState.DRAFT)
    waiting = Review.objects.filter(reviewer=person, state__in=open_states)
    waiting = waiting.exclude(application__state=ApplicationState.WITHDRAWN)
    decisions = list(waiting.values_list("application__cohort__decisions_on", flat=True))
    if decisions:
        count = len(decisions)
        words = f"Review {count} application{'s' if count > 1 else ''}"
        yield Task(words, "cohorts:review_list", (), min(decisions))


def _directing() -> Iterator[Task]:
    awaiting = Application.objects.awaiting_decision().filter(state=ApplicationState.SUBMITTED)
    by_cohort = awaiting.values_list("cohort_id", "cohort__name", "cohort__decisions_on")
    counts: dict[Any, list[Any]] = {}
    for pk, name, due in by_cohort:
        counts.setdefault((pk, name, due), []).append(pk)
    for (pk, name, due), rows in counts.items():
        words = f"Decide {len(rows)} application{'s' if len(rows) > 1 else ''} for {name}"
        yield Task(words, "cohorts:board", (pk,), due)
    planned = Round.objects.filter(state=RoundState.PLANNED, opens_on__lte=timezone.localdate() + SOON)
    for row in planned.select_related("cohort"):
        yield Task(
            f"Open the {row.get_kind_display().lower()} of {row.cohort}", "cohorts:cohort_list", (), row.opens_on
        )


def _approving_versions() -> Iterator[Task]:
    asked = FrameworkVersion.objects.all().awaiting_approval().select_related("framework")
    for version in asked:
        yield Task(f"Read and approve {version}", "frameworks:version_detail", (version.pk,))


def _approving_projects(who: Q) -> Iterator[Task]:
    ideas = ImprovementProject.objects.filter(who, state=ProjectState.IDEA)
    for pk, title in ideas.values_list("pk", "title").order_by("title"):
        yield Task(f"Approve or return the project {title}", "projects:project_detail", (pk,))


def _administering() -> Iterator[Task]:
    today = timezone.localdate()
    ending = SharingAgreement.objects.in_force(today).filter(ends_on__lte=today + SOON)
    for name, ends_on in (
        ending.values("university__name").annotate(last=Max("ends_on")).values_list("university__name", "last")
    ):
        yield Task(f"The sharing agreement with {name} ends", "trusts:agreement_list", (), ends_on)
