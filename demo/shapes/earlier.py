"""Cohorts before the first: who took part, and how far they came."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Alumnus:
    """A doctor of an earlier cohort."""

    title: str
    name: str
    post: str

    @property
    def email(self) -> str:
        """As the Trust gives addresses."""
        return f"{self.name.lower().replace(' ', '.')}@lancashire.example"


@dataclass(frozen=True)
class EarlierCohort:
    """One run. `baseline` weighs the levels, lowest first; `finished` doctors came to the end, where each level was one
    higher with the likelihood `rise`; the first `released` let the Trust read their levels."""

    name: str
    places: int
    start_offset: int
    end_offset: int
    finished: int
    released: int
    baseline: tuple[int, ...]
    rise: float
    doctors: tuple[Alumnus, ...]


@dataclass(frozen=True)
class EarlierProgramme:
    """What the pilots were called."""

    name: str
    summary: str


@dataclass(frozen=True)
class OneCriterion:
    """By what they were chosen."""

    name: str
    guidance: str
    anchors: tuple[str, ...]


@dataclass(frozen=True)
class PaperApplication:
    """What stands in every application, and why it led to a place."""

    commitment: str
    insight: str
    work_plan: str
    reason: str


@dataclass(frozen=True)
class Earlier:
    """Everything before the first cohort."""

    programme: EarlierProgramme
    criterion: OneCriterion
    application: PaperApplication
    cohorts: tuple[EarlierCohort, ...]
