"""A version as one reads it: values, levels, domains, competencies with everything said about each."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

from frameworks.models import (
    Competency,
    CompetencyObjective,
    CompetencyValue,
    Descriptor,
    Domain,
    FrameworkVersion,
    Level,
    RoleTarget,
    TrustValue,
)
from frameworks.states import VersionState


@dataclass(frozen=True)
class ValueText:
    """A value of the Trust."""

    pk: UUID
    name: str
    statement: str


@dataclass(frozen=True)
class ObjectiveText:
    """An objective a competency serves, and why that matters here."""

    pk: UUID
    code: str
    name: str
    statement: str
    why_here: str


@dataclass(frozen=True)
class LevelText:
    """A step of the scale; position 1 is the first."""

    pk: UUID
    position: int
    name: str
    definition: str


@dataclass(frozen=True)
class TargetText:
    """The levels a post asks for, both included."""

    post: str
    low: int
    high: int

    def __str__(self) -> str:
        return str(self.low) if self.low == self.high else f"{self.low} to {self.high}"


@dataclass(frozen=True)
class CompetencyText:
    """One thing a leader does. `descriptors` holds one text a level, the first level first, "" where unwritten;
    `position` is its place in the whole version from 0."""

    pk: UUID
    position: int
    code: str
    title: str
    statement: str
    is_not: str
    examples: str
    question: str
    descriptors: tuple[str, ...]
    values: tuple[ValueText, ...]
    objectives: tuple[ObjectiveText, ...]
    targets: tuple[TargetText, ...]

    @property
    def example_list(self) -> tuple[str, ...]:
        """Examples, one a line."""
        return tuple(line.strip() for line in self.examples.splitlines() if line.strip())

    @property
    def missing(self) -> tuple[int, ...]:
        """Positions of levels that have no descriptor yet."""
        return tuple(n for n, text in enumerate(self.descriptors, start=1) if not text)


@dataclass(frozen=True)
class DomainText:
    """A group of competencies."""

    pk: UUID
    code: str
    name: str
    summary: str
    competencies: tuple[CompetencyText, ...]


@dataclass(frozen=True)
class Booklet:
    """The whole version. `values` are those it shows: in a draft all current ones, once approved those it links."""

    version: FrameworkVersion
    values: tuple[ValueText, ...]
    levels: tuple[LevelText, ...]
    domains: tuple[DomainText, ...]

    @property
    def edition(self) -> str:
        """Changes with every word a reader of it is shown: who approves says which words they read."""
        about = (self.version.framework.name, self.version.framework.purpose, self.version.scale_kind)
        said = (*about, self.version.licence, self.version.change_note, self.values, self.levels, self.domains)
        return sha256(repr(said).encode()).hexdigest()[:16]

    @property
    def competencies(self) -> tuple[CompetencyText, ...]:
        """All of them, in order."""
        return tuple(c for domain in self.domains for c in domain.competencies)

    @property
    def posts(self) -> tuple[str, ...]:
        """Posts with targets, by name."""
        return tuple(sorted({t.post for c in self.competencies for t in c.targets}))


def competencies_in_order(version: FrameworkVersion) -> list[Competency]:
    """The competencies of a version by position, each with its domain. One query."""
    return list(Competency.objects.filter(version=version).select_related("domain").order_by("position"))


def booklet(version: FrameworkVersion) -> Booklet:
    """Everything a version says, in eight queries however long it is."""
    return booklets([version])[0]


def booklets(versions: Sequence[FrameworkVersion]) -> list[Booklet]:
    """Several versions at once, in the same eight queries."""
    parts = _Parts(versions)
    values = list(TrustValue.objects.order_by("position"))
    domains = _by("version_id", Domain.objects.filter(version__in=versions).order_by("position"))
    competencies = _by("domain_id", Competency.objects.filter(version__in=versions).order_by("position"))
    return [
        Booklet(
            version=version,
            values=_shown(version, values, parts),
            levels=tuple(parts.levels[version.pk]),
            domains=tuple(
                DomainText(d.pk, d.code, d.name, d.summary, tuple(parts.text_of(c) for c in competencies[d.pk]))
                for d in domains[version.pk]
            ),
        )
        for version in versions
    ]


class _Parts:
    """What belongs to competencies, read model by model and kept by competency."""

    def __init__(self, versions: Sequence[FrameworkVersion]) -> None:
        self.levels: dict[UUID, list[LevelText]] = defaultdict(list)
        for x in Level.objects.filter(version__in=versions).order_by("position"):
            self.levels[x.version_id].append(LevelText(x.pk, x.position, x.name, x.definition))
        descriptors = Descriptor.objects.filter(version__in=versions).values_list("competency_id", "level_id", "text")
        self.descriptors = {(competency, level): text for competency, level, text in descriptors}
        self.values = _links(CompetencyValue, versions, "value")
        self.objectives = _links(CompetencyObjective, versions, "objective")
        targets = RoleTarget.objects.filter(version__in=versions).order_by("low", "high", "post")
        self.targets = _by("competency_id", targets)

    def text_of(self, row: Competency) -> CompetencyText:
        """One competency with all that belongs to it."""
        levels = self.levels[row.version_id]
        return CompetencyText(
            pk=row.pk,
            position=row.position,
            code=row.code,
            title=row.title,
            statement=row.statement,
            is_not=row.is_not,
            examples=row.examples,
            question=row.question,
            descriptors=tuple(self.descriptors.get((row.pk, level.pk), "") for level in levels),
            values=tuple(_value(link.value) for link in self.values[row.pk]),
            objectives=tuple(_objective(link) for link in self.objectives[row.pk]),
            targets=tuple(TargetText(t.post, t.low, t.high) for t in self.targets[row.pk]),
        )


def _links(model: Any, versions: Sequence[FrameworkVersion], name: str) -> dict[UUID, list[Any]]:
    rows = model.objects.filter(version__in=versions).select_related(name).order_by(f"{name}__position")
    return _by("competency_id", rows)


def _by(key: str, rows: Iterable[Any]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, key)].append(row)
    return found


def _shown(version: FrameworkVersion, values: list[TrustValue], parts: _Parts) -> tuple[ValueText, ...]:
    linked = {x.value_id for links in parts.values.values() for x in links if x.version_id == version.pk}
    current = version.state == VersionState.DRAFT
    return tuple(_value(v) for v in values if v.pk in linked or (current and v.retired_on is None))


def _value(row: TrustValue) -> ValueText:
    return ValueText(row.pk, row.name, row.statement)


def _objective(link: CompetencyObjective) -> ObjectiveText:
    objective = link.objective
    return ObjectiveText(objective.pk, objective.code, objective.name, objective.statement, link.why_here)
