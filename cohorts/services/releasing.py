"""Staged decisions released together: first what would happen, with each e-mail as it will be; then all or none."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from cohorts import notifications
from cohorts.models import Application, Cohort, Decision, Offer, Review, StagedDecision
from cohorts.models.application import UNDECIDED
from cohorts.selectors.board import closed_words
from cohorts.selectors.places import Places, places_of
from cohorts.services.decisions import day_problem, decide, default_expiry, end_of
from cohorts.states import OPEN_STATES, STAGED_WORDS, ApplicationState, CohortState, Outcome, ReviewState
from trusts.models import Person
from trusts.services.notices import drafts_of
from trusts.workflow import RefusedError

NOTHING = (
    "Nothing is staged that you can release. It may have been released a moment ago, by you or by another programme"
    " director."
)
STAGED_FOR = {
    Outcome.OFFER: "to offer a place",
    Outcome.WAIT: "for the reserve list",
    Outcome.DECLINE: "to decline",
}
TEXTS = ("commitment", "insight", "work_plan", "adjustments")
CHANGED = "What is staged has changed since this page was shown. It stands here anew."


@dataclass(frozen=True, slots=True)
class ToRelease:
    """One staged decision, and the e-mail that its doctor will get. `expires_at` is None unless a place is offered.

    `done` of `wanted` reviews are in.
    """

    key: UUID
    application: Application
    outcome: Outcome
    reason: str
    expires_at: datetime | None
    staged_by: str
    staged_at: datetime
    to: str
    subject: str
    body: str
    done: int
    wanted: int

    @property
    def applicant(self) -> str:
        """Whose application it is."""
        return str(self.application.applicant)

    @property
    def words(self) -> str:
        """The outcome, as the board says it."""
        return STAGED_WORDS[self.outcome]


@dataclass(frozen=True, slots=True)
class Release:
    """What one programme director would release of a cohort, or of one application, if they did it now.

    `unstaged` await a decision and have none staged. Left out of both, staged or not, are those `owed` the director's
    own review, and those closed to the director, which `closed_to_viewer` counts: their own, if `is_own_closed`, and
    those they declared a conflict with. `problem` says why nothing can be
    released. `open_until` says until when more may apply: None once nobody may. `seen` changes with anything that would
    be done or sent.
    """

    ready: tuple[ToRelease, ...]
    owed: tuple[str, ...]
    unstaged: tuple[str, ...]
    closed_to_viewer: int
    is_own_closed: bool
    places: Places
    problem: str
    open_until: datetime | None
    seen: str

    @property
    def lacking(self) -> tuple[ToRelease, ...]:
        """Those whose reviews are not all in."""
        return tuple(one for one in self.ready if one.done < one.wanted)

    @property
    def counts(self) -> Counter[str]:
        """How many of each outcome."""
        return Counter(str(one.outcome) for one in self.ready)

    @property
    def sentence(self) -> str:
        """How many are staged, and for what."""
        found = [(self.counts[outcome], words) for outcome, words in STAGED_FOR.items() if self.counts[outcome]]
        if len(self.ready) == 1:
            return f"1 decision is staged: {found[0][1]}."
        return f"{len(self.ready)} decisions are staged: {', '.join(f'{count} {words}' for count, words in found)}."

    @property
    def closed_words(self) -> str:
        """Why some are left out."""
        return closed_words(self.closed_to_viewer, is_own=self.is_own_closed)

    @property
    def too_many(self) -> tuple[ToRelease, ...]:
        """The offers among which some have to change, where more are staged than places are free."""
        return tuple(one for one in self.ready if one.outcome == Outcome.OFFER) if self.left < 0 else ()

    @property
    def left(self) -> int:
        """Places still free afterwards."""
        return self.places.free - self.counts[Outcome.OFFER]


def to_release(*, cohort: Cohort, by: Person, only: UUID | None = None) -> Release:
    """What releasing would do now; statements do not grow with what is staged. Given `only`, for that application."""
    reviews = list(
        Review.objects.standing()
        .filter(application__cohort=cohort)
        .values_list("application_id", "reviewer_id", "state")
    )
    mine = {application: state for application, reviewer, state in reviews if reviewer == by.pk}
    handed_in = Application.objects.filter(cohort=cohort).submitted().exclude(state=ApplicationState.DRAFT)
    closed = Q(applicant=by) | Q(pk__in=[pk for pk, state in mine.items() if state == ReviewState.CONFLICTED])
    owed = Q(pk__in=[pk for pk, state in mine.items() if state in OPEN_STATES])
    undecided = handed_in.exclude(closed).filter(state__in=UNDECIDED)
    undecided = undecided.filter(pk=only) if only else undecided
    unstaged = undecided.exclude(owed).filter(state=ApplicationState.SUBMITTED, staged=None)
    states: dict[UUID, list[str]] = {}
    for application, _, state in reviews:
        states.setdefault(application, []).append(state)
    left_out = handed_in.filter(closed).aggregate(count=Count("pk"), own=Count("pk", filter=Q(applicant=by)))
    ready, places = _with_letters(_staged(undecided.exclude(owed), cohort), cohort, states), places_of(cohort)
    return Release(
        ready=ready,
        owed=_names(undecided.filter(owed)),
        unstaged=_names(unstaged),
        closed_to_viewer=left_out["count"],
        is_own_closed=bool(left_out["own"]),
        places=places,
        problem=_problem(ready, places, cohort),
        open_until=cohort.applications_close_at if cohort.takes_applications(timezone.now()) else None,
        seen=_seen(ready),
    )


@transaction.atomic
def release_decisions(*, cohort: Cohort, by: Person, seen: str, only: UUID | None = None) -> list[Decision]:
    """Decide everything staged that the director may decide, as it was `seen` (Release.seen), and tell the doctors.

    All of it or none: refused when nothing is staged (a second click), when it has changed since it was seen, when more
    places are offered than are free, and whenever decide() refuses one.
    """
    cohort = Cohort.objects.select_for_update(of=("self",)).get(pk=cohort.pk)
    held = Application.objects.select_for_update(of=("self",)).filter(cohort=cohort, state__in=UNDECIDED)
    list(held.order_by("pk").values_list("pk"))
    release = to_release(cohort=cohort, by=by, only=only)
    if not release.ready:
        raise RefusedError(NOTHING)
    if release.seen != seen:
        raise RefusedError(CHANGED)
    if release.problem:
        raise RefusedError(release.problem)
    return [
        decide(
            application=one.application,
            outcome=one.outcome,
            reason=one.reason,
            by=by,
            expires_at=one.expires_at,
            key=one.key,
        )
        for one in release.ready
    ]


def _names(applications: QuerySet[Application]) -> tuple[str, ...]:
    rows = applications.select_related("applicant").defer(*TEXTS)
    return tuple(sorted(str(row.applicant) for row in rows))


def _staged(applications: QuerySet[Application], cohort: Cohort) -> list[StagedDecision]:
    """What is staged for these applications of the cohort, by outcome and name, as the page shows it. Cohort, programme
    and Trust are known: to join them to each row makes a statement of nine joins."""
    rows = (
        StagedDecision.objects.filter(application__in=applications)
        .select_related("application__applicant__user", "staged_by")
        .defer(*(f"application__{name}" for name in TEXTS))
    )
    for row in rows:
        row.application.cohort = cohort
        row.application.trust = row.application.applicant.trust = cohort.trust
    order = list(Outcome)
    return sorted(rows, key=lambda row: (order.index(Outcome(row.outcome)), row.application.applicant.full_name))


def _with_letters(
    rows: Sequence[StagedDecision], cohort: Cohort, reviews: Mapping[UUID, Sequence[str]]
) -> tuple[ToRelease, ...]:
    """Each with its e-mail. `reviews` are the states of the reviews, by application."""
    now = timezone.now()
    days = [(end_of(row.expires_on) if row.expires_on else default_expiry(now, cohort)) for row in rows]
    offers = [
        Offer(pk=row.pk, application=row.application, expires_at=day) if row.outcome == Outcome.OFFER else None
        for row, day in zip(rows, days, strict=True)
    ]
    told = [
        notifications.decided(row.application, Outcome(row.outcome), offer)
        for row, offer in zip(rows, offers, strict=True)
    ]
    return tuple(
        ToRelease(
            key=row.pk,
            application=row.application,
            outcome=Outcome(row.outcome),
            reason=row.reason,
            expires_at=offer.expires_at if offer else None,
            staged_by=str(row.staged_by),
            staged_at=row.staged_at,
            to=row.application.applicant.user.email,
            subject=draft.subject,
            body=draft.body,
            **_reviews_in(reviews.get(row.application_id, ()), cohort),
        )
        for row, offer, draft in zip(rows, offers, drafts_of(told), strict=True)
    )


def _reviews_in(states: Sequence[str], cohort: Cohort) -> dict[str, int]:
    asked = sum(state != ReviewState.CONFLICTED for state in states)
    done = sum(state == ReviewState.SUBMITTED for state in states)
    return {"done": done, "wanted": max(cohort.reviews_per_application, asked)}


def shortage(offers: int, places: Places) -> str:
    """That more is offered than is free; to wait is named only where the offers that stand would be enough."""
    staged = "1 offer is staged" if offers == 1 else f"{offers} offers are staged"
    free = {0: "no place is free", 1: "1 place is free"}.get(places.free, f"{places.free} places are free")
    over = offers - places.free
    turned_down = "an offer that stands is" if over == 1 else f"{over} offers that stand are"
    wait = f", or wait until {turned_down} turned down" if places.offered >= over else ""
    return f"{staged}, and {free}. Change or take back {over}{wait}."


def _problem(ready: Sequence[ToRelease], places: Places, cohort: Cohort) -> str:
    """Why nothing can be released as it stands; empty when it can."""
    offers = [one for one in ready if one.outcome == Outcome.OFFER]
    if cohort.state == CohortState.COMPLETE:
        return "This cohort is complete, so nothing more can be decided."
    if len(offers) > places.free:
        return shortage(len(offers), places)
    late = [one.applicant for one in offers if one.expires_at and one.expires_at <= timezone.now()]
    if late:
        return f"The day until which a place is held is over: {', '.join(late)}. Stage it with another day."
    for one in offers:  # the start may have been moved since the day was chosen
        if one.expires_at and (problem := day_problem(timezone.localdate(one.expires_at), cohort)):
            return f"{one.applicant}: {problem}. Stage it with another day."
    return ""


def _seen(ready: Sequence[ToRelease]) -> str:
    """A fingerprint of what would be done and sent."""
    told = [
        [str(one.key), str(one.outcome), one.reason, str(one.expires_at), one.to, one.subject, one.body]
        for one in ready
    ]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()
