"""A version as one reads it: values, levels, domains, competencies with everything said about each."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from frameworks.models import (
    Competency,
    CompetencyObjective,
    CompetencyValue,
    Descriptor,
    FrameworkVersion,
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
    levels = tuple(LevelText(x.pk, x.position, x.name, x.definition) for x in version.levels.order_by("position"))
    parts = _Parts(version, levels)
    competencies: dict[UUID, list[CompetencyText]] = defaultdict(list)
    for row in Competency.objects.filter(version=version).order_by("position"):
        competencies[row.domain_id].append(parts.text_of(row))
    domains = tuple(
        DomainText(d.pk, d.code, d.name, d.summary, tuple(competencies[d.pk]))
        for d in version.domains.order_by("position")
    )
    return Booklet(version=version, values=_values(version, parts), levels=levels, domains=domains)


class _Parts:
    """What belongs to competencies, read model by model and kept by competency."""

    def __init__(self, version: FrameworkVersion, levels: tuple[LevelText, ...]) -> None:
        self.levels = levels
        self.descriptors: dict[tuple[UUID, UUID], str] = {
            (competency, level): text
            for competency, level, text in Descriptor.objects.filter(version=version).values_list(
                "competency_id", "level_id", "text"
            )
        }
        self.values = _by_competency(CompetencyValue, version, "value")
        self.objectives = _by_competency(CompetencyObjective, version, "objective")
        self.targets: dict[UUID, list[RoleTarget]] = defaultdict(list)
        for target in RoleTarget.objects.filter(version=version).order_by("low", "high", "post"):
            self.targets[target.competency_id].append(target)

    def text_of(self, row: Competency) -> CompetencyText:
        """One competency with all that belongs to it."""
        return CompetencyText(
            pk=row.pk,
            position=row.position,
            code=row.code,
            title=row.title,
            statement=row.statement,
            is_not=row.is_not,
            examples=row.examples,
            question=row.question,
            descriptors=tuple(self.descriptors.get((row.pk, level.pk), "") for level in self.levels),
            values=tuple(_value(link.value) for link in self.values[row.pk]),
            objectives=tuple(_objective(link) for link in self.objectives[row.pk]),
            targets=tuple(TargetText(t.post, t.low, t.high) for t in self.targets[row.pk]),
        )


def _by_competency(model: Any, version: FrameworkVersion, name: str) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    for link in model.objects.filter(version=version).select_related(name).order_by(f"{name}__position"):
        found[link.competency_id].append(link)
    return found


def _values(version: FrameworkVersion, parts: _Parts) -> tuple[ValueText, ...]:
    linked = {link.value_id for links in parts.values.values() for link in links}
    rows = TrustValue.objects.order_by("position")
    if version.state == VersionState.DRAFT:
        return tuple(_value(row) for row in rows if row.retired_on is None or row.pk in linked)
    return tuple(_value(row) for row in rows if row.pk in linked)


def _value(row: TrustValue) -> ValueText:
    return ValueText(row.pk, row.name, row.statement)


def _objective(link: CompetencyObjective) -> ObjectiveText:
    objective = link.objective
    return ObjectiveText(objective.pk, objective.code, objective.name, objective.statement, link.why_here)
