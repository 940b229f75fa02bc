"""The Trust's trend as a Medical Director takes it to the board: a sentence, a picture, and the numbers behind it.

Nothing is counted here but domains: every number about doctors is read off a cell that has passed the rule about small
groups.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from assessments.selectors import Trend, TrendCohort, TrendLine, TrendPoint, trend
from assessments.states import RoundKind
from assessments.statistics import Cell, Change, Distribution, Step, Suppressed
from charts import trend as drawing
from charts.table import Table
from cohorts.models import Cohort
from reports.selectors.heat import (
    CHANGE,
    change_texts,
    change_words,
    counted_at,
    left_out,
    most_counted,
    number,
    signed,
)
from reports.wording import count, listed, share

LATEST = 3  # cohorts that the sentence tells apart
NOT_YET, NEVER = "Not closed yet", "Not asked"


@dataclass(frozen=True, slots=True)
class TrendRow:
    """One cohort in one domain, in words: a text for each kind of round, and the change."""

    cohort: TrendCohort
    rounds: tuple[str, ...]
    change: str


@dataclass(frozen=True, slots=True)
class TrendSection:
    """One domain and its cohorts. `versions` is '' unless another line is of the same domain."""

    name: str
    versions: str
    rows: tuple[TrendRow, ...]


@dataclass(frozen=True, slots=True)
class TrendBoard:
    """The whole page. `chart` is None until a round has closed."""

    trend: Trend
    sentence: str
    chart: drawing.Trend | None
    rounds: tuple[str, ...]
    sections: tuple[TrendSection, ...]
    has_versions: bool

    @property
    def shown(self) -> tuple[UUID, ...]:
        """The cohorts of which a number is shown."""
        points = [point for line in self.trend.lines for point in line.points]
        seen = {point.cohort.id for point in points if any(isinstance(cell, Distribution) for cell in point.rounds)}
        return tuple(cohort.id for cohort in self.trend.begun if cohort.id in seen)

    @property
    def left_out(self) -> str:
        """Why fewer may be counted than submitted."""
        return left_out(self.trend.floor)

    def counted(self, cohort: TrendCohort) -> str:
        """How many of a cohort are in the picture."""
        points = [point for line in self.trend.lines for point in line.points if point.cohort == cohort]
        counts = [(kind, most_counted(cell for point in points if (cell := point.of(kind)))) for kind in cohort.kinds]
        shown = [(str(RoundKind(kind).label), most) for kind, most in counts if most]
        return counted_at(shown) if shown else "Too few doctors can be counted without giving somebody away."


def trend_board(last: Cohort | None = None) -> TrendBoard:
    """The whole Trust in context, or as far as this cohort, in the selector's statements."""
    found = trend(last)
    apart = _apart(found)
    return TrendBoard(
        trend=found,
        sentence=trend_sentence(found),
        chart=_chart(found, apart) if found.lines else None,
        rounds=tuple(RoundKind.labels),
        sections=tuple(_section(line, apart) for line in found.lines),
        has_versions=len({cohort.version for cohort in found.begun}) > 1,
    )


def trend_sentence(found: Trend) -> str:
    """What a person would say of it in one breath: of how many cohorts most domains moved up."""
    told = [(cohort, found.steps(cohort)) for cohort in found.begun if cohort.has_change]
    shown = [(cohort, steps) for cohort, steps in told if steps]
    if not found.begun:
        return "No cohort has closed a round yet, so there is no trend to tell."
    partly = {cohort: rounds for cohort, steps in told if not steps and (rounds := _rounds_shown(found, cohort))}
    if not shown:
        why = "none is large enough to show how far it moved" if told else "none has been asked a second time"
        words = [f"There is no trend to tell yet: of the cohorts that have begun, {why}."]
    else:
        words = [_alone(*shown[0]) if len(shown) == 1 else _together(shown)]
        if hidden := len(told) - len(shown) - len(partly):
            words.append(f"{count(hidden, 'more cohort')} too small to be shown.")
    return " ".join([*words, *(_partly(cohort, rounds) for cohort, rounds in partly.items())])


def _rounds_shown(found: Trend, cohort: TrendCohort) -> tuple[str, ...]:
    """The rounds of a cohort of which a number is shown, by name."""
    points = [point for line in found.lines for point in line.points if point.cohort == cohort]
    shown = (kind for kind in cohort.kinds if any(isinstance(point.of(kind), Distribution) for point in points))
    return tuple(str(RoundKind(kind).label).lower() for kind in shown)


def _partly(cohort: TrendCohort, rounds: tuple[str, ...]) -> str:
    """Of a cohort in the picture whose change is hidden; the table says at each number why."""
    if len(rounds) == 1:
        return f"Of {cohort.name} only the {rounds[0]} is shown, and so no change."
    return f"Of {cohort.name} the {listed(rounds)} are shown, but no change."


def _alone(cohort: TrendCohort, steps: tuple[Change, ...]) -> str:
    fell = sum(step.median < 0 for step in steps)
    return (
        f"Doctors of {cohort.name} came to place themselves higher than at their baseline in {_rose(steps)} of "
        f"{len(steps)} domains and lower in {fell or 'none'}. One cohort is no trend yet."
    )


def _together(shown: Sequence[tuple[TrendCohort, tuple[Change, ...]]]) -> str:
    cohorts, _ = share(sum(_rose(steps) * 2 > len(steps) for _, steps in shown), len(shown), "cohort")
    latest = [f"{cohort.name} in {_rose(steps)} of {len(steps)}" for cohort, steps in shown[-LATEST:]]
    lately = "the latest are " if len(shown) > LATEST else ""
    return (
        f"In {cohorts} doctors came to place themselves higher than at their baseline in most domains: "
        f"{lately}{listed(latest)}."
    )


def _rose(steps: tuple[Change, ...]) -> int:
    return sum(step.median > 0 for step in steps)


def _apart(found: Trend) -> frozenset[str]:
    """Codes of the domains that more than one line is about."""
    return frozenset(code for code, lines in Counter(line.code for line in found.lines).items() if lines > 1)


def _section(line: TrendLine, apart: frozenset[str]) -> TrendSection:
    rows = tuple(
        TrendRow(point.cohort, tuple(_words(point, kind) for kind in RoundKind.values), _change(point))
        for point in line.points
    )
    return TrendSection(line.name, listed(line.versions) if line.code in apart else "", rows)


def _words(point: TrendPoint, kind: str) -> str:
    cell = point.of(kind)
    if cell is None:
        return NOT_YET if kind in point.cohort.planned else NEVER
    return cell.words if isinstance(cell, Suppressed) else f"{number(cell.median, aligned=True)} ({cell.people} people)"


def _change(point: TrendPoint) -> str:
    return "No later round has closed" if point.change is None else change_words(point.change, aligned=True)


def _chart(found: Trend, apart: frozenset[str]) -> drawing.Trend:
    said = (
        "For each domain, the median of each cohort at its baseline and at the latest round that has closed, and below "
        "its name the median change: the middle of each doctor's own step, and not the difference of the two medians; "
        "and how many of those in both rounds rose."
    )
    panels = tuple(
        drawing.Panel(
            f"{line.name} ({listed(line.versions)})" if line.code in apart else line.name,
            line.levels,
            tuple(_mark(line, cohort) for cohort in found.begun),
        )
        for line in found.lines
    )
    names = tuple(cohort.name for cohort in found.begun)
    return drawing.Trend(
        "trend", "Cohort after cohort", f"{said} The same numbers are in the table below.", names, panels
    )


def _mark(line: TrendLine, cohort: TrendCohort) -> drawing.Mark | None:
    point = next((point for point in line.points if point.cohort == cohort), None)
    if point is None:
        return None
    then = point.of(RoundKind.BASELINE)
    latest = cohort.kinds[-1]
    now = point.of(latest) if latest != RoundKind.BASELINE else None
    rounds = dict.fromkeys((RoundKind.BASELINE, RoundKind(latest)))
    told = f"{cohort.name}: {', '.join(f'{kind.label.lower()} {_words(point, kind)}' for kind in rounds)}"
    if point.change is not None:
        told += f", median change {_change(point)}"
    is_hidden = any(isinstance(cell, Suppressed) for cell in (then, now))
    return drawing.Mark(told, _median(then), _median(now), is_hidden, _moved(point.change), _rose_of(point.change))


def _moved(change: Step | None) -> str:
    """The median change as short as it stands in the picture."""
    if change is None:
        return ""
    return "hidden" if isinstance(change, Suppressed) else signed(change.median, aligned=True)


def _rose_of(change: Step | None) -> str:
    return f"{change.ways[0]} of {change.people}" if isinstance(change, Change) and change.ways else ""


def _median(cell: Cell | None) -> float | None:
    return cell.median if isinstance(cell, Distribution) else None


def trend_table(found: Trend) -> Table:
    """The numbers of the page as headings and rows of text; a hidden one says why, in words."""
    rounds = [f"{label}: {column}" for label in RoundKind.labels for column in ("median", "people")]
    headers = (
        "Domain",
        "Name",
        "Cohort",
        "Programme",
        "Starts",
        "Framework",
        *rounds,
        *CHANGE,
    )
    return Table(headers, tuple(_texts(line, point) for line in found.lines for point in line.points))


def _texts(line: TrendLine, point: TrendPoint) -> tuple[str, ...]:
    cohort = point.cohort
    head = (line.code, line.name, cohort.name, cohort.programme, f"{cohort.starts_on:%Y-%m-%d}", cohort.version)
    rounds = [text for kind in RoundKind.values for text in _pair(point.of(kind))]
    return (*head, *rounds, *(("",) * len(CHANGE) if point.change is None else change_texts(point.change)))


def _pair(found: Cell | None) -> tuple[str, str]:
    """A median and its people; or the reason, or nothing."""
    if found is None:
        return "", ""
    return (found.words, "") if isinstance(found, Suppressed) else (number(found.median), str(found.people))
