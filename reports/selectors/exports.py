"""What doctors released, as HR may read it: one row a competency of each released self-assessment.

Rows nobody released are never read at all, so no filter, total or order of this export can tell of them; and nothing is
here that the preview before releasing does not show the doctor.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone

from assessments.models import Assessment
from assessments.selectors import CompetencyHead, Outline, ReleasedAssessment, outline, released_assessments
from assessments.states import RoundKind
from cohorts.models import Cohort, Place
from cohorts.states import PlaceState


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
GLANCE = ("Name", "Round", "Competency", "Level")
Cells = tuple[str | int | None, ...]


@dataclass(frozen=True)
class Released:
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
class Export:
    """Everything released in a cohort's rounds. `rows()` is made on the way, never held."""

    cohort: str
    assessments: tuple[Released, ...]
    versions: dict[UUID, Outline]

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

    def rows(self) -> Iterator[Cells]:
        """The rows in the order of COLUMNS: by name, round, competency."""
        for head, middles, tail in self.blocks():
            for middle in middles:
                yield (*head, *middle, *tail)

    def glance(self) -> Iterator[tuple[str, ...]]:
        """The rows as GLANCE tells them: of each assessment in turn a competency, of the next another."""
        longest = max((len(words.competencies) for words in self.versions.values()), default=0)
        for turn in range(longest):
            for number, a in enumerate(self.assessments):
                words = self.versions[a.version_id]
                if turn < len(words.competencies):
                    at = (turn + number) % len(words.competencies)
                    head, level = words.competencies[at], a.levels[at]
                    said = "No rating" if level is None else f"{level}, {words.level(level)}"
                    yield a.person[2], a.round, f"{head.code} {head.title}", said

    def blocks(self) -> Iterator[tuple[Cells, list[Cells], Cells]]:
        """An assessment at a time: the cells its rows begin with, those in which they differ, those they end with."""
        for a in self.assessments:
            words = self.versions[a.version_id]
            middles = [_middle(words, head, level) for head, level in zip(words.competencies, a.levels, strict=True)]
            tail = (a.submitted_on.isoformat(), a.released_on.isoformat(), words.version)
            yield (*a.person, self.cohort, a.place, a.round), middles, tail


def _middle(words: Outline, head: CompetencyHead, level: int | None) -> Cells:
    status = "No rating" if level is None else "Rated"
    return (head.domain, head.code, head.title, level, words.level(level), status)


def released_export(cohort: Cohort, rounds: list[str]) -> Export:
    """What was released in these rounds of the cohort (kinds of RoundKind), in a fixed order: a re-run on the same
    data gives the same rows. Four queries whatever the number of people."""
    ordered = sorted(released_assessments([cohort], rounds), key=_order)
    places = dict(Place.objects.filter(cohort=cohort).values_list("person_id", "state"))
    return Export(
        cohort=cohort.name,
        assessments=tuple(_released(row, places.get(row.person_id, "")) for row in ordered),
        versions={version: outline(version) for version in {row.version_id for row in ordered}},
    )


def released_rounds(cohort: Cohort) -> list[str]:
    """The kinds of round in which somebody released something."""
    kinds = set(
        Assessment.objects.released().of_self().filter(round__cohort=cohort).values_list("round__kind", flat=True)
    )
    return [kind for kind in RoundKind.values if kind in kinds]


def _order(row: ReleasedAssessment) -> tuple[Any, ...]:
    return (row.name, row.employee_number, str(row.person_id), list(RoundKind.values).index(row.kind))


def _released(row: ReleasedAssessment, place: str) -> Released:
    return Released(
        id=row.id,
        person=(row.employee_number, row.gmc_number, row.name, row.job_title),
        place=PlaceState(place).label if place else "",
        round=row.label,
        submitted_on=timezone.localdate(row.submitted_at),
        released_on=timezone.localdate(row.released_at),
        version_id=row.version_id,
        levels=row.levels,
    )


def newest_released() -> dict[str, Any] | None:
    """The newest cohort in which somebody released something, with those rounds; None when nobody ever did."""
    released = Assessment.objects.released().of_self().values("round__cohort")
    cohort = Cohort.objects.filter(pk__in=released).newest_first().first()
    return {"cohort": str(cohort.pk), "rounds": released_rounds(cohort)} if cohort else None
