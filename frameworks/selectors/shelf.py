"""The frameworks of a Trust with their versions, and what each competency serves."""

from collections import defaultdict
from dataclasses import dataclass

from frameworks.models import Framework, FrameworkVersion, StrategicObjective, TrustValue
from frameworks.selectors.booklet import Booklet, CompetencyText
from frameworks.states import VersionState


@dataclass(frozen=True)
class Shelf:
    """One framework: what is published, what is being written, and everything there was. Newest first."""

    framework: Framework
    versions: tuple[FrameworkVersion, ...]

    @property
    def published(self) -> FrameworkVersion | None:
        """The version everybody reads."""
        return next((v for v in self.versions if v.state == VersionState.PUBLISHED), None)

    @property
    def draft(self) -> FrameworkVersion | None:
        """The version being written or waiting to be published."""
        return next((v for v in self.versions if v.state in (VersionState.DRAFT, VersionState.APPROVED)), None)


def shelves(*, drafts: bool, framework: Framework | None = None) -> list[Shelf]:
    """Every framework, or one, by name; without `drafts` only what was published. Two queries."""
    frameworks = [framework] if framework else list(Framework.objects.all())
    rows = (
        FrameworkVersion.objects.filter(framework__in=frameworks) if drafts else FrameworkVersion.objects.seen_by_all()
    )
    rows = rows.select_related("framework", "approved_by", "published_by", "approval_asked_by").newest_first()
    versions = defaultdict(list)
    for row in rows:
        versions[row.framework_id].append(row)
    found = [Shelf(each, tuple(versions[each.pk])) for each in frameworks]
    return [shelf for shelf in found if shelf.versions or drafts]


@dataclass(frozen=True)
class Served:
    """A value or objective and the competencies that serve it, each with why it matters here ("" for values)."""

    row: TrustValue | StrategicObjective
    competencies: tuple[tuple[CompetencyText, str], ...]


@dataclass(frozen=True)
class Coverage:
    """Which competencies serve what, and the gaps both ways. Values and objectives since retired stand only where the
    version still shows them."""

    values: tuple[Served, ...]
    objectives: tuple[Served, ...]
    without_value: tuple[CompetencyText, ...]
    without_objective: tuple[CompetencyText, ...]

    @property
    def idle_values(self) -> tuple[Served, ...]:
        """Values no competency lives out."""
        return tuple(served for served in self.values if not served.competencies)

    @property
    def idle_objectives(self) -> tuple[Served, ...]:
        """Objectives no competency serves."""
        return tuple(served for served in self.objectives if not served.competencies)


def coverage(book: Booklet | None) -> Coverage:
    """Coverage of the Trust's values and objectives by one version, or by nothing yet. Two queries."""
    competencies = book.competencies if book else ()
    values = [
        Served(row, tuple((c, "") for c in competencies if row.pk in {v.pk for v in c.values}))
        for row in TrustValue.objects.order_by("position")
    ]
    objectives = [
        Served(row, tuple((c, o.why_here) for c in competencies for o in c.objectives if o.pk == row.pk))
        for row in StrategicObjective.objects.order_by("position")
    ]
    return Coverage(
        values=tuple(s for s in values if s.competencies or s.row.retired_on is None),
        objectives=tuple(s for s in objectives if s.competencies or s.row.retired_on is None),
        without_value=tuple(c for c in competencies if not c.values),
        without_objective=tuple(c for c in competencies if not c.objectives),
    )
