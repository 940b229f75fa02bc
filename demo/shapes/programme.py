"""The course, its cohort and the agreement with the university."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Module:
    """A unit of the award."""

    code: str
    title: str
    credits: int


@dataclass(frozen=True)
class Stretch:
    """A stage of the programme and the months it fills, both included."""

    key: str
    name: str
    summary: str
    start_offset: int
    end_offset: int


@dataclass(frozen=True)
class Criterion:
    """What reviewers score, with words for 1, 3 and 5."""

    key: str
    name: str
    weight: int
    guidance: str
    anchor_1: str
    anchor_3: str
    anchor_5: str


@dataclass(frozen=True)
class Cohort:
    """One run."""

    name: str
    places: int
    start_offset: int
    end_offset: int


@dataclass(frozen=True)
class Shared:
    """A class of data the agreement names."""

    name: str


@dataclass(frozen=True)
class Agreement:
    """What the Trust shares with the university."""

    start_offset: int
    end_offset: int
    signed_for_trust_by: str
    statement: str
    classes: tuple[Shared, ...]


@dataclass(frozen=True)
class Programme:
    """The course, its one cohort, and the agreement. `began_offset`: when the Trust began to write its framework."""

    name: str
    summary: str
    award: str
    university: str
    weekly_pa_needed: Decimal
    now_offset: int
    began_offset: int
    stages: tuple[Stretch, ...]
    modules: tuple[Module, ...]
    cohort: Cohort
    criteria: tuple[Criterion, ...]
    sharing_agreement: Agreement

    def stage(self, key: str) -> Stretch:
        """A stage by its key."""
        return next(stage for stage in self.stages if stage.key == key)
