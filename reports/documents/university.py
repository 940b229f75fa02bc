"""The cohort report for the university: a section exists only when an agreement in force names its class of data.

Group numbers are those of the Trust's own report (released people subtracted before the floor is asked), although the
university sees no ratings by name: a director of the Trust reads both, and may not learn more from the two together.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from assessments.models import Assessment
from assessments.selectors import RoundProgress, heat_map, progress
from cohorts.models import Cohort, Place
from cohorts.states import PlaceState
from projects.selectors import project_results
from reports.documents.parts import (
    BenchmarkPart,
    Cover,
    ProjectPart,
    accent_of,
    benchmark_part,
    period,
    project_part,
    small_groups,
)
from trusts.models import University
from trusts.name_order import by_last_name
from trusts.states import DataClass

CONTENTS = (DataClass.PARTICIPANTS, DataClass.PROGRESS, DataClass.BENCHMARKS, DataClass.PROJECTS)
TITLES = {
    DataClass.PARTICIPANTS: "Participants",
    DataClass.PROGRESS: "Progress through the rounds",
    DataClass.BENCHMARKS: "Where the cohort stands",
    DataClass.PROJECTS: "Improvement projects",
}


@dataclass(frozen=True)
class ParticipantLine:
    """One participant; `rounds` says of each round, when progress is named too, what became of it."""

    name: str
    place: str
    rounds: tuple[str, ...]


@dataclass(frozen=True)
class UniversityReport:
    """The pages. What an agreement does not name is None."""

    cover: Cover
    classes: tuple[DataClass, ...]
    participants: tuple[ParticipantLine, ...] | None
    rounds: tuple[RoundProgress, ...] | None
    benchmark: BenchmarkPart | None
    projects: tuple[ProjectPart, ...] | None
    has_values: bool


def university_report(
    cohort: Cohort, university: University, agreed: frozenset[DataClass], as_at: datetime, reference: str = ""
) -> UniversityReport:
    """The report as the agreements allow it now; `agreed` are the classes they name together, `reference` is what tells
    it from another of the same day."""
    classes = tuple(name for name in CONTENTS if name in agreed)
    rounds = progress(cohort) if DataClass.PROGRESS in classes else None
    named = DataClass.PARTICIPANTS in classes
    projects = _projects(cohort, named=named) if DataClass.PROJECTS in classes else None
    has_values = any(project.values for project in projects or ())
    return UniversityReport(
        cover=_cover(cohort, university, classes, as_at, reference, has_values=has_values),
        classes=classes,
        participants=_participants(cohort, rounds or ()) if named else None,
        rounds=rounds,
        benchmark=benchmark_part(heat_map(cohort), of_submitted=False) if DataClass.BENCHMARKS in classes else None,
        projects=projects,
        has_values=has_values,
    )


def _participants(cohort: Cohort, rounds: tuple[RoundProgress, ...]) -> tuple[ParticipantLine, ...]:
    done = _completed(cohort) if rounds else set()
    places = (
        Place.objects.filter(cohort=cohort).select_related("person").order_by(*by_last_name("person__full_name"), "pk")
    )
    return tuple(
        ParticipantLine(
            str(place.person),
            PlaceState(place.state).label,
            tuple(_became(place, row, is_done=(place.person_id, row.round_id) in done) for row in rounds),
        )
        for place in places
    )


def _became(place: Place, asked: RoundProgress, *, is_done: bool) -> str:
    """Who submitted is told of a round that has closed; one whose doctor has left is not still to come."""
    if asked.is_closed and is_done:
        return "Completed"
    if place.state == PlaceState.WITHDRAWN:
        return "Withdrew"
    return "Not handed in" if asked.is_closed else "Not closed yet"


def _completed(cohort: Cohort) -> set[tuple[UUID, UUID]]:
    """Who has submitted which round: never at what level."""
    submitted = Assessment.objects.of_self().submitted().filter(round__cohort=cohort)
    return set(submitted.values_list("subject_id", "round_id"))


def _projects(cohort: Cohort, *, named: bool) -> tuple[ProjectPart, ...]:
    return tuple(project_part(result, named=named, full=False) for result in project_results(cohort))


def _cover(
    cohort: Cohort,
    university: University,
    classes: tuple[DataClass, ...],
    as_at: datetime,
    reference: str,
    *,
    has_values: bool,
) -> Cover:
    programme, trust = cohort.programme, cohort.trust
    held = "; ".join(name.label for name in classes) or "Nothing but this cover and the methods"
    facts = (
        ("Prepared by", trust.name),
        ("Prepared for", university.name),
        ("Reference", reference),
        ("Award", programme.award),
        ("Cohort", f"{cohort.name}, {period(cohort)}"),
        ("Framework", str(cohort.framework_version) if DataClass.BENCHMARKS in classes else ""),
        ("Holds, by agreement", held),
    )
    return Cover(
        organisation=trust.name,
        title=f"Cohort report for {university.name}",
        subject=f"{programme.name}, {cohort.name}",
        facts=tuple((label, words) for label, words in facts if words),
        sections=(
            *((name.value, TITLES[name]) for name in classes),
            ("methods", "How the numbers are made"),
            *([("tables", "Appendix: the values behind the charts")] if has_values else []),
        ),
        as_at=as_at,
        accent=accent_of(trust.accent_colour),
        rule=small_groups(trust.min_group_size),
    )
