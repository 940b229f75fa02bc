"""The outline of a framework version: what the places in a snapshot's arrays mean."""

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
    levels = list(Level.objects.filter(version_id=version_id).select_related("version__framework").order_by("position"))
    rows = Competency.objects.filter(version_id=version_id).order_by("position")
    names = ("id", "code", "title", "statement", "domain__code", "domain__name")
    heads = tuple(
        CompetencyHead(id=pk, position=at, code=code, title=title, statement=statement, domain_code=dc, domain=dn)
        for at, (pk, code, title, statement, dc, dn) in enumerate(rows.values_list(*names))
    )
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
