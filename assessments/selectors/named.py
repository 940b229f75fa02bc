"""What doctors have released, by name. Nothing here is about a draft or an unreleased submission, and nothing carries a
reason, an importance, evidence or a goal: those stay the doctor's own."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from assessments.models import Assessment
from assessments.selectors.outline import Outline, outline
from assessments.states import RoundKind
from cohorts.models import Cohort
from trusts.name_order import by_last_name


@dataclass(frozen=True, slots=True)
class ReleasedAssessment:
    """One released self-assessment: exactly what the preview showed the doctor before they released it.

    `levels` and `then_levels` (None at baseline) are in the order of the version's competencies; a null is no
    opportunity yet, or not said.
    """

    id: UUID
    person_id: UUID
    name: str
    job_title: str
    gmc_number: str
    employee_number: str
    cohort_id: UUID
    cohort: str
    kind: str
    label: str
    version_id: UUID
    submitted_at: datetime
    released_at: datetime | None
    levels: tuple[int | None, ...]
    then_levels: tuple[int | None, ...] | None


@dataclass(frozen=True, slots=True)
class NamedGrid:
    """Doctors across who released their latest assessment of the cohort; levels down."""

    outline: Outline
    people: tuple[ReleasedAssessment, ...]


def released_assessments(
    cohorts: Iterable[Cohort] | None = None, kinds: Iterable[str] | None = None
) -> Iterator[ReleasedAssessment]:
    """What is released now, by cohort, round and name: one statement, rows fetched as they are read. None means all."""
    rows = Assessment.objects.released().of_self().filter(subject__erased_at=None)
    if cohorts is not None:
        rows = rows.filter(round__cohort__in=list(cohorts))
    if kinds is not None:
        rows = rows.filter(round__kind__in=list(kinds))
    rows = rows.select_related("subject", "round__cohort").order_by(
        "round__cohort__name", "round__opens_on", *by_last_name("subject__full_name"), "pk"
    )
    return (as_released(row) for row in rows.iterator(chunk_size=1000))


def as_released(row: Any) -> ReleasedAssessment:
    """A submitted assessment as the Trust would see it: for the list, the named view and the preview before release."""
    person, asked = row.subject, row.round
    return ReleasedAssessment(
        id=row.pk,
        person_id=person.pk,
        name=str(person),
        job_title=person.job_title,
        gmc_number=person.gmc_number,
        employee_number=person.employee_number,
        cohort_id=asked.cohort_id,
        cohort=asked.cohort.name,
        kind=asked.kind,
        label=asked.get_kind_display(),
        version_id=row.version_id,
        submitted_at=row.submitted_at,
        released_at=row.released_at,
        levels=tuple(row.levels),
        then_levels=tuple(row.then_levels) if row.then_levels is not None else None,
    )


def named_grid(cohort: Cohort, *, shape: Outline | None = None) -> NamedGrid:
    """The latest released assessment of each doctor of the cohort, by name: three statements, or one with the outline
    of the cohort's version in hand."""
    order = list(RoundKind.values)
    latest: dict[UUID, ReleasedAssessment] = {}
    for released in sorted(released_assessments([cohort]), key=lambda row: order.index(row.kind)):
        latest[released.person_id] = released
    people = sorted(latest.values(), key=lambda row: (row.name, str(row.person_id)))
    return NamedGrid(shape or outline(cohort.framework_version_id), tuple(people))
