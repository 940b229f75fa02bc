"""The programme director's decision on one application: staged first and released with others, or made at once."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import formats, timezone

from cohorts import notifications
from cohorts.models import Application, Cohort, Decision, Offer, Review, StagedDecision
from cohorts.selectors.places import places_of
from cohorts.selectors.reviewers import has_left
from cohorts.states import APPLICATION, OPEN_STATES, ApplicationState, CohortState, Outcome, ReviewState
from trusts.models import Person
from trusts.services.audit import record_event
from trusts.services.moves import move
from trusts.workflow import RefusedError

OFFER_DAYS = 14
"""How long a place is held open unless the director says otherwise."""


@transaction.atomic
def decide(
    *,
    application: Application,
    outcome: Outcome,
    reason: str,
    by: Person,
    expires_at: datetime | None = None,
    key: UUID | None = None,
) -> Decision:
    """Offer a place, put on the reserve list, or decline; the reason is kept and the doctor is told. What was staged
    for the application is gone.

    An offer holds a place until `expires_at`, by default as default_expiry() says. Made
    of a staged decision it takes its `key`, so that its e-mail was readable, address and all, before it was sent.
    Refused when every place is taken or on offer; when the application is not awaiting a decision; to its applicant,
    to whoever declared a conflict, and to a reviewer of it who has not submitted their review.
    """
    # The cohort's row is locked first, here as when an offer is accepted: places are counted by one hand at a time.
    cohort = Cohort.objects.select_for_update(of=("self",)).get(applications=application.pk)
    application = _locked(application)
    check_decider(application, by)
    check_decision(application, cohort, outcome, reason)
    now = timezone.now()
    application = move(application, APPLICATION, outcome, by=by)
    decision: Decision = Decision.objects.create(
        application=application, outcome=outcome, reason=reason.strip(), decided_by=by, decided_at=now
    )
    record_event(action="application.decide", subject=application, by=by, outcome=outcome, decision=str(decision.pk))
    StagedDecision.objects.filter(application=application).delete()
    if outcome == Outcome.OFFER and expires_at and not key:  # the day of a staged one was checked as it was staged
        check_day(timezone.localdate(expires_at), cohort)
    until = expires_at or default_expiry(now, cohort)
    offer = _offer(application, cohort, until, key, by) if outcome == Outcome.OFFER else None
    notifications.tell_decided(application, outcome, offer)
    return decision


def default_expiry(now: datetime, cohort: Cohort) -> datetime:
    """The end, in UK time, of the day OFFER_DAYS after today, or of the programme's start where that comes before."""
    today = timezone.localdate(now)
    day = today + timedelta(days=OFFER_DAYS)
    return end_of(min(day, cohort.starts_on) if today < cohort.starts_on else day)


def end_of(day: date) -> datetime:
    """The last moment of a day in UK time, shown as 23:59."""
    return timezone.make_aware(datetime.combine(day, time.max))


def day_problem(day: date, cohort: Cohort) -> str:
    """Why a place cannot be held until the end of a day; empty when it can. A start that lies behind bounds nothing."""
    today = timezone.localdate()
    if day < today:
        return "The day until which the place is held must be today or later"
    if today < cohort.starts_on < day:
        starts = formats.date_format(cohort.starts_on, "j F Y")
        return f"The day until which the place is held must not be after the programme's start, {starts}"
    return ""


def _offer(application: Application, cohort: Cohort, expires_at: datetime, key: UUID | None, by: Person) -> Offer:
    places = places_of(cohort)
    if not places.free:
        wait = ", or wait until an offer is turned down" if places.offered else ""
        raise RefusedError(
            f"Every place of this cohort is taken or on offer: {places.taken} taken and {places.offered} on offer, of"
            f" {places.all}. Put this application on the reserve list{wait}."
        )
    if expires_at <= timezone.now():
        raise RefusedError("Choose a day in the future until which the place is held.")
    named = {"pk": key} if key else {}
    offer: Offer = Offer.objects.create(application=application, expires_at=expires_at, **named)
    record_event(action="offer.make", subject=offer, by=by, application=str(application.pk))
    return offer


def _locked(application: Application) -> Application:
    found: Application = (
        Application.objects.select_for_update(of=("self",))
        .select_related("cohort__programme", "applicant__user", "trust")
        .get(pk=application.pk)
    )
    return found


def check_decider(application: Application, by: Person) -> None:
    """Refuse the applicant, whoever declared a conflict, and a reviewer who has not submitted their review."""
    if by.pk == application.applicant_id:
        raise RefusedError("This is your own application, so another programme director must decide it.")
    reviews = Review.objects.standing().filter(application=application, reviewer=by)
    own = reviews.values_list("state", flat=True).first()
    if own == ReviewState.CONFLICTED:
        raise RefusedError("You have declared a conflict of interest, so another programme director must decide this.")
    if own in OPEN_STATES:
        raise RefusedError("You were asked to review this application. Submit your own review before you decide.")


def check_day(day: date, cohort: Cohort) -> None:
    """Refuse to hold a place until a day that is over, or that comes after the programme's start."""
    if problem := day_problem(day, cohort):
        raise RefusedError(f"{problem}.")


def check_decision(application: Application, cohort: Cohort, outcome: Outcome, reason: str) -> None:
    """Refuse a decision without its reason, one that the application or its cohort is past, one about somebody erased,
    and a place for somebody who could not open the offer."""
    if not reason.strip():
        raise RefusedError("Give the reason for the decision.")
    if cohort.state == CohortState.COMPLETE:
        raise RefusedError("This cohort is complete, so nothing more can be decided.")
    if application.applicant.erased_at is not None:
        raise RefusedError("What was kept about this doctor has been erased, so nothing more can be decided.")
    if outcome == Outcome.OFFER and has_left(application.applicant):
        raise RefusedError(f"{application.applicant} has left this Trust, so they could not open an offer of a place.")
    if outcome == Outcome.WAIT and application.state == ApplicationState.WAITING:
        raise RefusedError("This application is already on the reserve list.")
    if not APPLICATION.allows(outcome, application.state):
        words = application.get_state_display().lower()
        raise RefusedError(f"This application is not awaiting a decision. It is: {words}.")
