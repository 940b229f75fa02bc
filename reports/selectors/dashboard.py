"""What a Medical Director sees of a cohort, in one read: the sentence first, then figures, heat map, golden thread."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q
from django.utils import timezone

from assessments.selectors import HeatMap, NamedGrid, RoundProgress, heat_map, named_grid
from charts.funnel import Funnel
from charts.funnel import Stage as FunnelStage
from cohorts.models import Application, Cohort, Place
from cohorts.states import ApplicationState, CohortState, OfferState, PlaceState
from projects.selectors import ObjectiveProjects, ProjectResult, projects_by_objective
from projects.states import ProjectState
from reports.selectors.heat import HeatTable, counted, heat_table
from reports.selectors.multiples import Multiples, multiples
from reports.selectors.succession import Succession, succession, targets_by_post
from reports.wording import count, listed, share

STALLED_AFTER = timedelta(days=30)


@dataclass(frozen=True)
class Figure:
    """One number with its denominator, as '7 of 11'; `of` None where a whole has no meaning, `value` None where there
    is nothing to count and the label says so."""

    label: str
    value: int | None = None
    of: int | None = None


@dataclass(frozen=True)
class Risk:
    """What may go wrong, and why we think so."""

    what: str
    reason: str


@dataclass(frozen=True)
class Deadline:
    """Something with a day."""

    on: date
    words: str


@dataclass(frozen=True)
class Dashboard:
    """One cohort, as its Medical Director sees it. Every group number has passed the suppression engine."""

    cohort: Cohort
    places: int
    sentence: str
    figures: tuple[Figure, ...]
    funnel: Funnel
    heat: HeatMap
    counted: str
    table: HeatTable
    multiples: Multiples
    grid: NamedGrid
    thread: tuple[ObjectiveProjects, ...]
    succession: Succession
    risks: tuple[Risk, ...]
    dates: tuple[Deadline, ...]

    @property
    def is_complete(self) -> bool:
        """Whether the cohort is over: nothing more is asked of it."""
        return self.cohort.state == CohortState.COMPLETE

    @property
    def led_nothing(self) -> bool:
        """Over, without a project."""
        return self.is_complete and not any(group.results for group in self.thread)


def dashboard(cohort: Cohort, post: str | None = None) -> Dashboard:
    """Everything the page shows, against the targets of a post, in a fixed number of queries."""
    heat = heat_map(cohort)
    rounds = heat.rounds
    targets = targets_by_post(heat.outline.version_id)
    grid = named_grid(cohort, shape=heat.outline)
    thread = projects_by_objective(cohort)
    results = tuple(result for group in thread for result in group.results)
    taken = rounds[0].places if rounds else _places_taken(cohort)
    return Dashboard(
        cohort=cohort,
        places=taken,
        sentence=cohort_sentence(rounds, thread, results),
        figures=_figures(cohort, taken, rounds, thread, results),
        funnel=application_funnel(cohort),
        heat=heat,
        counted=counted(heat),
        table=heat_table(heat),
        multiples=multiples(heat, targets, post),
        grid=grid,
        thread=thread,
        succession=succession(grid, targets),
        risks=_risks(cohort, rounds, thread, results),
        dates=_dates(cohort, rounds),
    )


def _places_taken(cohort: Cohort) -> int:
    """As every round counts them."""
    return Place.objects.filter(cohort=cohort).exclude(state=PlaceState.WITHDRAWN).count()


def latest_round(rounds: Sequence[RoundProgress]) -> RoundProgress | None:
    """The round to speak of: the last in which somebody has submitted, else the last that has opened."""
    begun = [row for row in rounds if row.state != "planned"]
    return next((row for row in reversed(begun) if row.submitted), begun[-1] if begun else None)


def improved(results: Sequence[ProjectResult]) -> int:
    """How many projects show improvement beyond chance."""
    return sum(result.is_improvement for result in results)


def begun(results: Sequence[ProjectResult]) -> list[ProjectResult]:
    """Without those that are ideas still, which can have improved nothing."""
    return [result for result in results if result.project.state != ProjectState.IDEA]


def untouched(thread: Sequence[ObjectiveProjects]) -> tuple[str, ...]:
    """Names of the objectives that no project serves."""
    return tuple(group.objective.name for group in thread if group.objective and group.is_untouched)


def cohort_sentence(
    rounds: Sequence[RoundProgress], thread: Sequence[ObjectiveProjects], results: Sequence[ProjectResult]
) -> str:
    """What a person would say of the cohort in one breath, made from the facts alone."""
    results, ideas = begun(results), len(results) - len(begun(results))
    parts = []
    latest = latest_round(rounds)
    if latest is not None and latest.places:
        doctors, are_many = share(latest.submitted, latest.places, "doctor")
        until = "" if latest.is_closed else f", which is open until {latest.closes_on:%-d %B %Y}"
        parts.append(f"{doctors} {'have' if are_many else 'has'} finished the {latest.label.lower()} assessment{until}")
    missing = untouched(thread)
    if results and missing:
        verb = "are the objectives" if len(missing) > 1 else "is the objective"
        parts.append(f"{listed(missing)} {verb} with no project")
    if results:
        projects, are_many = share(improved(results), len(results), "project")
        parts.append(f"{projects} {'show' if are_many else 'shows'} improvement beyond chance{_left_out(ideas)}")
    if not parts:
        return "The cohort has not begun: no round has opened and no project has begun."
    words = "; ".join(parts)
    return f"{words[0].upper()}{words[1:]}."


def _left_out(ideas: int) -> str:
    """Why a table may hold more projects than are counted."""
    return f" ({count(ideas, 'idea').lower()} not counted)" if ideas else ""


def _figures(
    cohort: Cohort,
    taken: int,
    rounds: Sequence[RoundProgress],
    thread: Sequence[ObjectiveProjects],
    results: Sequence[ProjectResult],
) -> tuple[Figure, ...]:
    latest = latest_round(rounds)
    results, ideas = begun(results), len(results) - len(begun(results))
    return (
        Figure("places taken", taken, cohort.places),
        _finished(latest) if latest else Figure("No round has opened"),
        Figure(f"projects improving beyond chance{_left_out(ideas)}", improved(results), len(results))
        if results
        else Figure(f"No project has begun{_left_out(ideas)}"),
        _served([group for group in thread if group.objective]),
    )


def _finished(latest: RoundProgress) -> Figure:
    label = latest.label.lower()
    if not latest.places:
        return Figure(f"Nobody was asked for the {label} assessment")
    return Figure(f"submitted the {label} assessment", latest.submitted, latest.places)


def _served(objectives: Sequence[ObjectiveProjects]) -> Figure:
    served = sum(not group.is_untouched for group in objectives)
    if served:
        return Figure("objectives with a project", served, len(objectives))
    return Figure("No objective has a project" if objectives else "No objective is written yet")


def application_funnel(cohort: Cohort) -> Funnel:
    """How many applications reached each stage; withdrawn ones count as far as they came."""
    offered = (ApplicationState.OFFERED, ApplicationState.ACCEPTED)
    took = Q(state=ApplicationState.ACCEPTED) | Q(offers__state=OfferState.ACCEPTED)
    counts = Application.objects.filter(cohort=cohort).aggregate(
        begun=Count("pk"),
        submitted=Count("pk", filter=Q(submitted_at__isnull=False)),
        offered=Count("pk", filter=Q(state__in=offered) | Q(offers__isnull=False), distinct=True),
        accepted=Count("pk", filter=took, distinct=True),
    )
    names = {"begun": "Begun", "submitted": "Submitted", "offered": "Offered a place", "accepted": "Place accepted"}
    stages = tuple(FunnelStage(name, counts[key]) for key, name in names.items())
    words = ", ".join(f"{stage.name.lower()} {stage.count}" for stage in stages)
    return Funnel(f"funnel-{cohort.pk.hex[-8:]}", "Applications by stage", words, stages)


def _risks(
    cohort: Cohort,
    rounds: Sequence[RoundProgress],
    thread: Sequence[ObjectiveProjects],
    results: Sequence[ProjectResult],
) -> tuple[Risk, ...]:
    found = []
    today = timezone.localdate()
    for row in rounds:
        missing = row.places - row.submitted
        if row.state == "open" and missing and row.closes_on - today <= timedelta(days=14):
            reason = f"It closes on {row.closes_on:%-d %B %Y}."
            words = f"{missing} of {row.places} have not finished the {row.label.lower()} assessment"
            found.append(Risk(words, reason))
    quiet = [result.project.title for result in results if _is_quiet(result, today)]
    if quiet:
        running = sum(result.project.state == ProjectState.RUNNING for result in results)
        words = f"{len(quiet)} of {running} running projects have no value from the last {STALLED_AFTER.days} days"
        found.append(Risk(words, f"They are: {'; '.join(quiet)}."))
    if results and cohort.state != CohortState.COMPLETE:
        found += [
            Risk(f"No project serves {name}", "Nothing that this cohort does reaches it yet.")
            for name in untouched(thread)
        ]
    return tuple(found)


def _is_quiet(result: ProjectResult, today: date) -> bool:
    """Running, and nothing measured for a month."""
    if result.project.state != ProjectState.RUNNING:
        return False
    measured = result.outcome.measurements if result.outcome else ()
    return not measured or today - measured[-1].measured_on > STALLED_AFTER


def _dates(cohort: Cohort, rounds: Sequence[RoundProgress]) -> tuple[Deadline, ...]:
    days = [
        (timezone.localdate(cohort.applications_close_at), "Applications close"),
        (cohort.decisions_on, "Decisions are announced"),
        (cohort.starts_on, "The cohort starts"),
        *((row.opens_on, f"The {row.label.lower()} assessment opens") for row in rounds),
        *((row.closes_on, f"The {row.label.lower()} assessment closes") for row in rounds),
        (cohort.ends_on, "The cohort ends"),
    ]
    today = timezone.localdate()
    return tuple(Deadline(on, words) for on, words in sorted(days) if on >= today)[:5]
