"""The outline of a framework version: what the places in a snapshot's arrays mean."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from frameworks.models import Competency, Level


@dataclass(frozen=True, slots=True)
class CompetencyHead:
    """One competency; `position` is its place in every array of its version, from 0."""

    id: UUID
    position: int
    code: str
    title: str
    statement: str
    domain_code: str
    domain: str


@dataclass(frozen=True, slots=True)
class DomainHead:
    """A domain and the positions of its competencies."""

    code: str
    name: str
    positions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """Levels (the lowest first), domains and competencies of one version, in order."""

    version_id: UUID
    version: str
    levels: tuple[str, ...]
    domains: tuple[DomainHead, ...]
    competencies: tuple[CompetencyHead, ...]

    def level(self, position: int | None) -> str:
        """The name of a level, '' for none."""
        return self.levels[position - 1] if position else ""


def outline(version_id: UUID) -> Outline:
    """The outline of one version: two statements."""
    return outlines([version_id])[version_id]


def outlines(version_ids: Iterable[UUID]) -> dict[UUID, Outline]:
    """The outlines of some versions: two statements, however many."""
    wanted = list(version_ids)
    levels: dict[UUID, list[Level]] = {version_id: [] for version_id in wanted}
    related = Level.objects.select_related("version__framework")
    for level in related.filter(version_id__in=wanted).order_by("position"):
        levels[level.version_id].append(level)
    heads: dict[UUID, list[CompetencyHead]] = {version_id: [] for version_id in wanted}
    rows = Competency.objects.filter(version_id__in=wanted).order_by("position")
    names = ("version_id", "id", "code", "title", "statement", "domain__code", "domain__name")
    for version_id, *told in rows.values_list(*names):
        heads[version_id].append(_head(len(heads[version_id]), *told))
    return {version_id: _outline(version_id, levels[version_id], tuple(heads[version_id])) for version_id in wanted}


def _head(at: int, pk: UUID, code: str, title: str, statement: str, domain_code: str, domain: str) -> CompetencyHead:
    return CompetencyHead(pk, at, code, title, statement, domain_code, domain)


def _outline(version_id: UUID, levels: list[Level], heads: tuple[CompetencyHead, ...]) -> Outline:
    return Outline(
        version_id=version_id,
        version=str(levels[0].version) if levels else "",
        levels=tuple(level.name for level in levels),
        domains=_domains(heads),
        competencies=heads,
    )


def _domains(heads: tuple[CompetencyHead, ...]) -> tuple[DomainHead, ...]:
    """In the order in which their first competency stands."""
    found: dict[tuple[str, str], list[int]] = {}
    for head in heads:
        found.setdefault((head.domain_code, head.domain), []).append(head.position)
    return tuple(DomainHead(code, name, tuple(places)) for (code, name), places in found.items())
