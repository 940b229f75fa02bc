"""Measures read as charts. Nothing is stored: every chart is computed from the dated values as they stand."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any
from uuid import UUID

from charts import icons, process, sparkline, style
from charts.icons import WORDS as ICON_WORDS
from charts.icons import Icon
from charts.process import Look, Note, ProcessChart
from charts.sparkline import Sparkline
from charts.svg import Svg
from charts.text import day
from projects.models import Measure, Measurement, PDSACycle, Recalculation
from projects.selectors.suggestions import Suggestion, suggested
from projects.spc import (
    RULE_WORDS,
    Assurance,
    Conflict,
    Direction,
    MeasureWords,
    Options,
    Point,
    Result,
    Standing,
    Variation,
    analyse,
    before_after,
    changes_of,
    from_to,
    reading_words,
    run_verdict,
    sentence,
    standings_of,
)
from projects.spc.picture import picture_of

HARD_SPACE = "\N{NO-BREAK SPACE}"
IMPROVEMENT = (Variation.IMPROVEMENT_HIGH, Variation.IMPROVEMENT_LOW)


@dataclass(frozen=True)
class ChartRow:
    """A row of the table behind a chart; `value` is None for a remark on a date without one."""

    cells: tuple[str, ...]
    value: Measurement | None


@dataclass(frozen=True)
class MeasureChart:
    """One measure as a chart, and what it says. Drawings are made when asked for.

    Attributes:
        measure: the row; its project is not loaded here.
        result: the reading of the values (projects.spc.Result).
        sentence: one plain sentence about the chart, for under it and for reports.
        measurements: the rows behind it by date, left-out ones too.
        recalculations, cycles: by date and by number; cycles that have begun are marked on the chart.
    """

    measure: Measure
    result: Result
    words: MeasureWords
    measurements: tuple[Measurement, ...]
    recalculations: tuple[Recalculation, ...]
    cycles: tuple[PDSACycle, ...]

    @property
    def sentence(self) -> str:
        """One plain sentence about the chart."""
        return sentence(self.result, self.words)

    @property
    def notes_key(self) -> str:
        """What the numbers over the chart are, without what people wrote: "1 to 3: the starts of the tests of change (9
        Feb 2026, 9 Mar 2026, 8 Jun 2026)"; empty without one."""
        begun = [cycle for cycle in self.cycles if cycle.started_on]
        days = ", ".join(day(cycle.started_on).replace(" ", HARD_SPACE) for cycle in begun if cycle.started_on)
        numbers = [cycle.number for cycle in begun]
        if not numbers:
            return ""
        if len(numbers) == 1:
            return f"{numbers[0]}: the start of a test of change ({days})"
        is_run = numbers == list(range(numbers[0], numbers[-1] + 1))
        listed = f"{numbers[0]} to {numbers[-1]}" if is_run else ", ".join(map(str, numbers))
        return f"{listed}: the starts of the tests of change ({days})"

    @property
    def tested_on(self) -> date | None:
        """When the first test of change began."""
        return min((cycle.started_on for cycle in self.cycles if cycle.started_on), default=None)

    @property
    def before_after(self) -> tuple[str, ...]:
        """How much it changed, a sentence for each change; or why that cannot be said yet (projects.spc.changes)."""
        return before_after(self.result, self.words, self.tested_on)

    @property
    def sizes(self) -> tuple[str, ...]:
        """The same for lists, without the dates and counts of the values compared."""
        return before_after(self.result, self.words, self.tested_on, dated=False)

    @property
    def from_to(self) -> str:
        """The latest change as short as can be: "14.1 → 9.2 days"; empty where nothing can be compared."""
        latest = next(reversed(changes_of(self.result, self.tested_on)), None)
        return from_to(latest, self.words) if latest else ""

    @property
    def variation(self) -> Variation | None:
        """What the last value is; None while there are too few for limits."""
        return self.result.variation

    @property
    def assurance(self) -> Assurance | None:
        """Whether the target can be expected; None without a target or while there are too few values."""
        return self.result.assurance

    @property
    def variation_words(self) -> str:
        """The variation in words: "Improvement: lower, beyond chance"; of a run chart, what it shows and how long until
        limits: "No change beyond chance; 1 more value until limits"."""
        if self.variation is None:
            verdict = run_verdict(self.result)
            return f"{verdict[0].upper()}{verdict[1:]}; {self._until_limits}" if verdict else self._until_limits
        return ": ".join(ICON_WORDS[Icon(self.variation)])

    @property
    def has_run_signal(self) -> bool:
        """Whether a run chart shows a change beyond chance; of any other False."""
        return run_verdict(self.result).startswith("a change")

    @property
    def _until_limits(self) -> str:
        count = self.result.points_until_limits
        return f"{count} more {'value' if count == 1 else 'values'} until limits"

    @cached_property
    def is_improvement(self) -> bool:
        """Whether the process is better beyond chance: by its last value, or, where that is chance by limits that were
        recalculated, against the limits of the first phase (after a recalculation a success looks like chance)."""
        return self.variation in IMPROVEMENT or bool(self.kept_improvement)

    @cached_property
    def standings(self) -> Mapping[date, Standing]:
        """The values that a change of level explains (projects.spc.levels)."""
        return standings_of(self.result)

    @property
    def kept_improvement(self) -> str:
        """Said when the last value is chance by the new limits and an improvement by the first ones; else empty."""
        if Standing.KEPT not in self.standings.values():
            return ""
        return "By the limits before the recalculation, the last value is an improvement beyond chance."

    @property
    def points(self) -> int:
        """Dated values that count."""
        return sum(1 for row in self.measurements if not row.is_ghost)

    def drawing(self, key: str = "wide", *, told: bool = True) -> ProcessChart:
        """The drawing's input; `key` keeps the ids of two drawings on one page apart. Unless `told`, without what
        people wrote about their tests of change."""
        return picture_of(
            self.result,
            f"m{self.measure.pk.hex[-12:]}-{key}",
            self.measure.name,
            self.words,
            standings=self.standings,
            notes=_notes(self.cycles, told=told),
            floor=None if self.measure.floor is None else float(self.measure.floor),
            ceiling=None if self.measure.ceiling is None else float(self.measure.ceiling),
        )

    @cached_property
    def svg(self) -> Svg:
        """The chart 760 wide, for a desktop and for a report."""
        return process.draw(self.drawing())

    @cached_property
    def svg_narrow(self) -> Svg:
        """The chart 343 wide, for a phone."""
        return process.draw(self.drawing("narrow"), style.NARROW)

    @cached_property
    def sparkline(self) -> Svg:
        """The values as a line the size of a word."""
        drawing = self.drawing("spark")
        marks = [mark for mark in drawing.marks if not mark.ghost]
        look = marks[-1].look if marks else Look.VALUE
        key = f"m{self.measure.pk.hex[-12:]}-spark"
        values = tuple(mark.value for mark in marks)
        centre = drawing.bands[-1].centre.value if drawing.bands else None
        return sparkline.draw(Sparkline(key, self.measure.name, self.sentence, values, centre, look))

    @property
    def headers(self) -> tuple[str, ...]:
        """The headings of `rows`."""
        headers = process.table(self.drawing()).headers
        return (*headers[:2], "Counted", *headers[2:]) if self.measure.is_proportion else headers

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """The table behind the chart, as text, by date: values, lines, signals in words, remarks."""
        by_day = {day(row.measured_on): row for row in self.measurements}
        rows = process.table(self.drawing()).rows
        return tuple(_told(row, by_day.get(row[0]), counted=self.measure.is_proportion) for row in rows)

    @property
    def linked_rows(self) -> tuple["ChartRow", ...]:
        """The rows of the table, each with the dated value it tells of."""
        by_day = {day(row.measured_on): row for row in self.measurements}
        return tuple(ChartRow(cells, by_day.get(cells[0])) for cells in self.rows)

    @property
    def icons(self) -> tuple[Svg, ...]:
        """Variation, and assurance where there is one, each with its words. Of a process that is changing the sentence
        alone tells what is known of the target: its limits still count the time before."""
        is_changing = self.variation is not Variation.COMMON_CAUSE
        first = Icon.KEPT if self.kept_improvement else self.variation
        shown = (first, None if is_changing else self.assurance)
        key = f"m{self.measure.pk.hex[-12:]}-icon"
        return tuple(icons.draw(Icon(icon), f"{key}{at}", words=True) for at, icon in enumerate(shown) if icon)

    def said_of(self, row: Measurement) -> str:
        """What the chart says of one value, as a sentence without its full stop."""
        reading = next(reading for reading in self.result.points if reading.date == row.measured_on)
        if row.is_ghost:
            return "Left out of the calculation"
        if self.result.points_until_limits:
            return f"{self._until_limits}; until then single values are not judged"
        reasons = ", ".join(RULE_WORDS[rule] for rule in reading.rules)
        kind = reading_words(reading, self.standings.get(reading.date)).capitalize()
        return f"{kind}: {reasons}" if reasons else f"{kind}, within what this process does by chance"

    @cached_property
    def suggestion(self) -> Suggestion | None:
        """A recalculation worth a thought, or None. Never done by itself (improvement.md 3.3)."""
        return suggested(self.result, self.cycles)


def words_of(measure: Measure, measurements: Iterable[Measurement] = ()) -> MeasureWords:
    """How the measure's values are written: all with as many decimals as the most precise of these was entered with,
    means with one at least. A percentage made from counts is written to one decimal."""
    if measure.is_proportion:
        return MeasureWords("%", places=1, written=1)
    places = max((_places(row.value) for row in measurements), default=None)
    return MeasureWords(measure.unit, decimals=max(1, places or 0), written=places)


def _places(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def chart_of(measure: Measure) -> MeasureChart:
    """One measure as a chart, in three queries."""
    return charts_of([measure])[measure.pk]


def charts_of(measures: Iterable[Measure]) -> dict[UUID, MeasureChart]:
    """Measures as charts by their pk, in three queries however many there are."""
    measures = list(measures)
    projects = {measure.project_id for measure in measures}
    return read_charts(measures, cycles_of(projects))


def cycles_of(projects: Iterable[UUID]) -> defaultdict[UUID, list[PDSACycle]]:
    """The cycles of projects, by the project's pk, in order of number."""
    return _by(PDSACycle.objects.filter(project__in=list(projects)).order_by("number"), "project_id")


def read_charts(measures: Sequence[Measure], cycles: defaultdict[UUID, list[PDSACycle]]) -> dict[UUID, MeasureChart]:
    """Measures as charts, by their pk, with the cycles of their projects already read."""
    values = _by(Measurement.objects.filter(measure__in=measures).order_by("measured_on"), "measure_id")
    phases = _by(Recalculation.objects.filter(measure__in=measures).order_by("starts_on"), "measure_id")
    return {m.pk: _chart(m, values[m.pk], phases[m.pk], cycles[m.project_id]) for m in measures}


def _by(rows: Iterable[Any], field: str) -> defaultdict[Any, list[Any]]:
    found: defaultdict[Any, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, field)].append(row)
    return found


def _chart(
    measure: Measure,
    measurements: Sequence[Measurement],
    recalculations: Sequence[Recalculation],
    cycles: Sequence[PDSACycle],
) -> MeasureChart:
    options = Options(
        direction=Direction(measure.direction),
        target=measure.target,
        recalculate_at=tuple(row.starts_on for row in recalculations),
        baseline_points=measure.baseline_points,
        conflict=Conflict(measure.conflict_rule),
    )
    result = analyse([_point(row) for row in measurements], options)
    return MeasureChart(
        measure, result, words_of(measure, measurements), tuple(measurements), tuple(recalculations), tuple(cycles)
    )


def _point(row: Measurement) -> Point:
    """Of a proportion the exact quotient of its counts, not the four decimals that are kept of it."""
    value = (
        Fraction(100 * row.numerator, row.denominator) if row.denominator and row.numerator is not None else row.value
    )
    return Point(row.measured_on, value, row.is_ghost)


def _notes(cycles: Iterable[PDSACycle], *, told: bool) -> list[Note]:
    return [
        Note(
            cycle.started_on,
            cycle.number,
            f"PDSA cycle {cycle.number} begins{f': {cycle.scale}' * bool(told and cycle.scale)}",
        )
        for cycle in cycles
        if cycle.started_on is not None
    ]


def _told(row: tuple[str, ...], measurement: Measurement | None, *, counted: bool) -> tuple[str, ...]:
    """A row with the two counts of a proportion, and with what people wrote about the value."""
    remarks = [row[6]]
    count = ""
    if measurement is not None:
        remarks += [measurement.ghost_reason, measurement.note]
        if measurement.denominator is not None:
            count = f"{measurement.numerator:,} of {measurement.denominator:,}"
    told = (*row[:6], "; ".join(remark for remark in remarks if remark))
    return (*told[:2], count, *told[2:]) if counted else told
