"""The changes the doctors lead."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Aim:
    """The aim in facts."""

    direction: str
    measure: str
    for_whom: str
    baseline: Decimal
    target: Decimal
    due_offset: int


@dataclass(frozen=True)
class Experience:
    """What patients said, and what changed because of it."""

    affected: str
    source: str
    text: str
    changed_because: str


@dataclass(frozen=True)
class Colleague:
    """Somebody of the team."""

    name: str
    profession: str
    part: str


@dataclass(frozen=True)
class Cycle:
    """One test of change."""

    number: int
    scale: str
    start_offset: int
    weeks: int
    question: str
    prediction: str
    happened: str = ""
    learning: str = ""
    act: str = ""  # none while it runs
    prediction_met: str = ""


@dataclass(frozen=True)
class Recalculation:
    """Limits calculated anew from a month on, and why."""

    month_offset: int
    reason: str


@dataclass(frozen=True)
class Ghost:
    """A value left out of the calculation: which, from 0, and why."""

    value: int
    reason: str


@dataclass(frozen=True)
class Measure:
    """What is counted; either `values`, or `numerators` with `denominators`."""

    key: str
    kind: str
    name: str
    unit: str
    direction: str
    definition: str
    source: str
    frequency: str
    start_offset: int
    patient_experience: bool = False
    target: Decimal | None = None
    floor: Decimal | None = None
    ceiling: Decimal | None = None
    values: tuple[Decimal, ...] = ()
    numerators: tuple[int, ...] = ()
    denominators: tuple[int, ...] = ()
    recalculations: tuple[Recalculation, ...] = ()
    ghosts: tuple[Ghost, ...] = ()


@dataclass(frozen=True)
class Sustain:
    """How a finished change goes on."""

    owner: str
    spread: str
    benefits: str
    review_offset: int


@dataclass(frozen=True)
class Project:
    """The change a doctor leads."""

    doctor: str
    title: str
    state: str
    objective: str
    sponsor: str
    competencies: tuple[str, ...]
    problem: str
    aim: str
    risks: tuple[str, ...]
    aim_fields: Aim
    patients_experience: Experience
    team: tuple[Colleague, ...]
    cycles: tuple[Cycle, ...]
    measures: tuple[Measure, ...]
    stakeholders: str = ""
    returned_because: str = ""
    learning_so_far: str = ""
    stopped_offset: int | None = None
    stopped_because: str = ""
    paused_offset: int | None = None
    paused_because: str = ""
    completed_offset: int | None = None
    sustain: Sustain | None = None
