"""What a cohort's projects have changed, for pages, dashboards and reports, in constant queries."""

from collections import defaultdict
from dataclasses import dataclass

from cohorts.models import Cohort
from frameworks.models import Competency, StrategicObjective
from projects.models import ImprovementProject, Measure, PDSACycle, ProjectCompetency
from projects.selectors.charter import Tick, method_ticks
from projects.selectors.charts import MeasureChart, cycles_of, read_charts
from projects.spc import Variation
from projects.states import MeasureKind
from trusts.models import Person, TrustQuerySet

KEPT = "Improvement, kept: beyond chance by the limits before they were recalculated"


@dataclass(frozen=True)
class ProjectResult:
    """One project and what it has measured.

    Attributes:
        project: the row, with lead, sponsor, objective, cohort and approver loaded.
        state: its state in words: "Running".
        aim: one sentence; empty while none is written.
        outcome: the chart of the first outcome measure; None while there is none.
        charts: every measure's chart, in the order of the family: outcome, process, balancing.
        cycles: its tests of change, by number.
        competencies: those the project exercises, in the framework's order.
        method: four ticks: tested more than once, predicted first, began small, data over time.
    """

    project: ImprovementProject
    outcome: MeasureChart | None
    charts: tuple[MeasureChart, ...]
    cycles: tuple[PDSACycle, ...]
    competencies: tuple[Competency, ...]
    method: tuple[Tick, ...]

    @property
    def state(self) -> str:
        """Where the project stands, in words."""
        return str(self.project.get_state_display())

    @property
    def aim(self) -> str:
        """The aim as one sentence."""
        return self.project.aim

    @property
    def lead(self) -> Person:
        """The doctor who leads it."""
        return self.project.lead

    @property
    def objective(self) -> StrategicObjective | None:
        """The Trust's objective it serves."""
        return self.project.objective

    @property
    def sentence(self) -> str:
        """What the outcome's chart says in one sentence; says so when nothing is measured yet."""
        return self.outcome.sentence if self.outcome else "No outcome measure yet."

    @property
    def variation(self) -> Variation | None:
        """Of the outcome's last value; None while there are too few values."""
        return self.outcome.variation if self.outcome else None

    @property
    def variation_words(self) -> str:
        """The variation in words."""
        return self.outcome.variation_words if self.outcome else "Not measured yet"

    @property
    def verdict_words(self) -> str:
        """What a list says of the project in a few words, as it is counted: see `is_improvement`. A run chart that
        shows a change says that it is not counted yet."""
        if self.kept_improvement:
            return KEPT
        is_waiting = self.variation is None and self.outcome is not None and self.outcome.has_run_signal
        return f"{self.variation_words}, and not counted until then" if is_waiting else self.variation_words

    @property
    def before_after(self) -> tuple[str, ...]:
        """How much the outcome changed, or why that cannot be said yet; empty while nothing is measured."""
        return self.outcome.before_after if self.outcome else ()

    @property
    def sizes(self) -> tuple[str, ...]:
        """The same for lists, without the dates and counts of the values compared."""
        return self.outcome.sizes if self.outcome else ()

    @property
    def from_to(self) -> str:
        """The latest change as short as can be: "14.1 → 9.2 days"; empty where nothing can be compared."""
        return self.outcome.from_to if self.outcome else ""

    @property
    def kept_improvement(self) -> str:
        """A sentence when a recalculation makes a success look like chance; otherwise empty."""
        return self.outcome.kept_improvement if self.outcome else ""

    @property
    def is_improvement(self) -> bool:
        """Whether the outcome shows improvement beyond chance, now or by its phases."""
        return self.outcome is not None and self.outcome.is_improvement

    @property
    def method_score(self) -> int:
        """How many of the four habits the project keeps."""
        return sum(tick.done for tick in self.method)


@dataclass(frozen=True)
class ObjectiveProjects:
    """An objective of the Trust and the projects that serve it; `objective` None for projects that name none."""

    objective: StrategicObjective | None
    results: tuple[ProjectResult, ...]

    @property
    def is_untouched(self) -> bool:
        """Whether no project serves it."""
        return not self.results


def project_results(cohort: Cohort) -> tuple[ProjectResult, ...]:
    """Every project of a cohort by title, stopped ones too, in six queries however many there are."""
    return results_of(ImprovementProject.objects.filter(cohort=cohort))


def results_of(projects: TrustQuerySet) -> tuple[ProjectResult, ...]:
    """These projects, by title, in six queries."""
    rows = list(
        projects.select_related("lead", "sponsor", "objective", "cohort", "approved_by").order_by("title", "pk")
    )  # type: ignore[attr-defined]
    measures = sorted(Measure.objects.filter(project__in=rows), key=_family)
    cycles = cycles_of(row.pk for row in rows)
    charts = defaultdict(list)
    for chart in read_charts(measures, cycles).values():
        charts[chart.measure.project_id].append(chart)
    competencies = defaultdict(list)
    links = ProjectCompetency.objects.filter(project__in=rows).select_related("competency")
    for link in links.order_by("competency__position"):
        competencies[link.project_id].append(link.competency)
    return tuple(_result(row, charts[row.pk], cycles[row.pk], competencies[row.pk]) for row in rows)


def _family(measure: Measure) -> tuple[int, int]:
    """Outcome, process, balancing; within each, as they were added."""
    return MeasureKind.values.index(measure.kind), measure.position


def _result(
    project: ImprovementProject,
    charts: list[MeasureChart],
    cycles: list[PDSACycle],
    competencies: list[Competency],
) -> ProjectResult:
    outcome = next((chart for chart in charts if chart.measure.kind == MeasureKind.OUTCOME), None)
    points = {chart.measure.pk: chart.points for chart in charts}
    method = method_ticks(cycles, [chart.measure for chart in charts], points)
    return ProjectResult(project, outcome, tuple(charts), tuple(cycles), tuple(competencies), method)


def projects_by_objective(cohort: Cohort) -> tuple[ObjectiveProjects, ...]:
    """Every objective of the Trust in its order with the cohort's projects that serve it, untouched ones included.

    Projects that name no objective come last under None, when there are any. Seven queries.
    """
    serving = defaultdict(list)
    for result in project_results(cohort):
        serving[result.project.objective_id].append(result)
    groups = tuple(ObjectiveProjects(each, tuple(serving[each.pk])) for each in StrategicObjective.objects.all())
    astray = tuple(serving[None])
    return (*groups, ObjectiveProjects(None, astray)) if astray else groups
