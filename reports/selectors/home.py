"""A person's first page: what is next, and for a doctor the path, the projects, the benchmark and the goals."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format

from assessments.models import Round
from assessments.selectors import GoalLine, Headway, goals_of, headway, own_submitted
from assessments.states import GoalState, RoundState
from charts.path import Path, State, Step
from cohorts.models import Place
from cohorts.selectors.applications import Standing, latest_standing
from cohorts.states import PlaceState
from projects.models import ImprovementProject
from projects.selectors import ProjectResult, results_of
from projects.states import ProjectState
from reports.selectors.duties import to_do
from trusts.duties import Duty
from trusts.models import Person
from trusts.states import Role

BEGUN = (ProjectState.RUNNING, ProjectState.PAUSED, ProjectState.APPROVED)
OVER = {ProjectState.STOPPED, ProjectState.COMPLETE, ProjectState.SUSTAINED}


@dataclass(frozen=True)
class Home:
    """One person's first page. Of a doctor without a place: the newest `application`, or the cohort whose place
    `ended`; there is no path once neither leads further."""

    tasks: tuple[Duty, ...]
    path: Path | None = None
    projects: tuple[ProjectResult, ...] = ()
    headway: Headway | None = None
    goals: tuple[GoalLine, ...] = ()
    application: Standing | None = None
    ended: str = ""
    has_place: bool = False

    @property
    def next(self) -> Duty | None:
        """The most urgent duty."""
        return self.tasks[0] if self.tasks else None


def home(person: Person, roles: frozenset[str]) -> Home:
    """What this person's roles in the Trust ask of them, most urgent first, in a fixed number of queries; and for a
    doctor the path and the projects."""
    tasks = tuple(to_do(person.pk, roles))
    if Role.DOCTOR not in roles:
        return Home(tasks)
    place, ended = _place(person)
    application = None if place or ended else latest_standing(person)
    is_over = bool(ended) or (application is not None and application.is_over)
    projects = results_of(ImprovementProject.objects.filter(lead=person))
    own = own_submitted(person, place.cohort_id) if place else []
    return Home(
        tasks,
        None if is_over else programme_path(person, place, {row.round.kind for row in own}, projects),
        projects,
        headway(own, person.job_title),
        goals_of(person, timezone.localdate(), [GoalState.OPEN]),
        application,
        ended,
        has_place=place is not None,
    )


def _place(person: Person) -> tuple[Place | None, str]:
    """The latest place; where only places that have ended are left, the latest one's cohort by name instead."""
    places = list(Place.objects.filter(person=person).select_related("cohort").order_by("-cohort__starts_on"))
    kept = next((place for place in places if place.state != PlaceState.WITHDRAWN), None)
    return kept, "" if kept or not places else places[0].cohort.name


def programme_path(person: Person, place: Place | None, done: set[str], projects: tuple[ProjectResult, ...]) -> Path:
    """How far a doctor is in the cohort of their place, who has handed in their own assessment in these rounds.

    An open round is now, and so is a project until it says that it is over. While there is neither, now is the first
    step that is neither done nor over. Once the place is complete, nothing is to come.
    """
    rounds = {row.kind: row for row in Round.objects.filter(cohort=place.cohort_id)} if place else {}
    steps: tuple[_Stop, ...] = (
        _Stop("Apply", place is not None),
        _Stop("Benchmark", "baseline" in done, rounds.get("baseline")),
        _project_stop({ProjectState(result.project.state) for result in projects}),
        _Stop("Midpoint", "midpoint" in done, rounds.get("midpoint")),
        _Stop("End", "end" in done, rounds.get("end")),
        _Stop("Award", place is not None and place.state == PlaceState.COMPLETE),
    )
    if place is not None and place.state == PlaceState.COMPLETE:
        steps = tuple(stop for stop in steps if stop.is_done or stop.is_missed or stop.is_open)
    left = [stop for stop in steps if not stop.is_done and not stop.is_missed]
    now = [stop for stop in left if stop.is_open] or left[:1]
    where = " and ".join(stop.name.lower() for stop in now) or "finished"
    words = f"{sum(stop.is_done for stop in steps)} of {len(steps)} steps done; now: {where}"
    drawn = tuple(stop.drawn(is_now=stop in now) for stop in steps)
    return Path(f"path-{person.pk.hex[-8:]}", "Your path through the programme", words, drawn)


@dataclass(frozen=True)
class _Stop:
    """A step of the path: whether it is done, and the round that asks for it, if one does."""

    name: str
    is_done: bool
    round: Round | None = None
    under_way: str = ""  # how a project that has begun and is not over stands, in its own word

    @property
    def is_open(self) -> bool:
        return bool(self.under_way) or (self.round is not None and self.round.state == RoundState.OPEN)

    @property
    def is_missed(self) -> bool:
        return self.round is not None and self.round.state == RoundState.CLOSED and not self.is_done

    def drawn(self, *, is_now: bool) -> Step:
        if self.is_done:
            return Step(self.name, State.DONE)
        if self.is_missed:
            return Step(self.name, State.MISSED, "not submitted")
        if is_now and self.round is not None and not self.is_open:
            return Step(self.name, State.CURRENT, f"opens {date_format(self.round.opens_on, 'j F Y')}")
        return Step(self.name, State.CURRENT if is_now else State.TO_COME, self.under_way)


def _project_stop(states: set[ProjectState]) -> _Stop:
    """The step of the doctor's projects, as they say themselves: done once one is over and none is under way."""
    begun = next((state for state in BEGUN if state in states), None)
    return _Stop("Project", begun is None and bool(states & OVER), under_way=begun.label.lower() if begun else "")
