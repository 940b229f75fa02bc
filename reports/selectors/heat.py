"""The heat map as rows of ready text: cells are prepared here so that the template only loops (performance.md)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assessments.selectors import HeatMap, HeatRow, RoundProgress
from assessments.statistics import Cell, Change, Distribution, Step, Suppressed
from reports.wording import listed

SHADES = 5
CHANGE = ("Median change", "People in both", "Rose", "Stayed", "Fell")


@dataclass(frozen=True, slots=True)
class HeatCell:
    """How many people stand at one level, and how dark that is drawn: 0 (nobody) to 5 (everybody)."""

    count: int
    shade: int


@dataclass(frozen=True, slots=True)
class HeatLine:
    """One competency or domain. `then` and `now` hold a cell a level, or are None with the reason in words. `change` is
    the median change with its people in words, `in_short` without more; `told` is the same as numbers, one each column
    of CHANGE, or the reason and nothing."""

    code: str
    title: str
    then: tuple[HeatCell, ...] | None
    then_words: str
    now: tuple[HeatCell, ...] | None
    now_words: str
    change: str
    in_short: str
    told: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HeatSection:
    """One domain's line and those of its competencies."""

    domain: HeatLine
    competencies: tuple[HeatLine, ...]


@dataclass(frozen=True, slots=True)
class HeatTable:
    """The whole heat map, with what its columns are called. `has_now` is False until a later round has closed."""

    levels: tuple[str, ...]
    then_name: str
    now_name: str
    has_then: bool
    has_now: bool
    sections: tuple[HeatSection, ...]

    @property
    def placed(self) -> str:
        """By which rule a mean falls at a level, with an example in this scale's own words."""
        rule = (
            "In a domain a doctor stands at the mean of their levels in it, and is counted at the level nearest to it"
        )
        if len(self.levels) < 3:
            return f"{rule}, halfway at the higher. A median is told as it is."
        below, above = self.levels[1:3]
        return f"{rule}: 2.4 at {below}, 2.5 and 2.6 at {above}. A median is told as it is, also between two levels."


def heat_table(heat: HeatMap) -> HeatTable:
    """The heat map by domain."""
    sections = tuple(
        HeatSection(_line(row), tuple(_line(part) for part in heat.rows if part.domain_code == row.code))
        for row in heat.domains
    )
    return HeatTable(
        levels=heat.outline.levels,
        then_name=heat.then.label if heat.then else "Baseline",
        now_name=heat.now.label if heat.now else "Latest round",
        has_then=heat.then is not None,
        has_now=heat.now is not None,
        sections=sections,
    )


def _line(row: HeatRow) -> HeatLine:
    then, then_words = _cells(row.then)
    now, now_words = _cells(row.now)
    step = row.change
    in_short = "Hidden" if isinstance(step, Suppressed) else f"{signed(step.median)} ({step.people})"
    return HeatLine(
        row.code, row.title, then, then_words, now, now_words, change_words(step), in_short, change_texts(step)
    )


def _cells(cell: Cell) -> tuple[tuple[HeatCell, ...] | None, str]:
    if isinstance(cell, Suppressed):
        return None, cell.words
    shades = (HeatCell(count, _shade(count / cell.people)) for count in cell.counts)
    return tuple(shades), f"median {number(cell.median)} of {cell.people} people"


def _shade(share: float) -> int:
    return 0 if share == 0 else min(SHADES, 1 + int(share * SHADES))


def counted(heat: HeatMap, *, of_submitted: bool = True) -> str:
    """How many are in the picture, of how many who submitted unless that is not for its readers; and why not all."""
    pairs = [(heat.then, [row.then for row in heat.domains]), (heat.now, [row.now for row in heat.domains])]
    found = [(row, most) for row, cells in pairs if row and (most := most_counted(cells))]
    if not found:
        return f"No numbers are shown: fewer than {heat.floor} doctors could be counted without giving somebody away."
    also = ", doctors who have left since among them" if any(row.left for row, _ in found) else ""
    if not of_submitted:
        return f"{counted_at([(row.label, most) for row, most in found], also)} {left_out(heat.floor)}"
    words = f"Counted are {listed([_of_submitted(row, most) for row, most in found])}{also}."
    is_whole = all(most == row.submitted + row.left for row, most in found)
    return words if is_whole else f"{words} {left_out(heat.floor)}"


def counted_at(rounds: Sequence[tuple[str, int]], also: str = "") -> str:
    """The same of rounds by name, where it is not told of how many."""
    (first, most), *later = ((label.lower(), most) for label, most in rounds)
    return f"Counted are {listed([f'{most} doctors at {first}', *(f'{n} at {label}' for label, n in later)])}{also}."


def most_counted(cells: Iterable[Cell]) -> int:
    """How many people the fullest of these cells counts; 0 when all are hidden."""
    return max((cell.people for cell in cells if isinstance(cell, Distribution)), default=0)


def left_out(floor: int) -> str:
    """Why fewer may be counted than submitted: the rule, which tells nothing of this cohort."""
    return (
        f"Doctors who kept their levels to themselves are left out where they are fewer than {floor}: whoever reads "
        "the released levels by name could take those away, and be left with theirs."
    )


def _of_submitted(row: RoundProgress, most: int) -> str:
    whole = row.submitted + row.left
    share = f"all {whole}" if most == whole else f"{most} of the {whole}"
    return f"{share} who submitted the {row.label.lower()}"


def number(value: float, *, aligned: bool = False) -> str:
    """As many decimals as there are, at most two: 2, 2.5, 2.75; always two where they stand one under the other."""
    return f"{value:.2f}" if aligned else f"{value:.2f}".rstrip("0").removesuffix(".")


def change_words(step: Step, *, aligned: bool = False) -> str:
    """The median change with its sign, how many people are in both rounds and which way they went; or why not."""
    if isinstance(step, Suppressed):
        return step.words
    ways = f": {ways_words(step)}" if step.ways else ""
    return f"{signed(step.median, aligned=aligned)} ({step.people} people in both{ways})"


def ways_words(step: Change) -> str:
    """As '2 rose, 5 stayed, 0 fell'; '' of a competency."""
    return ", ".join(f"{people} {way.lower()}" for people, way in zip(step.ways or (), CHANGE[2:], strict=False))


def change_texts(step: Step) -> tuple[str, ...]:
    """The same as numbers, one each column of CHANGE."""
    if isinstance(step, Suppressed):
        return (step.words, "", "", "", "")
    return (number(step.median), str(step.people), *(map(str, step.ways) if step.ways else ("", "", "")))


def signed(value: float, *, aligned: bool = False) -> str:
    """A number with its sign: +0.5, 0, −1."""
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return f"{sign}{number(abs(value), aligned=aligned)}"


def heat_rows(table: HeatTable) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """The heat map as headings and rows of text, as they stand on the page: a hidden cell says why, in words."""
    names = [table.then_name, table.now_name] if table.has_now else [table.then_name]
    columns = [f"{name}: {column}" for name in names for column in (*table.levels, "median")]
    headers = ("Code", "Competency or domain", *columns, *(CHANGE if table.has_now else ()))
    lines = [line for section in table.sections for line in (section.domain, *section.competencies)]
    return headers, [_texts(table, line) for line in lines]


def _texts(table: HeatTable, line: HeatLine) -> tuple[str, ...]:
    found = [*_cell_texts(table, line.then, line.then_words)]
    if table.has_now:
        found += [*_cell_texts(table, line.now, line.now_words), *line.told]
    return (line.code, line.title, *found)


def _cell_texts(table: HeatTable, cells: tuple[HeatCell, ...] | None, words: str) -> list[str]:
    if cells is None:
        return [words] + [""] * len(table.levels)
    return [*(str(cell.count) for cell in cells), words.removeprefix("median ").partition(" ")[0]]
