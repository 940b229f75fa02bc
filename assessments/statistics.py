"""Numbers about groups, and the rule that keeps small groups hidden. Pure Python; every number about a group that any
page, file or endpoint shows is made here.

The rule (security.md, decision g; mission.md, section 1):

* A group smaller than the floor (5, or more where the Trust says so) is a `Suppressed`, never a number.
* What can be found by subtraction counts as shown. Two subtractions are guarded: shown parts from a shown total
  (`also_hidden`), and ratings a reader may see by name from the numbers of the whole group (`known`). Who could once
  be seen by name is remembered by some and unknown to others: both must find nobody (`once`).
* A change is computed over the people who are in both rounds, never from two totals: with one person more or fewer,
  a difference of totals would be that person's rating.
* A round's numbers appear when it has closed, whole and once (the selectors see to it): numbers that move as each
  person submits would give that person away.
* A null is no opportunity, not a low level: it is left out, and the number of people says so.

What it does not promise: that a level which everybody in a large enough group shares stays unknown.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from enum import Enum
from itertools import chain
from math import floor as whole

LOWEST_FLOOR = 5


class Why(Enum):
    """Why a number is not shown."""

    SMALL = "Hidden: fewer than {floor} people"
    COMPLEMENT = "Hidden: it would reveal a group of fewer than {floor} people"
    NOT_YET = "Shown when the round has closed"


@dataclass(frozen=True, slots=True)
class Suppressed:
    """Stands where a number would. False in a condition, its words in a page."""

    floor: int = LOWEST_FLOOR
    why: Why = Why.SMALL

    @property
    def words(self) -> str:
        """What to say in the number's place."""
        return self.why.value.format(floor=self.floor)

    def __str__(self) -> str:
        return self.words

    def __bool__(self) -> bool:
        return False


@dataclass(frozen=True, slots=True)
class Distribution:
    """Where a large enough group stands.

    Attributes:
        counts: people at each level, the lowest level first.
        median: between two levels when the middle two people differ.
        lower, upper: the quartiles; half of the group stands between them.
    """

    counts: tuple[int, ...]
    median: float
    lower: float
    upper: float

    @property
    def people(self) -> int:
        """How many are counted: those without an opportunity are not."""
        return sum(self.counts)

    @property
    def shares(self) -> tuple[float, ...]:
        """The part of the group at each level, together 1."""
        return tuple(count / self.people for count in self.counts)


@dataclass(frozen=True, slots=True)
class Change:
    """The median step of the people who are in both rounds. Down is not worse: insight grows with learning.

    Attributes:
        ways: how many rose, stayed and fell, of a domain; None of a competency: of its few the domain could tell.
    """

    people: int
    median: float
    ways: tuple[int, int, int] | None = None


type Cell = Distribution | Suppressed
type Step = Change | Suppressed
type Levels[P: Hashable] = Mapping[P, Sequence[int | None]]


@dataclass(frozen=True, slots=True)
class Tabulation:
    """One round of a group: a cell for each competency, in the order of the version, and for each domain."""

    competencies: tuple[Cell, ...]
    domains: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two rounds of a group and the change between them, for each competency and each domain."""

    then: Tabulation
    now: Tabulation
    competencies: tuple[Step, ...]
    domains: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Course:
    """Rounds of a group in time: in each a cell for each domain; and the change of each domain from the first round to
    the last, None while there are not two."""

    rounds: tuple[tuple[Cell, ...], ...]
    changes: tuple[Step, ...] | None


@dataclass(frozen=True, slots=True)
class Group[P: Hashable]:
    """How a group is looked at.

    Attributes:
        scale: how many levels there are.
        domains: the positions of each domain's competencies.
        floor: the smallest group shown; never below 5.
        known: people whose ratings the reader may see by name.
        once: people whose ratings could be seen by name and no longer can: a reader knows them or does not.
    """

    scale: int
    domains: tuple[tuple[int, ...], ...]
    floor: int = LOWEST_FLOOR
    known: frozenset[P] = frozenset()
    once: frozenset[P] = frozenset()

    def __post_init__(self) -> None:
        if self.floor < LOWEST_FLOOR:
            raise ValueError(f"The floor is never below {LOWEST_FLOOR}.")

    @property
    def size(self) -> int:
        """How many competencies there are."""
        return sum(map(len, self.domains))

    def admits(self, people: Set[P]) -> bool:
        """Whether a number of these people is about enough of them, also for who subtracts those seen by name."""
        seen = [self.known, self.known | self.once] if self.once else [self.known]
        return len(people) >= self.floor and not any(0 < len(people - named) < self.floor for named in seen)


def countable[P: Hashable, V](values: Mapping[P, V | None], group: Group[P]) -> dict[P, V] | Suppressed:
    """The people whose values may be counted together.

    Those the reader may see by name can be subtracted. When the others are fewer than the floor, only those are counted
    who ever were named, then those who still are; when what is left is fewer than the floor, nothing is.
    """
    given = {person: value for person, value in values.items() if value is not None}
    if group.admits(given.keys()):
        return given
    for named in ((group.known | group.once), group.known):
        if group.admits(given.keys() & named):
            return {person: value for person, value in given.items() if person in named}
    return Suppressed(group.floor, Why.SMALL if len(given) < group.floor else Why.COMPLEMENT)


def describe[P: Hashable](values: Mapping[P, float | None], group: Group[P]) -> Cell:
    """Where the group stands, or that it is too small. A value between two levels counts at the nearest, halves up."""
    given = countable(values, group)
    if isinstance(given, Suppressed):
        return given
    ordered = sorted(given.values())
    counts = [0] * group.scale
    for value in ordered:
        counts[whole(value + 0.5) - 1] += 1
    return Distribution(tuple(counts), _quantile(ordered, 0.5), _quantile(ordered, 0.25), _quantile(ordered, 0.75))


def change[P: Hashable](
    then: Mapping[P, float | None], now: Mapping[P, float | None], group: Group[P], *, ways: bool = False
) -> Step:
    """The median change of the people who have a value in both rounds, and which ways it went; or that they are too
    few."""
    both = {
        person: value - before
        for person, value in now.items()
        if value is not None and (before := then.get(person)) is not None
    }
    given = countable(both, group)
    if isinstance(given, Suppressed):
        return given
    steps = sorted(given.values())
    rose, fell = sum(step > 0 for step in steps), sum(step < 0 for step in steps)
    return Change(len(steps), _quantile(steps, 0.5), (rose, len(steps) - rose - fell, fell) if ways else None)


def also_hidden[K: Hashable, P: Hashable](parts: Mapping[K, Set[P]], hidden: Set[K], floor: int) -> frozenset[K]:
    """Which shown parts of a shown total must be hidden too, so that subtraction finds no group below the floor.

    `parts` names the people of each part, `hidden` the parts that are hidden already. The smallest parts go first; of
    equal ones the first by key. What subtraction leaves must be at least two parts and, together, enough people.
    """
    more: list[K] = []
    left = sorted((key for key in parts if parts[key] and key not in hidden), key=lambda key: (len(parts[key]), key))
    veiled = [parts[key] for key in hidden if parts[key]]
    while veiled and left and (len(veiled) < 2 or len(set().union(*veiled)) < floor):
        more.append(left.pop(0))
        veiled.append(parts[more[-1]])
    return frozenset(more)


def tabulate[P: Hashable](people: Levels[P] | None, group: Group[P]) -> Tabulation:
    """Each competency and each domain of one round; None for a round that has not closed.

    In a domain a person stands at the mean of their levels in it.
    """
    return _tabulate(people is not None, _values(people or {}, group), group)


def compare[P: Hashable](
    then: Levels[P] | None, now: Levels[P] | None, before: Group[P], after: Group[P]
) -> Comparison:
    """Two rounds side by side, each looked at in its own way. A change is shown only where both its rounds are."""
    old, new = _values(then or {}, before), _values(now or {}, after)
    first, last = _tabulate(then is not None, old, before), _tabulate(now is not None, new, after)
    both = _in_both(before, after)
    return Comparison(
        first,
        last,
        _steps(old[0], new[0], first.competencies, last.competencies, both),
        _steps(old[1], new[1], first.domains, last.domains, both, ways=True),
    )


def course[P: Hashable](rounds: Sequence[tuple[Levels[P], Group[P]]]) -> Course:
    """The domains of closed rounds in time: the very cells and change that `tabulate` and `compare` make of them."""
    values = [_means(people, group) for people, group in rounds]
    cells = tuple(
        tuple(describe(column, group) for column in columns) for columns, (_, group) in zip(values, rounds, strict=True)
    )
    if len(rounds) < 2:
        return Course(cells, None)
    both = _in_both(rounds[0][1], rounds[-1][1])
    return Course(cells, _steps(values[0], values[-1], cells[0], cells[-1], both, ways=True))


def outgrown[P: Hashable](people: Levels[P], before: Group[P], now: Group[P]) -> bool:
    """Whether a number that was made of this round, when it was looked at as before, is of too few as it is now."""
    columns, means = _values(people, before)
    cells = (countable(column, before) for column in chain[Mapping[P, float | None]](columns, means))
    return any(not isinstance(counted, Suppressed) and not now.admits(counted.keys()) for counted in cells)


def mean(levels: Iterable[int | None]) -> float | None:
    """The mean of what is rated; None when nothing is."""
    given = [level for level in levels if level is not None]
    return sum(given) / len(given) if given else None


def _complement[P: Hashable](
    cells: list[Cell],
    columns: Sequence[Mapping[P, float | None]],
    domain: Sequence[int],
    means: Mapping[P, float | None],
    group: Group[P],
) -> None:
    """Hide a second competency where a domain would tell of those one leaves out, all of them or all but the named: the
    domain's own numbers are its total. Asked for readers who see nobody by name, too."""
    given = {at: frozenset(p for p, value in columns[at].items() if value is not None) for at in domain}
    counted = {at: _counted(columns[at], group) for at in domain}
    left_out = {at: given[at] - counted[at] for at in domain}
    if not any(left_out.values()):
        return
    total: frozenset[P] = _counted(means, group)
    given = {at: people & total for at, people in given.items()}
    veiled = {at: people & total for at, people in left_out.items()}
    for seen in (frozenset[P](), group.known, group.known | group.once):
        hidden = {at for at in domain if veiled[at]}
        parts = {at: (veiled[at] or given[at]) - seen for at in domain}
        for at in also_hidden(parts, hidden, group.floor):
            cells[at], veiled[at] = Suppressed(group.floor, Why.COMPLEMENT), given[at]


def _counted[P: Hashable](values: Mapping[P, float | None], group: Group[P]) -> frozenset[P]:
    given = countable(values, group)
    return frozenset() if isinstance(given, Suppressed) else frozenset(given)


type _Values[P: Hashable] = tuple[list[dict[P, int | None]], list[dict[P, float | None]]]


def _values[P: Hashable](people: Levels[P], group: Group[P]) -> _Values[P]:
    """By competency, and by domain, each person's value."""
    columns = [{person: levels[at] for person, levels in people.items()} for at in range(group.size)]
    return columns, _means(people, group)


def _means[P: Hashable](people: Levels[P], group: Group[P]) -> list[dict[P, float | None]]:
    return [
        {person: mean([levels[at] for at in domain]) for person, levels in people.items()} for domain in group.domains
    ]


def _in_both[P: Hashable](before: Group[P], after: Group[P]) -> Group[P]:
    """How to look at a change: its reader sees by name those whose both rounds they see."""
    known = before.known & after.known
    return replace(before, known=known, once=(before.known | before.once) & (after.known | after.once) - known)


def _steps[P: Hashable](
    then: Sequence[Mapping[P, float | None]],
    now: Sequence[Mapping[P, float | None]],
    first: Sequence[Cell],
    last: Sequence[Cell],
    both: Group[P],
    *,
    ways: bool = False,
) -> tuple[Step, ...]:
    def step(before: Mapping[P, float | None], after: Mapping[P, float | None], *cells: Cell) -> Step:
        hidden = next((cell for cell in cells if isinstance(cell, Suppressed)), None)
        return hidden if hidden is not None else change(before, after, both, ways=ways)

    return tuple(step(*pair) for pair in zip(then, now, first, last, strict=True))


def _tabulate[P: Hashable](is_closed: bool, values: _Values[P], group: Group[P]) -> Tabulation:
    columns, means = values
    if not is_closed:
        later = Suppressed(group.floor, Why.NOT_YET)
        return Tabulation((later,) * len(columns), (later,) * len(means))
    cells = [describe(column, group) for column in columns]
    for domain, mean_of in zip(group.domains, means, strict=True):
        _complement(cells, columns, domain, mean_of, group)
    return Tabulation(tuple(cells), tuple(describe(column, group) for column in means))


def _quantile(ordered: Sequence[float], share: float) -> float:
    """Linear between the two nearest people (type 7), exact at the middle."""
    place = (len(ordered) - 1) * share
    below = whole(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)
