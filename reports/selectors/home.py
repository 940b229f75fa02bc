"""A person's first page: what is next, and for a doctor the path, the projects, the benchmark and the goals."""

from dataclasses import dataclass

from django.utils import timezone

from assessments.selectors import GoalLine, Headway, goals_of, headway, own_submitted
from assessments.states import GoalState
from charts.path import Path, State, Step
from cohorts.models import Place
from cohorts.states import PlaceState
from projects.models import ImprovementProject
from projects.selectors import ProjectResult, results_of
from projects.states import ProjectState
from reports.selectors.duties import to_do
from trusts.duties import Duty
from trusts.models import Person
from trusts.states import Role


@dataclass(frozen=True)
class Home:
    """One person's first page."""

    tasks: tuple[Duty, ...]
    path: Path | None = None
    projects: tuple[ProjectResult, ...] = ()
    headway: Headway | None = None
    goals: tuple[GoalLine, ...] = ()

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
    place = _place(person)
    projects = results_of(ImprovementProject.objects.filter(lead=person))
    own = own_submitted(person, place.cohort_id) if place else []
    return Home(
        tasks,
        programme_path(person, place, {row.round.kind for row in own}, projects),
        projects,
        headway(own, person.job_title),
        goals_of(person, timezone.localdate(), [GoalState.OPEN]),
    )


def _place(person: Person) -> Place | None:
    places = Place.objects.filter(person=person, state=PlaceState.ACTIVE).select_related("cohort")
    return places.order_by("-cohort__starts_on").first()


def programme_path(person: Person, place: Place | None, done: set[str], projects: tuple[ProjectResult, ...]) -> Path:
    """How far a doctor is in the cohort of their place, who has handed in their own assessment in these rounds."""
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
