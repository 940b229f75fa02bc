"""What the pages of a project show, in constant queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q

from cohorts.models import Cohort, Place
from cohorts.states import PlaceState
from projects.models import ImprovementProject, TeamMember
from projects.selectors.charter import Tick, smart_ticks
from projects.selectors.charts import MeasureChart
from projects.selectors.results import ObjectiveProjects, ProjectResult, results_of
from projects.states import ProjectState
from trusts.models import Membership, Person, TrustQuerySet
from trusts.states import Role


class Step(StrEnum):
    """What a project waits for next; one at a time."""

    CHARTER = "charter"
    ASK = "ask"
    APPROVAL = "approval"
    START = "start"
    MEASURE = "measure"
    RECORD = "record"
    RESUME = "resume"
    SUSTAIN = "sustain"
    NOTHING = "nothing"


@dataclass(frozen=True)
class ProjectPage:
    """Everything a project's page shows.

    Attributes:
        step: what its lead does next.
        smart: five ticks about the aim.
        team: colleagues credited.
        others: charts of the other measures.
    """

    result: ProjectResult
    step: Step
    smart: tuple[Tick, ...]
    team: tuple[TeamMember, ...]

    @property
    def others(self) -> tuple[MeasureChart, ...]:
        """Every measure but the one that stands first."""
        return tuple(chart for chart in self.result.charts if chart is not self.result.outcome)

    @property
    def unwritten(self) -> list[str]:
        """What the charter leaves open, in its own words: whoever approves is told."""
        project = self.result.project
        parts = {
            "The problem": project.problem,
            "The aim": project.aim,
            "What patients and carers said": project.patients_experience,
            "Who else has a stake": project.stakeholders,
            "Risks": project.risks,
            "Governance": project.is_governed,
            "An outcome measure": self.result.outcome,
        }
        return [words for words, said in parts.items() if not said]


@dataclass(frozen=True)
class MyProjects:
    """Projects a person leads and sponsors, and the cohorts in which they could propose one."""

    led: tuple[ProjectResult, ...]
    sponsored: tuple[ProjectResult, ...]
    may_propose_in: tuple[Cohort, ...]

    @property
    def only(self) -> ImprovementProject | None:
        """The one project, when there is no other to choose."""
        one = len(self.led) == 1 and not self.sponsored
        return self.led[0].project if one else None


def project_page(project: ImprovementProject) -> ProjectPage:
    """One project, in seven queries."""
    result = results_of(ImprovementProject.objects.filter(pk=project.pk))[0]
    points = result.outcome.points if result.outcome else None
    return ProjectPage(result, _step(result), smart_ticks(result.project, points), tuple(project.team.all()))


def _step(result: ProjectResult) -> Step:
    project = result.project
    if project.state == ProjectState.IDEA:
        if not (project.problem and project.aim and project.sponsor_id):
            return Step.CHARTER
        return Step.APPROVAL if project.approval_asked_at else Step.ASK
    if project.state == ProjectState.RUNNING:
        return Step.RECORD if result.outcome else Step.MEASURE
    steps = {
        ProjectState.APPROVED: Step.START,
        ProjectState.PAUSED: Step.RESUME,
        ProjectState.COMPLETE: Step.SUSTAIN,
    }
    return steps.get(ProjectState(project.state), Step.NOTHING)


def my_projects(person: Person) -> MyProjects:
    """What one person leads and sponsors."""
    led = ImprovementProject.objects.for_lead(person)
    sponsored = ImprovementProject.objects.for_sponsor(person)
    results = results_of(led | sponsored)
    return MyProjects(
        tuple(r for r in results if r.project.lead_id == person.pk),
        tuple(sorted((r for r in results if r.project.sponsor_id == person.pk), key=_asks_first)),
        tuple(cohorts_for(person)),
    )


def visible_projects(person: Person, *, sees_all: bool) -> TrustQuerySet:
    """Projects the person may look at: all for directors; else those they lead, sponsor or share a cohort with."""
    rows: TrustQuerySet = ImprovementProject.objects.select_related("lead", "sponsor", "cohort").order_by("title", "pk")
    if sees_all:
        return rows
    places = Place.objects.filter(person=person).exclude(state=PlaceState.WITHDRAWN)
    return rows.filter(Q(lead=person) | Q(sponsor=person) | Q(cohort__in=places.values("cohort_id")))


def _asks_first(result: ProjectResult) -> bool:
    """Projects that wait for their sponsor come before the rest."""
    return not (result.project.state == ProjectState.IDEA and result.project.approval_asked_at)


def cohorts_for(person: Person) -> TrustQuerySet:
    """Cohorts in which the person has an active place, newest first."""
    places = Place.objects.filter(person=person, state=PlaceState.ACTIVE)
    found: TrustQuerySet = (
        Cohort.objects.filter(pk__in=places.values("cohort_id")).select_related("programme").newest_first()
    )
    return found


def sponsors_for(project: ImprovementProject) -> TrustQuerySet:
    """Who may be chosen as sponsor: people with a role other than doctor, and whoever is chosen now."""
    senior = Membership.objects.filter(trust_id=project.trust_id, is_active=True).exclude(role=Role.DOCTOR)
    people = Person.objects.filter(user_id__in=senior.values("user_id")) | Person.objects.filter(pk=project.sponsor_id)
    found: TrustQuerySet = people.exclude(pk=project.lead_id).by_name()
    return found


def cohorts_with_projects() -> list[Cohort]:
    """Cohorts whose projects the staff may look at, newest first."""
    return list(
        Cohort.objects.filter(pk__in=ImprovementProject.objects.values("cohort_id"))
        .select_related("programme")
        .newest_first()
    )


def in_state(groups: Sequence[ObjectiveProjects], state: str) -> tuple[ObjectiveProjects, ...]:
    """The same objectives with only the projects in one state; all of them for ""."""
    if not state:
        return tuple(groups)
    return tuple(
        ObjectiveProjects(g.objective, tuple(r for r in g.results if r.project.state == state)) for g in groups
    )
