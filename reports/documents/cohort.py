"""The cohort report, for the Medical Director and the board. Its numbers are those of the dashboard, so they agree."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from assessments.selectors import RoundProgress, progress
from charts import funnel
from charts.svg import Svg
from cohorts.models import Cohort
from reports.documents.asks import Ask, asks
from reports.documents.parts import BenchmarkPart, Cover, ProjectPart, accent_of, benchmark_part, period, project_part
from reports.selectors.dashboard import Dashboard, dashboard
from reports.selectors.heat import counted

SECTIONS = (
    ("board", "For the board"),
    ("change", "Change by domain"),
    ("thread", "From objective to measured change"),
    ("projects", "The projects"),
    ("methods", "How the numbers are made"),
    ("tables", "Appendix: tables"),
)


@dataclass(frozen=True)
class CohortReport:
    """Everything the pages hold."""

    cover: Cover
    board: Dashboard
    picture: Svg
    picture_words: str
    asks: tuple[Ask, ...]
    benchmark: BenchmarkPart
    projects: tuple[ProjectPart, ...]
    rounds: tuple[RoundProgress, ...]


def cohort_report(cohort: Cohort, as_at: datetime) -> CohortReport:
    """The report of one cohort (with programme, university, Trust and framework version loaded), as things stand."""
    board = dashboard(cohort)
    benchmark = benchmark_part(board.heat)
    results = tuple(result for group in board.thread for result in group.results)
    picture, words = _picture(board, benchmark)
    return CohortReport(
        cover=_cover(cohort, board, as_at),
        board=board,
        picture=picture,
        picture_words=words,
        asks=asks(board, timezone.localdate(as_at)),
        benchmark=benchmark,
        projects=tuple(project_part(result, named=True, full=True) for result in results),
        rounds=progress(cohort),
    )


def _picture(board: Dashboard, benchmark: BenchmarkPart) -> tuple[Svg, str]:
    """Where the doctors stand once a round has closed; until then, how many applied."""
    if benchmark.overview is None:
        words = "Applications by stage. Where the doctors stand follows when a round has closed."
        return funnel.draw(board.funnel), words
    words = "How many doctors stand at each level, each at the mean of their own levels in the domain."
    return benchmark.overview, f"{words} {counted(board.heat)} Source: self-assessments of closed rounds."


def _cover(cohort: Cohort, board: Dashboard, as_at: datetime) -> Cover:
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
        sections=SECTIONS,
        as_at=as_at,
        accent=accent_of(trust.accent_colour),
    )
