"""Numbers about a cohort: the benchmark, the heat map and the progress of its rounds.

Every number comes from assessments.statistics, over snapshots of rounds that have closed. `beside_named=True`, the
default, is for readers who may also read released assessments by name (Medical Director, programme director): those,
and those who took theirs back, are subtracted before the floor is asked. Doctors see no names (False), and know their
own levels (`own`).
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, Subquery

from assessments.models import SUBMITTED, Assessment, Round
from assessments.selectors.outline import CompetencyHead, DomainHead, Outline, outline
from assessments.states import AssessmentState, Perspective, RoundKind, RoundState
from assessments.statistics import Cell, Group, Step, compare, outgrown, tabulate
from cohorts.models import Cohort, Place
from cohorts.states import PlaceState


@dataclass(frozen=True, slots=True)
class RoundProgress:
    """How far a cohort is in one round. Counts only: never who. `left` submitted it and gave up their place since: they
    are not among the submitted, and stay in the round's numbers."""

    round_id: UUID
    kind: str
    label: str
    state: str
    opens_on: date
    closes_on: date
    submitted: int
    released: int
    places: int
    left: int

    @property
    def is_closed(self) -> bool:
        """Whether the round's numbers about the group are shown."""
        return self.state == RoundState.CLOSED

    @property
    def words(self) -> str:
        """As '7 of 11 submitted'."""
        return f"{self.submitted} of {self.places} submitted"


@dataclass(frozen=True, slots=True)
class CompetencyNumbers:
    """Where the group stands in one competency, in one round."""

    head: CompetencyHead
    numbers: Cell


@dataclass(frozen=True, slots=True)
class DomainNumbers:
    """Where the group stands in one domain: each person at the mean of their levels in it."""

    head: DomainHead
    numbers: Cell


@dataclass(frozen=True, slots=True)
class RoundNumbers:
    """One round of the benchmark."""

    progress: RoundProgress
    competencies: tuple[CompetencyNumbers, ...]
    domains: tuple[DomainNumbers, ...]


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A cohort's rounds, in time, each with a cell for every competency and domain."""

    outline: Outline
    floor: int
    rounds: tuple[RoundNumbers, ...]

    def of(self, kind: str) -> RoundNumbers | None:
        """The round of this kind, if there is one."""
        return next((numbers for numbers in self.rounds if numbers.progress.kind == kind), None)


@dataclass(frozen=True, slots=True)
class HeatRow:
    """One competency, or one domain, then and now."""

    code: str
    title: str
    domain_code: str
    domain: str
    then: Cell
    now: Cell
    change: Step


@dataclass(frozen=True, slots=True)
class HeatMap:
    """The baseline beside the latest round that has closed; `rounds` are all. `now` is None until a later round has
    closed, and then says so in every cell; `then` is None until the baseline has closed."""

    outline: Outline
    floor: int
    rounds: tuple[RoundProgress, ...]
    then: RoundProgress | None
    now: RoundProgress | None
    rows: tuple[HeatRow, ...]
    domains: tuple[HeatRow, ...]


def progress(cohort: Cohort) -> tuple[RoundProgress, ...]:
    """Every round of the cohort, in time, with how many of its places have submitted: one statement."""
    seats = Place.objects.filter(cohort=cohort).exclude(state=PlaceState.WITHDRAWN)
    of_self = Q(assessments__perspective=Perspective.SELF)
    of_a_seat = of_self & Q(assessments__subject__in=seats.values("person"))
    rounds = Round.objects.filter(cohort=cohort).annotate(
        submitted=Count("assessments", filter=of_a_seat & Q(assessments__state__in=SUBMITTED)),
        released=Count("assessments", filter=of_a_seat & Q(assessments__state=AssessmentState.RELEASED)),
        handed_in=Count("assessments", filter=of_self & Q(assessments__state__in=SUBMITTED)),
        seats=Subquery(seats.order_by().values("cohort").annotate(n=Count("pk")).values("n")),
    )
    order = list(RoundKind.values)
    return tuple(_progress(row) for row in sorted(rounds, key=lambda row: order.index(row.kind)))


def _progress(row: Any) -> RoundProgress:
    return RoundProgress(
        round_id=row.pk,
        kind=row.kind,
        label=row.get_kind_display(),
        state=row.state,
        opens_on=row.opens_on,
        closes_on=row.closes_on,
        submitted=row.submitted,
        released=row.released,
        places=row.seats or 0,
        left=row.handed_in - row.submitted,
    )


def cohort_benchmark(
    cohort: Cohort,
    kinds: Iterable[str] | None = None,
    *,
    beside_named: bool = True,
    own: UUID | None = None,
    shape: Outline | None = None,
) -> Benchmark:
    """Where the cohort stands in each round of these kinds (all when None), per competency and per domain.

    `own` is the doctor of the cohort who reads it; `shape` the outline of its version, where the caller has it already.
    """
    found = _Loaded(cohort, beside_named, own, shape)
    wanted = set(RoundKind.values if kinds is None else kinds)
    rounds = tuple(_round_numbers(found, row) for row in found.progress if row.kind in wanted)
    return Benchmark(found.outline, found.floor, rounds)


def heat_map(cohort: Cohort, *, beside_named: bool = True) -> HeatMap:
    """Each competency and domain of the cohort: levels at baseline, levels now, the median change."""
    found = _Loaded(cohort, beside_named)
    closed = [row for row in found.progress if row.is_closed]
    then = next((row for row in closed if row.kind == RoundKind.BASELINE), None)
    now = next((row for row in reversed(closed) if row.kind != RoundKind.BASELINE), None)
    table = compare(found.people(then), found.people(now), found.group(then), found.group(now))
    rows = tuple(
        HeatRow(head.code, head.title, head.domain_code, head.domain, before, after, step)
        for head, before, after, step in zip(
            found.outline.competencies,
            table.then.competencies,
            table.now.competencies,
            table.competencies,
            strict=True,
        )
    )
    domains = tuple(
        HeatRow(head.code, head.name, head.code, head.name, before, after, step)
        for head, before, after, step in zip(
            found.outline.domains, table.then.domains, table.now.domains, table.domains, strict=True
        )
    )
    return HeatMap(found.outline, found.floor, found.progress, then, now, rows, domains)


def is_outgrown(cohort: Cohort, as_at: datetime, named: Collection[str] | None) -> bool:
    """Whether numbers made at an instant, when these assessments could be read by name, would now give somebody away to
    who reads names. None: not kept, so whichever had been released by then."""
    found = _Loaded(cohort, beside_named=True)
    then: dict[str, set[int]] = {kind: set() for kind in found.snapshots}
    once: dict[str, set[int]] = {kind: set() for kind in found.snapshots}
    released = Assessment.objects.of_self().filter(round__cohort=cohort, first_released_at__lte=as_at)
    for kind, person, pk in released.values_list("round__kind", "subject_id", "pk"):
        if kind in then:
            (then if named is None or str(pk) in named else once)[kind].add(person.int)
    closed = [(row, found.group(row)) for row in found.progress if row.is_closed]
    return any(
        outgrown(
            found.snapshots[row.kind],
            replace(now, known=frozenset(then[row.kind]), once=frozenset(once[row.kind])),
            now,
        )
        for row, now in closed
    )


class _Loaded:
    """What every number needs: the outline, the rounds, and the snapshots of closed rounds by kind and person. Four
    statements (a fifth when the cohort comes without its Trust)."""

    def __init__(
        self, cohort: Cohort, beside_named: bool, own: UUID | None = None, shape: Outline | None = None
    ) -> None:
        self.outline = shape or outline(cohort.framework_version_id)
        self.floor = cohort.trust.min_group_size
        self.progress = progress(cohort)
        closed = [row.kind for row in self.progress if row.is_closed]
        self.snapshots: dict[str, dict[int, Sequence[int | None]]] = {kind: {} for kind in closed}
        self.named: dict[str, set[int]] = {kind: set() for kind in RoundKind.values}
        self.once: dict[str, set[int]] = {kind: set() for kind in RoundKind.values}
        for kind, person, state, released, levels in _snapshot_rows(cohort, closed):
            self.snapshots[kind][person.int] = levels  # a number is found many times as fast as a UUID
            if person == own or (beside_named and state == AssessmentState.RELEASED):
                self.named[kind].add(person.int)
            elif beside_named and released:
                self.once[kind].add(person.int)

    def group(self, row: RoundProgress | None) -> Group[int]:
        """How to look at a round: the people a reader may see by name are those who released it."""
        domains = tuple(domain.positions for domain in self.outline.domains)
        seen = (frozenset(self.named[row.kind]), frozenset(self.once[row.kind])) if row else ()
        return Group(len(self.outline.levels), domains, self.floor, *seen)

    def people(self, row: RoundProgress | None) -> dict[int, Sequence[int | None]] | None:
        """The snapshots of a round; None while it has not closed."""
        return self.snapshots.get(row.kind) if row else None


def _snapshot_rows(cohort: Cohort, closed: list[str]) -> Any:
    of_self = Assessment.objects.of_self().submitted().filter(round__cohort=cohort, round__kind__in=closed)
    pinned = of_self.filter(version_id=cohort.framework_version_id)
    return pinned.values_list("round__kind", "subject_id", "state", "first_released_at", "levels")


def _round_numbers(found: _Loaded, row: RoundProgress) -> RoundNumbers:
    table = tabulate(found.people(row), found.group(row))
    return RoundNumbers(
        row,
        tuple(map(CompetencyNumbers, found.outline.competencies, table.competencies)),
        tuple(map(DomainNumbers, found.outline.domains, table.domains)),
    )
