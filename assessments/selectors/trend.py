"""How a Trust's doctors have moved, cohort after cohort: where each stood in a domain in its rounds, and its change.

Every number is one that the cohort's own numbers show to the same readers (groups.py, beside_named): the same snapshots
of the same closed rounds, through the same rule. Nothing is added up over cohorts: a total beside a cohort that is
hidden would give it away.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import F

from assessments.models import Assessment, Round
from assessments.selectors.outline import DomainHead, Outline, outlines
from assessments.states import AssessmentState, RoundKind, RoundState
from assessments.statistics import LOWEST_FLOOR, Cell, Change, Group, Levels, Step, course
from cohorts.models import Cohort


@dataclass(frozen=True, slots=True)
class TrendCohort:
    """One cohort, with the kinds of its rounds in time: those that are planned at least, and those that have closed."""

    id: UUID
    name: str
    programme: str
    version: str
    starts_on: date
    planned: tuple[str, ...]
    kinds: tuple[str, ...]

    @property
    def has_change(self) -> bool:
        """Whether it has been asked at its baseline and again."""
        return len(self.kinds) > 1 and self.kinds[0] == RoundKind.BASELINE


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One cohort in one domain: a cell for each of its closed rounds, and the change from the baseline to the latest,
    None while there is no later round."""

    cohort: TrendCohort
    rounds: tuple[Cell, ...]
    change: Step | None

    def of(self, kind: str) -> Cell | None:
        """The cell of a round; None where it has not closed."""
        return dict(zip(self.cohort.kinds, self.rounds, strict=True)).get(kind)


@dataclass(frozen=True, slots=True)
class TrendLine:
    """One domain over the cohorts that were asked the same: the same framework, levels, domain and competencies, by
    code. A domain that changed from one version to the next is two lines. `name` is the latest."""

    code: str
    name: str
    levels: tuple[str, ...]
    points: tuple[TrendPoint, ...]

    @property
    def versions(self) -> tuple[str, ...]:
        """The framework versions it spans, the first cohort's first."""
        return tuple(dict.fromkeys(point.cohort.version for point in self.points))


@dataclass(frozen=True, slots=True)
class Trend:
    """Every cohort of the Trust, by start; a line per domain over those with a closed round, in the framework's order,
    the latest version's first."""

    floor: int
    cohorts: tuple[TrendCohort, ...]
    lines: tuple[TrendLine, ...]

    @property
    def begun(self) -> tuple[TrendCohort, ...]:
        """Cohorts of which something can be said: a round has closed."""
        return tuple(cohort for cohort in self.cohorts if cohort.kinds)

    @property
    def waiting(self) -> tuple[TrendCohort, ...]:
        """Cohorts without a closed round."""
        return tuple(cohort for cohort in self.cohorts if not cohort.kinds)

    def steps(self, cohort: TrendCohort) -> tuple[Change, ...]:
        """The changes of a cohort that are shown, one a domain."""
        found = (point.change for line in self.lines for point in line.points if point.cohort == cohort)
        return tuple(change for change in found if isinstance(change, Change))


type _People = tuple[dict[int, Sequence[int | None]], set[int], set[int]]  # levels; who released, who took back
type _Identity = tuple[UUID, tuple[str, ...], str, tuple[str, ...]]


def trend(last: Cohort | None = None) -> Trend:
    """The whole Trust in context, or its cohorts by start as far as this one: five statements, however many cohorts."""
    rows = list(Cohort.objects.select_related("trust", "programme", "framework_version").order_by("starts_on", "name"))
    rows = rows[: rows.index(last) + 1] if last else rows
    kinds = _kinds()
    shapes = outlines({row.framework_version_id for row in rows})
    heads = [_head(row, shapes[row.framework_version_id], kinds.get(row.pk, {})) for row in rows]
    floor = rows[0].trust.min_group_size if rows else LOWEST_FLOOR
    snapshots = _snapshots()
    lines: dict[_Identity, list[tuple[DomainHead, TrendPoint]]] = {}
    for row, cohort in zip(rows, heads, strict=True):
        shape = shapes[row.framework_version_id]
        for domain, point in _points(cohort, shape, floor, snapshots):
            lines.setdefault(_identity(row, shape, domain), []).append((domain, point))
    return Trend(floor, tuple(heads), _lines(lines))


def _kinds() -> dict[UUID, dict[str, bool]]:
    """By cohort, the kinds of its rounds in time, and whether each has closed."""
    order = list(RoundKind.values)
    found: dict[UUID, dict[str, bool]] = {}
    rows = Round.objects.order_by().values_list("cohort_id", "kind", "state")
    for cohort, kind, state in sorted(rows, key=lambda row: order.index(row[1])):
        found.setdefault(cohort, {})[kind] = state == RoundState.CLOSED
    return found


def _head(row: Cohort, shape: Outline, kinds: Mapping[str, bool]) -> TrendCohort:
    closed = tuple(kind for kind, is_closed in kinds.items() if is_closed)
    return TrendCohort(row.pk, row.name, row.programme.name, shape.version, row.starts_on, tuple(kinds), closed)


def _snapshots() -> Mapping[tuple[UUID, str], _People]:
    """What doctors submitted in closed rounds, of the version their cohort pins, by cohort and kind of round."""
    asked = Assessment.objects.of_self().submitted().filter(round__state=RoundState.CLOSED)
    pinned = asked.filter(version_id=F("round__cohort__framework_version_id"))
    found: dict[tuple[UUID, str], _People] = {}
    columns = ("round__cohort_id", "round__kind", "subject_id", "state", "first_released_at", "levels")
    for cohort, kind, person, state, released, levels in pinned.values_list(*columns):
        people, named, once = found.setdefault((cohort, kind), ({}, set(), set()))
        people[person.int] = levels  # a number is found many times as fast as a UUID
        if state == AssessmentState.RELEASED:
            named.add(person.int)
        elif released:
            once.add(person.int)
    return found


def _points(
    cohort: TrendCohort, shape: Outline, floor: int, snapshots: Mapping[tuple[UUID, str], _People]
) -> Iterator[tuple[DomainHead, TrendPoint]]:
    domains = tuple(domain.positions for domain in shape.domains)
    rounds: list[tuple[Levels[int], Group[int]]] = []
    for kind in cohort.kinds:
        people, *seen = snapshots.get((cohort.id, kind), ({}, set(), set()))
        rounds.append((people, Group(len(shape.levels), domains, floor, *map(frozenset, seen))))
    found = course(rounds)
    changes = found.changes if found.changes and cohort.has_change else (None,) * len(domains)
    for at, domain in enumerate(shape.domains if rounds else ()):
        yield domain, TrendPoint(cohort, tuple(cells[at] for cells in found.rounds), changes[at])


def _identity(row: Cohort, shape: Outline, domain: DomainHead) -> _Identity:
    codes = tuple(shape.competencies[at].code for at in domain.positions)
    return (row.framework_version.framework_id, shape.levels, domain.code, codes)


def _lines(found: Mapping[_Identity, Sequence[tuple[DomainHead, TrendPoint]]]) -> tuple[TrendLine, ...]:
    """Those of the latest cohort first, in the order of its framework."""
    ordered = sorted(
        found.items(), key=lambda line: (-line[1][-1][1].cohort.starts_on.toordinal(), line[1][-1][0].positions)
    )
    return tuple(
        TrendLine(code, parts[-1][0].name, levels, tuple(point for _, point in parts))
        for (_, levels, code, _), parts in ordered
    )
