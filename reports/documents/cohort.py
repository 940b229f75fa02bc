"""The cohort report, for the Medical Director and the board. Its numbers are those of the dashboard, so they agree."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from assessments.selectors import RoundProgress, progress
from charts import funnel
from charts import trend as trend_chart
from charts.svg import Svg
from cohorts.models import Cohort
from projects.selectors import ProjectResult
from reports.documents.asks import Ask, asks
from reports.documents.parts import (
    BenchmarkPart,
    Cover,
    ProjectPart,
    accent_of,
    arrowless,
    benchmark_part,
    period,
    project_part,
    small_groups,
)
from reports.selectors.dashboard import Dashboard, dashboard
from reports.selectors.trend import TrendBoard, trend_board

SECTIONS = (
    ("board", "For the board"),
    ("change", "Change by domain"),
    ("thread", "From objective to measured change"),
    ("projects", "The projects"),
    ("beside", "This cohort beside the Trust's earlier ones"),
    ("methods", "How the numbers are made"),
    ("tables", "Appendix: tables"),
)

GAINS = 7  # on the board's page, which is to stay one


@dataclass(frozen=True)
class BesidePart:
    """The Trust's trend as far as this cohort, with its picture."""

    board: TrendBoard
    picture: Svg


@dataclass(frozen=True)
class Gain:
    """What a project improved beyond chance: what is counted, from where to where it went, and whether the limits
    still count the time before."""

    counted: str
    size: str
    is_provisional: bool


@dataclass(frozen=True)
class CohortReport:
    """Everything the pages hold. `beside` is None unless numbers of an earlier cohort are shown too; of `gains` there
    are no more than the board's page has room for, and `more_gains` counts the others."""

    cover: Cover
    board: Dashboard
    picture: Svg
    picture_words: str
    gains: tuple[Gain, ...]
    more_gains: int
    asks: tuple[Ask, ...]
    benchmark: BenchmarkPart
    projects: tuple[ProjectPart, ...]
    beside: BesidePart | None
    rounds: tuple[RoundProgress, ...]


def cohort_report(cohort: Cohort, as_at: datetime) -> CohortReport:
    """The report of one cohort (with programme, university, Trust and framework version loaded), as things stand."""
    board = dashboard(cohort)
    benchmark = benchmark_part(board.heat)
    results = tuple(result for group in board.thread for result in group.results)
    picture, words = _picture(board, benchmark)
    beside = _beside(cohort)
    gains = tuple(_gain(result) for result in results if result.is_improvement)
    return CohortReport(
        cover=_cover(cohort, board, as_at, without=_without(board, beside)),
        board=board,
        picture=picture,
        picture_words=words,
        gains=gains[:GAINS],
        more_gains=len(gains[GAINS:]),
        asks=asks(board, timezone.localdate(as_at)),
        benchmark=benchmark,
        projects=tuple(project_part(result, named=True, full=True) for result in results),
        beside=beside,
        rounds=progress(cohort),
    )


def _gain(result: ProjectResult) -> Gain:
    counted = result.outcome.measure.name if result.outcome else ""
    provisional = bool(result.from_to) and not result.kept_improvement
    return Gain(counted, arrowless(result.from_to) or "Too few values to compare", provisional)


def _picture(board: Dashboard, benchmark: BenchmarkPart) -> tuple[Svg, str]:
    """Where the doctors stand once a round has closed; until then, how many applied."""
    if benchmark.overview is None:
        words = "Applications by stage. Where the doctors stand follows when a round has closed."
        return funnel.draw(board.funnel), words
    words = "How many doctors stand at each level, each at the mean of their own levels in the domain."
    return benchmark.overview, f"{words} {benchmark.counted} Source: self-assessments of closed rounds."


def _beside(cohort: Cohort) -> BesidePart | None:
    """Only where numbers of this cohort stand beside another's: alone they stand in the report already."""
    found = trend_board(cohort)
    if found.chart is None or cohort.pk not in found.shown or len(found.shown) < 2:
        return None
    return BesidePart(found, trend_chart.draw(found.chart))


def _without(board: Dashboard, beside: BesidePart | None) -> set[str]:
    """The sections that this report leaves out."""
    return ({"projects"} if board.led_nothing else set()) | ({"beside"} if beside is None else set())


def _cover(cohort: Cohort, board: Dashboard, as_at: datetime, *, without: set[str]) -> Cover:
    programme, trust = cohort.programme, cohort.trust
    facts = [
        ("University", programme.university.name if programme.university else "None: the Trust runs it alone"),
        ("Award", programme.award),
        ("Cohort", f"{cohort.name}, {period(cohort)}"),
        ("Doctors", f"{board.places} of {cohort.places} places taken"),
        ("Framework", str(cohort.framework_version)),
        ("Prepared for", "The Medical Director and the board"),
    ]
    return Cover(
        organisation=trust.name,
        title="Cohort report",
        subject=f"{programme.name}, {cohort.name}",
        facts=tuple((label, words) for label, words in facts if words),
        sections=tuple(section for section in SECTIONS if section[0] not in without),
        as_at=as_at,
        accent=accent_of(trust.accent_colour),
        rule=small_groups(trust.min_group_size),
    )
