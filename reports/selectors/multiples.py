"""Where the doctors stand, as small multiples: for each competency a bar a round, and how many reach a post's target.

Nothing is counted here: every number is read off a cell that has passed the suppression engine, so that a target
tells nothing about anybody that the bar beside it does not.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from assessments.selectors import HeatMap, HeatRow
from assessments.statistics import Cell, Suppressed
from charts import bars
from charts.bars import Bars
from charts.svg import Svg
from reports.selectors.heat import change_words, number
from reports.selectors.succession import Targets


@dataclass(frozen=True, slots=True)
class RoundBar:
    """One round of one competency: its bar, or None where it is hidden; what it says, or why it is hidden."""

    name: str
    svg: Svg | None
    words: str


@dataclass(frozen=True, slots=True)
class Multiple:
    """One competency or domain: its bars, the median change, and how many reach the target; '' for what is not."""

    code: str
    title: str
    rounds: tuple[RoundBar, ...]
    change: str
    reach: str


@dataclass(frozen=True, slots=True)
class DomainMultiples:
    """One domain as a whole, and its competencies."""

    whole: Multiple
    parts: tuple[Multiple, ...]


@dataclass(frozen=True, slots=True)
class Multiples:
    """The whole picture.

    Attributes:
        hatching: goes before the bars.
        key: each level's swatch and name, the lowest first.
        posts: those with targets, the least asked of first; `post` is the one shown, '' for none.
    """

    hatching: Svg
    key: tuple[tuple[Svg, str], ...]
    posts: tuple[str, ...]
    post: str
    domains: tuple[DomainMultiples, ...]


def multiples(heat: HeatMap, targets: Targets, post: str | None = None) -> Multiples:
    """By domain, against the targets of the post asked for, else of the first, of which least is asked: no query."""
    posts = tuple(targets)
    chosen = post if post and post in targets else next(iter(posts), "")
    shape = Bars("levels", "", "", heat.outline.levels, ())
    lows = targets.get(chosen, {})
    heads = {head.code: head for head in heat.outline.competencies}
    domains = tuple(
        DomainMultiples(
            _multiple(heat, shape, row, None),
            tuple(
                _multiple(heat, shape, part, lows.get(heads[part.code].id))
                for part in heat.rows
                if part.domain_code == row.code
            ),
        )
        for row in heat.domains
    )
    key = tuple((bars.swatch(shape, at), name) for at, name in enumerate(shape.levels))
    return Multiples(bars.hatching(shape), key, posts, chosen, domains)


def _multiple(heat: HeatMap, shape: Bars, row: HeatRow, low: int | None) -> Multiple:
    """`low` is the level the post asks for, from 1; the first level is no target, everybody has it."""
    enough = low - 1 if low and low > 1 else None
    shown = [(progress.label, cell) for progress, cell in ((heat.then, row.then), (heat.now, row.now)) if progress]
    change = (
        "" if heat.now is None or isinstance(row.change, Suppressed) else f"Median change {change_words(row.change)}"
    )
    return Multiple(
        row.code,
        row.title,
        tuple(_round(name, cell, shape, enough) for name, cell in shown),
        change,
        "" if enough is None else _reach(shape.levels, [cell for _, cell in shown], enough),
    )


def _round(name: str, cell: Cell, shape: Bars, enough: int | None) -> RoundBar:
    if isinstance(cell, Suppressed):
        return RoundBar(name, None, cell.words)
    counts = ", ".join(f"{level} {count}" for level, count in zip(shape.levels, cell.counts, strict=True))
    words = f"{counts}; median {number(cell.median)} of {cell.people} people"
    return RoundBar(name, bars.bar(shape, cell.counts, enough), words)


def _reach(levels: Sequence[str], cells: list[Cell], enough: int) -> str:
    """'7 of 10 at Strong or above, before 4 of 10'; the latest round that is shown comes first."""
    shares = [f"{sum(cell.counts[enough:])} of {cell.people}" for cell in cells if not isinstance(cell, Suppressed)]
    if not shares:
        return ""
    now, *before = reversed(shares)
    level = levels[enough] + (" or above" if enough < len(levels) - 1 else "")
    return f"{now} at {level}{f', before {before[0]}' if before else ''}"
