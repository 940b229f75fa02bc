"""What goes on just now, and what the administrator has in hand."""

from dataclasses import dataclass

from demo.shapes.framework import Reason


@dataclass(frozen=True)
class Added:
    """A competency that the next version adds, and what each post needs of it."""

    domain: str
    code: str
    title: str
    statement: str
    is_not: str
    examples: tuple[str, ...]
    question: str
    values: tuple[str, ...]
    objectives: tuple[Reason, ...]
    descriptors: tuple[str, ...]
    ranges: dict[str, list[int]]


@dataclass(frozen=True)
class Reworded:
    """A competency whose statement the next version changes."""

    code: str
    statement: str


@dataclass(frozen=True)
class NextVersion:
    """The framework's next version: drafted, and sent for approval."""

    days_ago: int
    asked_days_ago: int
    change_note: str
    added: tuple[Added, ...]
    reworded: tuple[Reworded, ...]


@dataclass(frozen=True)
class Proposal:
    """An improvement project that waits for its sponsor."""

    doctor: str
    title: str
    objective: str
    sponsor: str
    competencies: tuple[str, ...]
    asked_days_ago: int
    problem: str
    aim: str
    stakeholders: str


@dataclass(frozen=True)
class Staged:
    """A decision that waits to be released."""

    applicant: str
    outcome: str
    reason: str
    days_ago: int


@dataclass(frozen=True)
class Invited:
    """Somebody asked to join."""

    email: str
    full_name: str
    title: str
    job_title: str
    role: str
    days_ago: int
    withdrawn_days_ago: int | None = None


@dataclass(frozen=True)
class AboutSomebody:
    """A hold on, or an erasure of, what is kept about somebody."""

    person: str
    reason: str
    days_ago: int


@dataclass(frozen=True)
class Period:
    """How long the Trust keeps a class of record."""

    record: str
    months: int
    days_ago: int


@dataclass(frozen=True)
class Export:
    """A file of HR's."""

    rounds: tuple[str, ...]
    purpose: str
    days_ago: int


@dataclass(frozen=True)
class Undelivered:
    """Whose last e-mail the mail server did not take."""

    person: str
    error: str


@dataclass(frozen=True)
class Lately:
    """All of it; a Trust may have little."""

    next_version: NextVersion | None = None
    proposals: tuple[Proposal, ...] = ()
    staged: tuple[Staged, ...] = ()
    invitations: tuple[Invited, ...] = ()
    hold: AboutSomebody | None = None
    erasure: AboutSomebody | None = None
    periods: tuple[Period, ...] = ()
    export: Export | None = None
    undelivered: Undelivered | None = None
