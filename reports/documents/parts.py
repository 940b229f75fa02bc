"""What both reports are built from: the cover, the benchmark as pictures with words, a project as half a page."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import batched, chain
from math import ceil

from assessments.selectors import HeatMap, HeatRow
from assessments.statistics import Cell, Distribution, Suppressed
from charts import bars, process, style
from charts.bars import Bars, Shares
from charts.svg import Svg
from cohorts.models import Cohort
from projects.selectors import MeasureChart, ProjectResult
from projects.spc import Variation
from reports.documents.values import ValueTable, value_table
from reports.selectors.heat import HeatTable, counted, heat_table, number, signed, ways_words

HEX = re.compile(r"#[0-9a-f]{6}")
PLAIN_ACCENT = "#005eb8"
CONCERN = (Variation.CONCERN_HIGH, Variation.CONCERN_LOW)
OF_BOARD = 760.0
OF_CHART = 110.0
"""Width of a picture across the page; height of the axis of a chart beside its words."""
OF_PICTURE = 9  # rows: of such pictures two stand on a page, and each can be read


@dataclass(frozen=True)
class Cover:
    """The first page. `facts` are (label, words) pairs; `sections` are (anchor, title) pairs in order."""

    organisation: str
    title: str
    subject: str
    facts: tuple[tuple[str, str], ...]
    sections: tuple[tuple[str, str], ...]
    as_at: datetime
    accent: str
    rule: str


@dataclass(frozen=True)
class DomainPart:
    """One domain: its name, what happened in words, its competencies then and now as a picture."""

    name: str
    words: str
    picture: Svg


@dataclass(frozen=True)
class BenchmarkPart:
    """Where the cohort stands, and in a sentence how many are counted. `overview` is None while no round has closed."""

    overview: Svg | None
    domains: tuple[DomainPart, ...]
    table: HeatTable
    version: str
    floor: int
    counted: str


@dataclass(frozen=True)
class ProjectPart:
    """Half a page: the aim, the chart of the outcome, its result in words; and the values for the appendix."""

    title: str
    state: str
    people: str
    serves: str
    aim: str
    chart: MeasureChart | None
    picture: Svg | None
    verdict: str
    result: str
    before_after: tuple[str, ...]
    others: tuple[tuple[str, str], ...]
    method: str
    learning: str
    values: ValueTable | None


def cell_words(cell: Cell) -> str:
    """The middle half of a group and how many it is, as '2 to 3 (11 people)'; or why it is not shown."""
    if isinstance(cell, Suppressed):
        return cell.words
    return f"{number(cell.lower)} to {number(cell.upper)} ({cell.people} people)"


def small_groups(floor: int) -> str:
    """The rule about small groups as it stands on a cover."""
    return (
        f"Nothing is shown about a group of fewer than {floor} people: such places say so in words. Within a group that"
        " is shown, part of a bar or a cell may stand for one or two of them. \u201cHow the numbers are made\u201d"
        " says more."
    )


def accent_of(colour: str) -> str:
    """The Trust's colour if it is one; it goes into the style of the page."""
    return colour if HEX.fullmatch(colour) else PLAIN_ACCENT


def period(cohort: Cohort) -> str:
    """As '1 March 2027 to 28 February 2028'."""
    return f"{cohort.starts_on:%-d %B %Y} to {cohort.ends_on:%-d %B %Y}"


def benchmark_part(heat: HeatMap, *, of_submitted: bool = True) -> BenchmarkPart:
    """The heat map as pictures, words and a table. `of_submitted`: its readers may be told how many submitted."""
    table = heat_table(heat)
    shown = heat.then is not None or heat.now is not None
    domains = chain.from_iterable(_domain(heat, table, at, row) for at, row in enumerate(heat.domains if shown else ()))
    overview = _overview(heat, table) if shown else None
    words = counted(heat, of_submitted=of_submitted)
    return BenchmarkPart(overview, tuple(domains), table, heat.outline.version, heat.floor, words)


def parted[Row](name: str, rows: Sequence[Row]) -> Iterator[tuple[str, tuple[Row, ...]]]:
    """The rows of a domain over as many pictures as it takes to read them, each with its name: 'Teams, 2 of 3'."""
    count = max(1, ceil(len(rows) / OF_PICTURE))
    for at, some in enumerate(batched(rows, ceil(len(rows) / count) or 1), start=1):
        yield f"{name}, {at} of {count}" if count > 1 else name, some


def project_part(result: ProjectResult, *, named: bool, full: bool) -> ProjectPart:
    """One project.

    Args:
        named: whether people may be named.
        full: whether more is told than title, aim and measured results: also what people wrote of values and tests.
    """
    project, chart = result.project, result.outcome if result.outcome and result.outcome.points else None
    sponsor = f", sponsored by {project.sponsor}" if project.sponsor and full else ""
    others = [other for other in result.charts if other is not result.outcome]
    kept = [tick.name.lower() for tick in result.method if tick.done]
    return ProjectPart(
        title=project.title,
        state=result.state,
        people=f"Led by {result.lead}{sponsor}" if named else "",
        serves=f"Serves {result.objective}" if full and result.objective else "",
        aim=result.aim or "No aim has been written yet.",
        chart=chart,
        picture=process.draw(chart.drawing("paper", told=full), style.NARROW, OF_CHART) if chart else None,
        verdict=result.verdict_words if chart and result.variation else "",
        result=result.sentence,
        before_after=tuple(map(arrowless, result.before_after)),
        others=tuple((other.measure.name, _in_short(other)) for other in others),
        method=_method(kept) if full else "",
        learning=project.learning if full else "",
        values=value_table(project.title, chart, noted=full) if chart else None,
    )


def _in_short(chart: MeasureChart) -> str:
    """What a measure beside the outcome shows, and how far it went where that is more than chance."""
    changed = chart.is_improvement or chart.variation in CONCERN
    return (
        f"{chart.variation_words}, {arrowless(chart.from_to)}" if changed and chart.from_to else chart.variation_words
    )


def arrowless(words: str) -> str:
    """Our fonts have no arrow; 'to' says the same."""
    return words.replace(" \N{RIGHTWARDS ARROW} ", " to ")


def _method(kept: list[str]) -> str:
    """The habits of method that the project keeps, by name unless it keeps them all."""
    if len(kept) == 4:
        return "Method: all four habits kept."
    return f"Method, {len(kept)} of 4: {', '.join(kept)}." if kept else "Method: no test of change studied yet."


def _overview(heat: HeatMap, table: HeatTable) -> Svg:
    words = "; ".join(f"{row.title}: {_row_words(row)}" for row in heat.domains)
    return _picture("domains", "Doctors at each level, by domain, then and now", words, table, heat.domains, named=True)


def _domain(heat: HeatMap, table: HeatTable, at: int, row: HeatRow) -> Iterator[DomainPart]:
    rows = tuple(part for part in heat.rows if part.domain_code == row.code)
    for number_of_part, (name, some) in enumerate(parted(row.title, rows)):
        title = f"{name}: doctors at each level, by competency, then and now"
        words = "; ".join(f"{part.code} {part.title}: {_row_words(part)}" for part in some)
        picture = _picture(f"domain{at}-{number_of_part}", title, words, table, some)
        yield DomainPart(name, "" if number_of_part else _domain_words(row, table), picture)


def _picture(
    key: str, title: str, words: str, table: HeatTable, rows: tuple[HeatRow, ...], *, named: bool = False
) -> Svg:
    shares = tuple(
        Shares(row.title if named else f"{row.code} {row.title}", _counts(row.then), _counts(row.now)) for row in rows
    )
    hidden = next((cell.words for row in rows for cell in (row.then, row.now) if isinstance(cell, Suppressed)), "")
    drawing = Bars(key, title, words, table.levels, shares, hidden or "not shown", table.then_name, table.now_name)
    return bars.draw(drawing, OF_BOARD)


def _counts(cell: Cell) -> tuple[int, ...] | None:
    return cell.counts if isinstance(cell, Distribution) else None


def _row_words(row: HeatRow) -> str:
    """What the two bars say, for those who do not see them."""
    return f"then {_cell_words(row.then)}, now {_cell_words(row.now)}"


def _cell_words(cell: Cell) -> str:
    if isinstance(cell, Suppressed):
        return cell.words.lower()
    return f"median {number(cell.median)} of {cell.people}"


def _domain_words(row: HeatRow, table: HeatTable) -> str:
    if isinstance(row.then, Suppressed) and isinstance(row.now, Suppressed):
        return f"{row.now.words}."
    if isinstance(row.now, Suppressed):
        return f"{table.then_name}: {_cell_words(row.then)} people. {table.now_name}: {_lowered(row.now.words)}."
    if isinstance(row.then, Suppressed):
        return f"{table.now_name}: {_cell_words(row.now)} people. {table.then_name}: {_lowered(row.then.words)}."
    change = row.change
    if isinstance(change, Suppressed):
        return f"Median {number(row.then.median)}, then {number(row.now.median)}. Change: {_lowered(change.words)}."
    return (
        f"Median {number(row.then.median)} ({row.then.people} people), then {number(row.now.median)}"
        f" ({row.now.people}). Of the {change.people} in both {ways_words(change)}:"
        f" median change {signed(change.median)}."
    )


def _lowered(words: str) -> str:
    return words[0].lower() + words[1:]
