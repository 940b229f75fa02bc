"""What a university sees, read in its own context: PostgreSQL shows the rows and columns that agreements in force name,
and nothing here asks for more. Outside an agreement the same questions have empty answers."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from cohorts.models import Cohort, Place
from cohorts.states import CohortState, PlaceState
from projects.models import ImprovementProject
from projects.states import ProjectState
from reports.models import Report
from reports.models.report import reference_of
from trusts.models import SharingAgreement
from trusts.name_order import by_last_name
from trusts.states import DataClass


@dataclass(frozen=True)
class Agreement:
    """One agreement in force: what it names, for what, until when."""

    classes: tuple[DataClass, ...]
    purpose: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class SharedCohort:
    """One cohort of a programme run with the university."""

    pk: UUID
    name: str
    state: str
    starts_on: date
    ends_on: date
    programme: str
    award: str
    trust_id: int
    trust: str


@dataclass(frozen=True)
class SharingTrust:
    """A Trust that shares something today."""

    name: str
    agreements: tuple[Agreement, ...]
    cohorts: tuple[SharedCohort, ...]

    @property
    def classes(self) -> frozenset[DataClass]:
        """What its agreements name together."""
        return frozenset(name for agreement in self.agreements for name in agreement.classes)


@dataclass(frozen=True)
class Participant:
    """A name and where the place stands."""

    name: str
    place: str


@dataclass(frozen=True)
class SharedProject:
    """What an improvement project is about."""

    title: str
    aim: str
    state: str


@dataclass(frozen=True)
class SharedReport:
    """A report the Trust prepared for the university."""

    pk: UUID
    made_at: datetime
    data_as_at: datetime
    size: int

    @property
    def reference(self) -> str:
        """As on its cover."""
        return reference_of(self.pk)


@dataclass(frozen=True)
class CohortShown:
    """Everything of one cohort that agreements name; a class they do not name is None."""

    cohort: SharedCohort
    classes: frozenset[DataClass]
    participants: tuple[Participant, ...] | None
    projects: tuple[SharedProject, ...] | None
    reports: tuple[SharedReport, ...] | None


def shared_with_us() -> tuple[SharingTrust, ...]:
    """Every Trust with an agreement in force, by name, with its cohorts newest first: two statements."""
    agreements: dict[int, list[Agreement]] = defaultdict(list)
    names: dict[int, str] = {}
    fields = ("trust_id", "trust__name", "data_classes", "purpose", "starts_on", "ends_on")
    for trust_id, name, classes, purpose, starts, ends in SharingAgreement.objects.order_by("ends_on").values_list(
        *fields
    ):
        names[trust_id] = name
        agreements[trust_id].append(Agreement(tuple(map(DataClass, classes)), purpose, starts, ends))
    cohorts: dict[int, list[SharedCohort]] = defaultdict(list)
    for cohort in _cohorts():
        cohorts[cohort.trust_id].append(cohort)
    by_name = sorted(names, key=lambda trust_id: names[trust_id])
    return tuple(SharingTrust(names[pk], tuple(agreements[pk]), tuple(cohorts[pk])) for pk in by_name)


def cohort_shown(pk: UUID) -> CohortShown | None:
    """One cohort; None when no agreement in force shows it. Five statements at most."""
    cohort = next(iter(_cohorts(pk)), None)
    if cohort is None:
        return None
    rows = SharingAgreement.objects.filter(trust_id=cohort.trust_id).values_list("data_classes", flat=True)
    classes = frozenset(DataClass(name) for names in rows for name in names)
    return CohortShown(
        cohort,
        classes,
        _participants(pk) if DataClass.PARTICIPANTS in classes else None,
        _projects(pk) if DataClass.PROJECTS in classes else None,
        _reports(pk) if DataClass.REPORTS in classes else None,
    )


def _cohorts(pk: UUID | None = None) -> tuple[SharedCohort, ...]:
    rows = Cohort.objects.newest_first() if pk is None else Cohort.objects.filter(pk=pk)
    names = ("programme__name", "programme__award", "trust_id", "trust__name")
    found = rows.values_list("pk", "name", "state", "starts_on", "ends_on", *names)
    return tuple(SharedCohort(key, name, CohortState(state).label, *rest) for key, name, state, *rest in found)


def _participants(cohort: UUID) -> tuple[Participant, ...]:
    rows = Place.objects.filter(cohort_id=cohort).order_by(*by_last_name("person__full_name"), "pk")
    found = rows.values_list("person__title", "person__full_name", "state")
    return tuple(Participant(f"{title} {name}".strip(), PlaceState(state).label) for title, name, state in found)


def _projects(cohort: UUID) -> tuple[SharedProject, ...]:
    rows = ImprovementProject.objects.filter(cohort_id=cohort).order_by("title", "pk")
    found = rows.values_list("title", "aim", "state")
    return tuple(SharedProject(title, aim, ProjectState(state).label) for title, aim, state in found)


def _reports(cohort: UUID) -> tuple[SharedReport, ...]:
    rows = Report.objects.filter(cohort_id=cohort).order_by("-finished_at", "pk")
    return tuple(SharedReport(*row) for row in rows.values_list("pk", "finished_at", "data_as_at", "size"))
