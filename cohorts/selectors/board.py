"""The review board of a cohort: one row an application, in as many queries for three rows as for three hundred."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from charts.strip import Strip
from cohorts.models import Application, Cohort, Criterion, Decision, Offer, Review
from cohorts.models.application import UNDECIDED
from cohorts.selectors.endorsements import latest_endorsements, told_word
from cohorts.selectors.reviews import post_line
from cohorts.states import (
    OPEN_STATES,
    STAGED_WORDS,
    ApplicationState,
    OfferState,
    Outcome,
    ReviewState,
)
from cohorts.statistics import Summary, disagreements, summarise
from trusts.models import Person
from trusts.name_order import name_key

COUNTED = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One application as the board shows it. Figures are None until a review is submitted.

    `done` of `wanted` reviews are submitted, `asked` of them are asked for. `is_hidden` is true where the viewer still
    owes a review of their own: the endorsement and the scores of others are then left out, and sort and filter do not
    know them either. `staged` is what is to be decided, in words, and `edition` is edition_of() it: empty while nothing
    is, and where the scores are left out.
    """

    pk: UUID
    applicant: str
    post: str
    submitted_at: datetime
    state: str
    words: str
    outcome: str
    staged: str
    edition: str
    decided_at: datetime | None
    expires_at: datetime | None
    endorsement: str | None
    done: int
    wanted: int
    asked: int
    mean: float | None
    median: float | None
    spread: float | None
    strip: Strip
    flags: tuple[str, ...]
    needs: frozenset[str]
    is_hidden: bool

    @property
    def is_unanswered(self) -> bool:
        """Whether it is on the reserve list because its offer ended unanswered."""
        return self.state == ApplicationState.WAITING and self.outcome == Outcome.OFFER.label

    @property
    def is_undecided(self) -> bool:
        """Whether a decision is still to be made, now or from the reserve list."""
        return self.state in UNDECIDED


@dataclass(frozen=True, slots=True)
class Board:
    """The rows the viewer may see, and how many were left out because they declared a conflict or applied; whether they
    applied.

    Of undecided applications: `to_ask` reviews have no reviewer yet, `owed` are asked for and not in, `waiting` are on
    the reserve list; decisions are `staged` for so many.
    """

    rows: tuple[BoardRow, ...]
    total: int
    awaiting: int
    waiting: int
    to_ask: int
    owed: int
    staged: int
    closed_to_viewer: int
    is_own_closed: bool

    @property
    def closed_words(self) -> str:
        """Why some are left out."""
        return closed_words(self.closed_to_viewer, is_own=self.is_own_closed)

    @property
    def sentence(self) -> str:
        """That none awaits its first decision, and how many on the reserve list may get another."""
        decided = self.total - self.waiting
        if not self.waiting:
            return f"{'The one application is' if self.total == 1 else f'All {self.total} applications are'} decided."
        waiting = f"{self.waiting} wait{'s' if self.waiting == 1 else ''} on the reserve list."
        return f"{decided} of {self.total} applications {'is' if decided == 1 else 'are'} decided; {waiting}"


SORTS: Mapping[str, Callable[[BoardRow], Any]] = {
    "applicant": lambda row: name_key(row.applicant),
    "endorsement": lambda row: row.endorsement,
    "reviews": lambda row: row.done,
    "mean": lambda row: row.mean,
    "median": lambda row: row.median,
    "spread": lambda row: row.spread,
    "submitted": lambda row: row.submitted_at,
}
STATES = {
    "awaiting": (ApplicationState.SUBMITTED,),
    "reserve": (ApplicationState.WAITING,),
    "offered": (ApplicationState.OFFERED,),
    "accepted": (ApplicationState.ACCEPTED,),
    "declined": (ApplicationState.DECLINED,),
    "withdrawn": (ApplicationState.WITHDRAWN,),
}
NEEDS = ("disagreement", "missing", "conflict")
STAGED = ("yes", "no")
DEFAULT_SORT = "-mean"


def board(
    cohort: Cohort, viewer: Person, *, sort: str = DEFAULT_SORT, state: str = "", need: str = "", staged: str = ""
) -> Board:
    """The applications handed in to a cohort, for one viewer, in four queries.

    Applications the viewer made, or declared a conflict with, are left out before anything is counted or sorted.
    `sort` is a key of SORTS, with a minus for the highest first; rows without the figure come last. `state` is a key
    of STATES, `need` one of NEEDS and `staged` one of STAGED; what is not known is ignored.
    """
    criteria = list(Criterion.objects.filter(cohort=cohort).order_by("position"))
    reviews = _reviews(cohort, viewer)
    every = _applications(cohort)
    mine = [row for row in every if not _is_closed(row, reviews.get(row["pk"], ()), viewer)]
    endorsements, now = latest_endorsements(cohort), timezone.now()
    rows = [
        _row(
            row,
            reviews.get(row["pk"], ()),
            told_word(endorsements.get(row["pk"]), of=row["state"], home=row["applicant__user__email"], now=now),
            criteria,
            cohort.reviews_per_application,
        )
        for row in mine
    ]
    shown = [row for row in rows if _matches(row, state, need) and _is_staged_as(row, staged)]
    return Board(
        rows=tuple(_sorted(shown, sort)),
        total=len(rows),
        awaiting=sum(row.state == ApplicationState.SUBMITTED for row in rows),
        waiting=sum(row.state == ApplicationState.WAITING for row in rows),
        to_ask=sum(row.wanted - row.asked for row in rows if row.is_undecided),
        owed=sum(row.asked - row.done for row in rows if row.is_undecided),
        staged=sum(bool(row.staged) for row in rows),
        closed_to_viewer=len(every) - len(rows),
        is_own_closed=any(row["applicant_id"] == viewer.pk for row in every),
    )


def closed_words(count: int, *, is_own: bool) -> str:
    """Why so many applications are closed to a programme director, one of them perhaps their own; each reason only
    where it is one."""
    conflicted, told = count - is_own, []
    if is_own:
        told.append("Your own application is not shown.")
    if conflicted:
        are = "application is" if conflicted == 1 else "applications are"
        told.append(f"{conflicted} {are} not shown, because you declared a conflict of interest.")
    return " ".join([*told, "Another programme director decides."]) if told else ""


def edition_of(staged_at: datetime | None) -> str:
    """Which edition of what is staged this is, by when it was staged; empty while nothing is."""
    return staged_at.isoformat() if staged_at else ""


def _applications(cohort: Cohort) -> list[dict[str, Any]]:
    """The applications handed in, each with what is staged for it, its latest decision and its open offer."""
    latest = Decision.objects.filter(application=OuterRef("pk")).order_by("-decided_at")
    offers = Offer.objects.filter(application=OuterRef("pk"), state=OfferState.OPEN)
    return list(
        Application.objects.filter(cohort=cohort)
        .submitted()
        .exclude(state=ApplicationState.DRAFT)
        .order_by("submitted_at", "pk")
        .values(
            "pk",
            "state",
            "submitted_at",
            "applicant_id",
            "applicant__title",
            "applicant__user__email",
            "applicant__full_name",
            "applicant__job_title",
            "applicant__specialty",
            "staged__outcome",
            "staged__staged_at",
            outcome=Subquery(latest.values("outcome")[:1]),
            decided_at=Subquery(latest.values("decided_at")[:1]),
            expires_at=Subquery(offers.values("expires_at")[:1]),
        )
    )


@dataclass(frozen=True, slots=True)
class _Given:
    """One review: whether it is the viewer's, where it stands, and its scores by position of the criterion."""

    is_viewers: bool
    state: str
    scores: Mapping[int, int]


def _reviews(cohort: Cohort, viewer: Person) -> dict[UUID, list[_Given]]:
    """Every review of the cohort that stands, by application; scores only of those submitted."""
    counted = Q(state=ReviewState.SUBMITTED, scores__isnull=False)
    order = "scores__criterion__position"
    rows = (
        Review.objects.standing()
        .filter(application__cohort=cohort)
        .order_by("submitted_at", "pk")
        .values_list("application_id", "state")
        .annotate(
            is_viewers=Q(reviewer=viewer),
            positions=ArrayAgg("scores__criterion__position", filter=counted, order_by=order),
            values=ArrayAgg("scores__value", filter=counted, order_by=order),
        )
    )
    found: dict[UUID, list[_Given]] = {}
    for application, state, is_viewers, positions, values in rows:
        scores = dict(zip(positions or (), values or (), strict=True))
        found.setdefault(application, []).append(_Given(is_viewers, state, scores))
    return found


def _is_closed(row: Mapping[str, Any], reviews: Sequence[_Given], viewer: Person) -> bool:
    if row["applicant_id"] == viewer.pk:
        return True
    return any(one.is_viewers and one.state == ReviewState.CONFLICTED for one in reviews)


def _row(
    row: Mapping[str, Any], reviews: Sequence[_Given], endorsement: str, criteria: Sequence[Criterion], wanted: int
) -> BoardRow:
    hidden = any(one.is_viewers and one.state in OPEN_STATES for one in reviews)
    submitted = [one for one in reviews if one.state == ReviewState.SUBMITTED]
    scores = [] if hidden else [one.scores for one in submitted]
    found = summarise(scores, {criterion.position: criterion.weight for criterion in criteria})
    conflicts = sum(one.state == ReviewState.CONFLICTED for one in reviews)
    done, asked = len(submitted), len(reviews) - conflicts
    wanted = max(wanted, asked)
    flags = [*_disagreement(scores, criteria), *_conflicts(conflicts)]
    if row["state"] == ApplicationState.SUBMITTED:
        flags += _missing(done, wanted, asked)
    if hidden:
        flags.append(("own", "Submit your own review to see the scores"))
    return BoardRow(
        pk=row["pk"],
        applicant=" ".join(part for part in (row["applicant__title"], row["applicant__full_name"]) if part),
        post=post_line(row["applicant__job_title"], row["applicant__specialty"]),
        submitted_at=row["submitted_at"],
        state=row["state"],
        words=ApplicationState(row["state"]).label,
        outcome=Outcome(row["outcome"]).label if row["outcome"] else "",
        staged=STAGED_WORDS[row["staged__outcome"]] if row["staged__outcome"] and not hidden else "",
        edition="" if hidden else edition_of(row["staged__staged_at"]),
        decided_at=row["decided_at"],
        expires_at=row["expires_at"],
        endorsement=None if hidden else endorsement,
        done=done,
        wanted=wanted,
        asked=asked,
        mean=_figure(found, "mean"),
        median=_figure(found, "median"),
        spread=_figure(found, "spread"),
        strip=Strip("Means of the reviews", tuple(map(float, found.means)) if found else ()),
        flags=tuple(words for _, words in flags),
        needs=frozenset(need for need, _ in flags),
        is_hidden=hidden,
    )


def _figure(found: Summary | None, name: str) -> float | None:
    return float(getattr(found, name)) if found else None


# What deserves a look, in words, each with the need it is filtered by.


def _disagreement(scores: Sequence[Mapping[int, int]], criteria: Sequence[Criterion]) -> Iterator[tuple[str, str]]:
    differing = disagreements(scores)
    if differing:
        widest, names = differing[0].points, {criterion.position: criterion.name for criterion in criteria}
        where = " and ".join(_uncapital(names[one.criterion]) for one in differing if one.points == widest)
        yield "disagreement", f"Reviewers disagree by {widest} on {where}"


def _conflicts(conflicts: int) -> Iterator[tuple[str, str]]:
    if conflicts:
        count = COUNTED[conflicts] if conflicts < len(COUNTED) else str(conflicts)
        yield "conflict", f"{count.capitalize()} conflict{'' if conflicts == 1 else 's'} declared"


def _missing(done: int, wanted: int, asked: int) -> Iterator[tuple[str, str]]:
    missing, unasked = wanted - done, wanted - asked
    if missing:
        yield "missing", "Review missing" if missing == 1 else f"{missing} reviews missing"
    if unasked:
        yield "missing", f"{unasked} reviewer{'' if unasked == 1 else 's'} still to ask"


def _uncapital(name: str) -> str:
    """A name inside a sentence; an abbreviation keeps its capitals."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def _matches(row: BoardRow, state: str, need: str) -> bool:
    return (state not in STATES or row.state in STATES[state]) and (need not in NEEDS or need in row.needs)


def _is_staged_as(row: BoardRow, staged: str) -> bool:
    """Whether something is staged, or nothing although a decision is to be made."""
    known = row.is_undecided and not row.is_hidden
    return staged not in STAGED or (known and bool(row.staged) == (staged == "yes"))


def _sorted(rows: Sequence[BoardRow], sort: str) -> list[BoardRow]:
    """By the figure asked for, ties by name; rows without it last either way."""
    name, descending = sort.removeprefix("-"), sort.startswith("-")
    if name not in SORTS:
        name, descending = DEFAULT_SORT.removeprefix("-"), True
    key = SORTS[name]
    named = sorted(rows, key=SORTS["applicant"])
    known = sorted((row for row in named if key(row) is not None), key=key, reverse=descending)
    return [*known, *(row for row in named if key(row) is None)]
