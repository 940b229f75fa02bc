"""Requests for a place, their reviews and what became of them."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class HalfDay:
    """Time found in a week."""

    day: str
    session: str
    activity: str
    programmed_activities: Decimal
    cover: str
    clash: str = ""


@dataclass(frozen=True)
class Endorsement:
    """Whom the doctor asked, and what they answered; asked once the week was written, or so many days ago."""

    name: str
    email: str
    role: str
    answer: str = ""  # "supports", "does_not", "cannot"; nothing while it is awaited
    time_agreed: bool = True
    words: str = ""
    withdrawn: bool = False
    days_ago: int | None = None


@dataclass(frozen=True)
class Review:
    """One reviewer's scores: criterion key -> (score, reason)."""

    reviewer: str
    scores: dict[str, tuple[int, str]]
    comment: str = ""


@dataclass(frozen=True)
class Decision:
    """What became of an application."""

    outcome: str
    reason: str
    withdrew_because: str = ""  # of a place that was accepted
    reserve_reason: str = ""  # of somebody offered a place only once another was given up


@dataclass(frozen=True)
class Application:
    """A request for a place; `state` is "draft" while it is not handed in."""

    applicant: str
    state: str = ""
    commitment: str = ""
    insight: str = ""
    work_plan: str = ""
    adjustments: str = ""
    week: tuple[HalfDay, ...] = ()
    endorsements: tuple[Endorsement, ...] = ()
    reviews: tuple[Review, ...] = ()
    decision: Decision | None = None
