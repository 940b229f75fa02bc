"""What doctors released, as HR may read it: one row a competency of each released self-assessment.

Rows nobody released are never read at all, so no filter, total or order of this export can tell of them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone

from assessments.models import Assessment
from assessments.states import RoundKind
from cohorts.models import Cohort, Place
from cohorts.states import PlaceState
from frameworks.models import Competency, Level


@dataclass(frozen=True)
class Column:
    """One column of the export, with what it means."""

    name: str
    meaning: str


COLUMNS = (
    Column("Employee number", "The Trust's number for the person, as text; leading zeros are kept."),
    Column("GMC number", "Seven digits, as text."),
    Column("Name", "Title and full name as the Trust holds them today."),
    Column("Job title", "As the Trust holds it today."),
    Column("Grade", "As the Trust holds it today."),
    Column("Specialty", "As the Trust holds it today."),
    Column("Cohort", "The run of the programme."),
    Column("Place", "Active, Withdrawn or Complete; empty when the person holds no place."),
    Column("Round", "When the self-assessment was asked for: Baseline, Midpoint or End."),
    Column("Domain", "The group of competencies."),
    Column("Competency", "The competency's code, as text."),
    Column("Competency title", "Its title in the framework version of the cohort."),
    Column("Level", "The level the doctor placed themselves at, a number from 1; empty when there is none."),
    Column("Level name", "The level's name in that version."),
    Column("Status", "Rated, or No rating: not rated, or no opportunity yet to show it."),
    Column("Submitted on", "Day the doctor submitted, UK time, as YYYY-MM-DD."),
    Column("Released on", "Day the doctor released it to the Trust, UK time, as YYYY-MM-DD."),
    Column("Framework version", "The name and number of the framework version the levels belong to."),
)
Row = tuple[str | int | None, ...]


@dataclass(frozen=True)
class ReleasedAssessment:
    """One released self-assessment: who, when, and a level (or None) for each competency of its version in order."""

    id: UUID
    person: tuple[str, ...]
    place: str
    round: str
    submitted_on: date
    released_on: date
    version_id: UUID
    levels: tuple[int | None, ...]


@dataclass(frozen=True)
class VersionWords:
    """A framework version in words: (domain, code, title) of each competency in order, and the names of levels."""

    name: str
    competencies: tuple[tuple[str, str, str], ...]
    levels: dict[int, str]


@dataclass(frozen=True)
class Export:
    """Everything released in a cohort's rounds. `rows()` is made on the way, never held."""

    cohort: str
    assessments: tuple[ReleasedAssessment, ...]
    versions: dict[UUID, VersionWords]

    @property
    def people(self) -> int:
        """How many people the export names."""
        return len({assessment.person for assessment in self.assessments})

    @property
    def row_count(self) -> int:
        """How many rows the file has under its heading."""
        return sum(len(self.versions[a.version_id].competencies) for a in self.assessments)

    @property
    def rated(self) -> int:
        """How many rows hold a level."""
        return sum(level is not None for a in self.assessments for level in a.levels)

    def rows(self) -> Iterator[Row]:
        """The rows in the order of COLUMNS: by name, round, competency."""
        for a in self.assessments:
            words = self.versions[a.version_id]
            days = (a.submitted_on.isoformat(), a.released_on.isoformat(), words.name)
            for (domain, code, title), level in zip(words.competencies, a.levels, strict=True):
                named = "" if level is None else words.levels.get(level, "")
                status = "No rating" if level is None else "Rated"
                yield (*a.person, self.cohort, a.place, a.round, domain, code, title, level, named, status, *days)


def released_export(cohort: Cohort, rounds: list[str]) -> Export:
    """What was released in these rounds of the cohort (kinds of RoundKind), in a fixed order: a re-run on the same
    data gives the same rows. Four queries whatever the number of people."""
    found = (
        Assessment.objects.released()
        .of_self()
        .filter(round__cohort=cohort, round__kind__in=rounds)
        .select_related("subject", "round", "version__framework")
    )
    ordered = sorted(found, key=_order)
    places = dict(Place.objects.filter(cohort=cohort).values_list("person_id", "state"))
    versions = {a.version_id: a.version for a in ordered}
    return Export(
        cohort=cohort.name,
        assessments=tuple(_released(a, places.get(a.subject_id, "")) for a in ordered),
        versions=_words(versions),
    )


def released_rounds(cohort: Cohort) -> list[str]:
    """The kinds of round in which somebody released something."""
    kinds = set(
        Assessment.objects.released().of_self().filter(round__cohort=cohort).values_list("round__kind", flat=True)
    )
    return [kind for kind in RoundKind.values if kind in kinds]


def _order(a: Any) -> tuple[Any, ...]:
    kinds = list(RoundKind.values)
    return (a.subject.full_name, a.subject.employee_number, str(a.subject_id), kinds.index(a.round.kind))


def _released(a: Any, place: str) -> ReleasedAssessment:
    who = a.subject
    return ReleasedAssessment(
        id=a.pk,
        person=(who.employee_number, who.gmc_number, str(who), who.job_title, who.grade, who.specialty),
        place=PlaceState(place).label if place else "",
        round=a.round.get_kind_display(),
        submitted_on=timezone.localdate(a.submitted_at),
        released_on=timezone.localdate(a.released_at),
        version_id=a.version_id,
        levels=tuple(a.levels),
    )


def _words(versions: dict[UUID, Any]) -> dict[UUID, VersionWords]:
    competencies: dict[UUID, list[tuple[str, str, str]]] = {pk: [] for pk in versions}
    for item in Competency.objects.filter(version_id__in=versions).select_related("domain").order_by("position"):
        competencies[item.version_id].append((item.domain.name, item.code, item.title))
    levels: dict[UUID, dict[int, str]] = {pk: {} for pk in versions}
    for level in Level.objects.filter(version_id__in=versions):
        levels[level.version_id][level.position] = level.name
    return {
        pk: VersionWords(
            name=f"{version.framework.name}, version {version.number}",
            competencies=tuple(competencies[pk]),
            levels=levels[pk],
        )
        for pk, version in versions.items()
    }


def newest_released() -> dict[str, Any] | None:
    """The newest cohort in which somebody released something, with those rounds; None when nobody ever did."""
    released = Assessment.objects.released().of_self().values("round__cohort")
    cohort = Cohort.objects.filter(pk__in=released).newest_first().first()
    return {"cohort": str(cohort.pk), "rounds": released_rounds(cohort)} if cohort else None
