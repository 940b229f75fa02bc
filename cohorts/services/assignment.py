"""Ask people to review applications: by hand, or shared out evenly."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from cohorts import notifications
from cohorts.models import Application, Cohort, Review
from cohorts.models.application import UNDECIDED
from cohorts.selectors.reviewers import barred_from_cohort, conflicts_with, people_with_role
from cohorts.states import OPEN_STATES, CohortState, ReviewState
from trusts.models import Event, Person
from trusts.services.audit import record_event
from trusts.states import Role
from trusts.workflow import RefusedError


@transaction.atomic
def assign_reviewers(*, application: Application, reviewers: Iterable[Person], by: Person) -> list[Review]:
    """Ask people to review an application that is handed in and not yet decided; returns the new reviews.

    Somebody already asked is left as they are. Refused for somebody who is not a reviewer of this Trust, who applies
    to the same cohort, or who declared a conflict with the applicant.
    """
    application = _locked(application)
    _check_open(application, by)
    reviewers = list(reviewers)
    _check_reviewers(application, reviewers)
    asked = set(application.reviews.values_list("reviewer_id", flat=True))
    new = [_ask(application, reviewer, by) for reviewer in reviewers if reviewer.pk not in asked]
    for review in new:
        notifications.reviews_assigned(review.reviewer, application.cohort, 1)
    return new


@transaction.atomic
def assign_evenly(*, cohort: Cohort, by: Person) -> list[Review]:
    """Give every application awaiting a decision the reviews it still lacks, sharing the work evenly.

    What was asked of somebody who is a reviewer no longer does not count. Never asks an applicant of the cohort, nor
    anybody about an applicant with whom they declared a conflict, nor about an application that is closed to the person
    who assigns. Returns the new reviews; fewer than are lacking when there are too few people to ask.
    """
    # The cohort's row first, then the applications' by key: in the order in which decisions are staged and released.
    cohort = Cohort.objects.select_for_update(of=("self",)).select_related("programme", "trust").get(pk=cohort.pk)
    held = Application.objects.filter(cohort=cohort).awaiting_decision().order_by("pk").select_for_update()
    applications = sorted(held, key=lambda application: (application.submitted_at, application.pk))
    people = {person.pk: person for person in people_with_role(Role.REVIEWER)}
    shares = share_out(*_needs(cohort, applications, people, by))
    by_key = {application.pk: application for application in applications}
    new = [_ask(by_key[key], people[reviewer], by) for key, reviewer in shares]
    for reviewer, count in Counter(review.reviewer for review in new).items():
        notifications.reviews_assigned(reviewer, cohort, count)
    return new


@transaction.atomic
def remove_review(*, review: Review, by: Person) -> None:
    """Take back a request to review that nobody has begun to answer."""
    review = Review.objects.select_for_update(of=("self",)).get(pk=review.pk)
    if review.state != ReviewState.ASSIGNED or review.no_conflict_at is not None:
        raise RefusedError("This reviewer has already begun, so the review cannot be taken back.")
    record_event(action="review.remove", subject=review, by=by, application=str(review.application_id))
    review.delete()


@transaction.atomic
def remind_reviewers(*, cohort: Cohort, by: Person) -> int:
    """Remind everybody who still owes a review of an undecided application, at most once a UK day; returns how many."""
    cohort = Cohort.objects.select_for_update(of=("self",)).select_related("programme", "trust").get(pk=cohort.pk)
    if cohort.state == CohortState.COMPLETE:
        raise RefusedError("This cohort is complete, so no review of it is wanted any more.")
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    lines = Event.objects.filter(action="cohort.remind_reviewers", subject_id=str(cohort.pk), created_at__gte=today)
    if lines.exists():
        raise RefusedError("Reviewers of this cohort were already reminded today.")
    owed = (
        Review.objects.standing()
        .filter(
            application__cohort=cohort,
            application__state__in=UNDECIDED,
            state__in=OPEN_STATES,
        )
        .select_related("reviewer")
    )
    counts = Counter(review.reviewer for review in owed)
    if not counts:
        raise RefusedError("Nobody owes a review: there is nothing to remind them of.")
    for reviewer, count in counts.items():
        notifications.reviews_wanted(reviewer, cohort, count)
    record_event(action="cohort.remind_reviewers", subject=cohort, by=by, reviewers=len(counts))
    return len(counts)


@dataclass(frozen=True, slots=True)
class Need:
    """An application that lacks so many reviews, and who cannot give one."""

    application: UUID
    reviews: int
    barred: Collection[UUID]


def share_out(needs: Sequence[Need], loads: Mapping[UUID, int]) -> list[tuple[UUID, UUID]]:
    """Pairs (application, reviewer), always choosing those with the fewest reviews; ties in the order of `loads`.

    Applications with the fewest people to choose from come first. From equal loads, and with nobody barred, loads
    never differ by more than one.
    """
    held = dict(loads)
    pairs = []
    for need in sorted(needs, key=lambda need: -len(set(need.barred) & set(held))):
        free = [reviewer for reviewer in held if reviewer not in need.barred]
        for reviewer in sorted(free, key=held.__getitem__)[: need.reviews]:
            held[reviewer] += 1
            pairs.append((need.application, reviewer))
    return pairs


def _needs(
    cohort: Cohort, applications: Sequence[Application], people: Mapping[UUID, Person], by: Person
) -> tuple[list[Need], dict[UUID, int]]:
    """What each application lacks, and how many reviews of this cohort each person already has."""
    rows = list(
        Review.objects.standing()
        .filter(application__in=applications)
        .values_list("application_id", "reviewer_id", "state")
    )
    live = [(application, reviewer) for application, reviewer, state in rows if state != ReviewState.CONFLICTED]
    given, load = Counter(a for a, _ in live), Counter(reviewer for _, reviewer in live)
    applicants = barred_from_cohort(cohort)
    conflicts = conflicts_with(application.applicant_id for application in applications)
    needs = []
    for application in applications:
        conflicted = {reviewer for reviewer, applicant in conflicts if applicant == application.applicant_id}
        if by.pk in conflicted or by.pk == application.applicant_id:
            continue
        asked = {reviewer for one, reviewer, _ in rows if one == application.pk}
        lacking = cohort.reviews_per_application - given[application.pk]
        needs.append(Need(application.pk, max(0, lacking), applicants | conflicted | asked))
    return needs, {pk: load[pk] for pk in people}


def _ask(application: Application, reviewer: Person, by: Person) -> Review:
    review: Review = Review.objects.create(trust_id=application.trust_id, application=application, reviewer=reviewer)
    record_event(
        action="review.assign", subject=review, by=by, application=str(application.pk), reviewer=str(reviewer.pk)
    )
    return review


def _locked(application: Application) -> Application:
    found: Application = (
        Application.objects.select_for_update(of=("self",)).select_related("cohort", "applicant").get(pk=application.pk)
    )
    return found


def _check_open(application: Application, by: Person) -> None:
    if application.state not in UNDECIDED:
        raise RefusedError("Reviewers can be asked once an application is submitted and until it is decided.")
    if by.pk == application.applicant_id:
        raise RefusedError("This is your own application, so another programme director must choose its reviewers.")


def _check_reviewers(application: Application, reviewers: Sequence[Person]) -> None:
    allowed = {person.pk for person in people_with_role(Role.REVIEWER)}
    applied = barred_from_cohort(application.cohort)
    conflicts = conflicts_with([application.applicant_id])
    for reviewer in reviewers:
        if reviewer.pk not in allowed:
            raise RefusedError(f"{reviewer} is not a reviewer in this Trust.")
        if reviewer.pk in applied:
            raise RefusedError(f"{reviewer} applies to this cohort, so they cannot review an application to it.")
        if (reviewer.pk, application.applicant_id) in conflicts:
            raise RefusedError(f"{reviewer} has declared a conflict of interest with {application.applicant}.")
