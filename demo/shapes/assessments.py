"""Where the doctors stand, what supports it, and what they mean to do."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Ratings:
    """Code -> level (0: no opportunity yet), importance, reason, and the baseline seen again."""

    levels: dict[str, int]
    importance: dict[str, int] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    retrospective_baseline: dict[str, int] = field(default_factory=dict)
    finished: bool = True


@dataclass(frozen=True)
class Evidence:
    """What supports ratings."""

    title: str
    description: str
    competencies: tuple[str, ...]
    month_offset: int
    url: str = ""
    note: str = ""


@dataclass(frozen=True)
class Goal:
    """What a doctor means to do."""

    text: str
    competencies: tuple[str, ...]
    due_in_months: int


@dataclass(frozen=True)
class Reopened:
    """A baseline taken up again: why the doctor asked, and what the programme director answered."""

    why: str
    answer: str


@dataclass(frozen=True)
class Assessment:
    """How one doctor stands, twice, and at the end as far as it is filled in."""

    doctor: str
    baseline: Ratings
    midpoint: Ratings
    evidence: tuple[Evidence, ...]
    goals: tuple[Goal, ...]
    reopened: Reopened | None = None
    end: Ratings | None = None
    end_evidence: tuple[Evidence, ...] = ()
