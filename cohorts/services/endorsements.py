"""Endorsements: asked for by the doctor, sent as a link to somebody without an account, answered once by that link."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone

from cohorts import notifications
from cohorts.models import Application, Cohort, Endorsement
from cohorts.models.endorsement import BEING_MADE, STANDING
from cohorts.selectors.applications import Week, week_of
from cohorts.selectors.endorsements import is_outside
from cohorts.services.applications import lock_application, refuse_unless_open
from cohorts.services.calling_off import TASK, call_off
from cohorts.services.decisions import end_of
from cohorts.states import ENDORSEMENT, EndorsementState, EndorserRole
from trusts.invitations import new_token, token_digest, trust_slug
from trusts.models import Person, Trust
from trusts.nudges import nudge_on_commit
from trusts.selectors.mail import mail_settings
from trusts.services.audit import record_event
from trusts.services.moves import move
from trusts.tenancy import trust_context
from trusts.workflow import RefusedError

DAYS_TO_ANSWER = 14
MOST_ASKED = 5
CLOSED = "This link can no longer be used."
CHANGED = (
    "The work-plan has changed since this page was shown, and your answer was not kept. It stands above as it is now:"
    " check your answer, and send it again"
)
OUTSIDE = (
    "This is neither an NHS address nor one of your own organisation. Enter their work address, or confirm"
    " that this is it: those who decide see that it is neither"
)
ONCE_A_DAY = timedelta(days=1)


class AskRefusedError(RefusedError):
    """Nobody is asked, for a reason that lies in one `field` of what was given."""

    def __init__(self, sentence: str, field: str) -> None:
        super().__init__(sentence)
        self.field = field


@transaction.atomic
def ask_endorsement(
    *,
    application: Application,
    name: str,
    email: str,
    role: EndorserRole,
    by: Person,
    is_work_address: bool = False,
    answer_on: date | None = None,
) -> Endorsement:
    """Ask a line manager or clinical director to endorse an application, by the end of a day: within two weeks unless
    another is named, and never after applications close.

    Refused when somebody is asked already or has answered, to oneself, to an address that anybody can have unless it
    is said to be their work address, without any time in the work-plan to agree, after five requests, and once
    applications have closed.
    """
    application = lock_application(application)
    _refuse_unless_it_counts(application)
    _refuse_to_ask(application, email.lower(), by)
    problem = address_problem(email, by.user.email, is_work_address=is_work_address)
    if problem:
        raise AskRefusedError(problem, "email")
    endorsement: Endorsement = Endorsement.objects.create(
        application=application,
        name=name.strip(),
        email=email.lower(),
        role=role,
        asked_at=timezone.now(),
        answer_by=_last_moment(application.cohort, answer_on),
    )
    record_event(action="endorsement.ask", subject=endorsement, by=by, application=str(application.pk), role=role)
    nudge_on_commit(TASK, endorsement.trust_id, str(endorsement.pk))
    return endorsement


@transaction.atomic
def send_endorsement_again(*, application: Application, by: Person) -> Endorsement:
    """Send a new link; those sent before die at once. Once a day at most; a deadline that has passed is set anew."""
    application = lock_application(application)
    _refuse_unless_it_counts(application)
    endorsement, now = _standing(application), timezone.now()
    last = endorsement.reminded_at or endorsement.emailed_at
    if last is not None and last > now - ONCE_A_DAY:
        raise RefusedError("It was sent less than a day ago. Send it again tomorrow at the earliest.")
    is_over = endorsement.answer_by < now
    again = move(
        endorsement,
        ENDORSEMENT,
        "send_again",
        by=by,
        answer_by=_last_moment(application.cohort, None) if is_over else endorsement.answer_by,
        emailed_at=None,
        reminded_at=None,
        token_hashes=[],
        attempt=0,
        error="",
    )
    nudge_on_commit(TASK, again.trust_id, str(again.pk))
    return again


@transaction.atomic
def withdraw_endorsement(*, application: Application, by: Person) -> Endorsement:
    """Take a request back that nobody has answered, so that somebody else can be asked; its links die at once."""
    application = lock_application(application)
    return call_off(_standing(application), by)


@transaction.atomic
def deliver_endorsement(*, endorsement: Endorsement) -> None:
    """Send the request, or its one reminder, with a link made for it; or that it was taken back. A mail server that
    fails is tried again, twelve times; while the Trust's test mode is on the e-mail waits."""
    locked = Endorsement.objects.unsent(timezone.now()).filter(pk=endorsement.pk).select_for_update(of=("self",))
    fresh: Endorsement | None = locked.select_related("trust", "application__cohort__programme").first()
    if fresh is None or mail_settings().is_test:
        return
    if fresh.is_to_be_told:
        _send(fresh, *notifications.endorsement_called_off(fresh), is_to_be_told=False)
        return
    is_reminder = fresh.emailed_at is not None
    token = new_token(fresh.trust.slug)
    letter = notifications.endorsement_letter(fresh, token, is_reminder=is_reminder)
    sent: dict[str, Any] = {"reminded_at" if is_reminder else "emailed_at": timezone.now()}
    _send(fresh, *letter, token_hashes=[*fresh.token_hashes, token_digest(token)], **sent)


def _send(row: Endorsement, subject: str, body: str, **once_sent: Any) -> None:
    """Send, and keep what is then true of the row; or count the attempt."""
    try:
        send_mail(subject, body, None, [row.email])
    except OSError as error:  # smtplib's errors are OSErrors too
        kept = {"attempt": row.attempt + 1, "error": str(error)[:300]}
    else:
        kept = {"attempt": 0, "error": "", **once_sent}
    for name, value in kept.items():
        setattr(row, name, value)
    row.save(update_fields=[*kept, "updated_at"])


@transaction.atomic
def note_fault(*, endorsement_id: str, error: Exception) -> None:
    """Count an attempt that came to nothing by a fault of ours, so that it is not made for ever."""
    row = Endorsement.objects.select_for_update(of=("self",)).get(pk=endorsement_id)
    row.attempt, row.error = row.attempt + 1, str(error)[:300]
    row.save(update_fields=["attempt", "error", "updated_at"])


@dataclass(frozen=True)
class Request:
    """What whoever holds an open link may know: who asks, for what, by when, and the time to be agreed."""

    trust: str
    doctor: str
    programme: str
    cohort: str
    name: str
    role: str
    answer_by: datetime
    week: Week


def read_request(token: str) -> Request | None:
    """The open request a link belongs to; None when it is unknown, answered, withdrawn or out of time."""
    trust = _trust_of(token)
    if trust is None:
        return None
    with trust_context(trust.pk):
        row = _found(token)
        if row is None:
            return None
        application = row.application
        return Request(
            trust=trust.name,
            doctor=str(application.applicant),
            programme=application.cohort.programme.name,
            cohort=application.cohort.name,
            name=row.name,
            role=row.get_role_display().lower(),
            answer_by=row.answer_by,
            week=week_of(application),
        )


def was_called_off(token: str) -> bool:
    """Whether a link was one of a request that its doctor took back: only whoever got it can know."""
    trust = _trust_of(token)
    if trust is None:
        return False
    with trust_context(trust.pk):
        withdrawn = Endorsement.objects.called_off()
        return bool(withdrawn.filter(token_hashes__contains=[token_digest(token)]).exists())


def answer_by_link(
    *, token: str, supports: bool | None, is_time_agreed: bool | None, words: str, seen: str | None
) -> None:
    """Keep the answer of whoever holds an open link; refused for every other link alike, and the second time.

    `seen` is the fingerprint of the week that was shown (Week.seen): refused when it is not the week as it is now.
    """
    trust = _trust_of(token)
    if trust is None:
        raise RefusedError(CLOSED)
    with trust_context(trust.pk):
        row = _found(token)
        if row is None:
            raise RefusedError(CLOSED)
        give_endorsement(endorsement=row, supports=supports, is_time_agreed=is_time_agreed, words=words, seen=seen)


@transaction.atomic
def give_endorsement(
    *, endorsement: Endorsement, supports: bool | None, is_time_agreed: bool | None, words: str, seen: str | None
) -> Endorsement:
    """Keep an answer, once, with what the work-plan comes to; the doctor is told that it came, not what it says.

    `supports` None: whoever was asked cannot answer, the doctor is told so and may ask somebody else. Any other answer
    is refused when the week is not the one that was `seen` (Week.seen): nobody agrees to a time they were not shown.
    """
    application = lock_application(endorsement.application)
    # Locked: of two clicks, one waits here and finds that it was answered.
    locked = Endorsement.objects.answerable(timezone.now()).select_for_update(of=("self",))
    row = locked.filter(pk=endorsement.pk).first()
    if row is None:
        raise RefusedError(CLOSED)
    answer = {"answered_at": timezone.now(), "words": words.replace("\r\n", "\n").strip(), "token_hashes": []}
    if supports is None:
        row = move(row, ENDORSEMENT, "decline", by=None, **answer)
    else:
        week = week_of(application)
        if week.seen != seen:
            raise RefusedError(CHANGED)
        agreed = {"is_time_agreed": bool(is_time_agreed), "time_found": week.found, "half_days_seen": week.seen}
        row = move(row, ENDORSEMENT, "give", by=None, supports=supports, **agreed, **answer)
    notifications.endorsement_answered(row, application)
    return row


def address_problem(email: str, home: str, *, is_work_address: bool) -> str | None:
    """Why nothing is sent to an address yet: anybody can have it, and nobody said that it is their work address."""
    return OUTSIDE if is_outside(email, home) and not is_work_address else None


def default_answer_on(cohort: Cohort) -> date:
    """The day by which an answer is asked unless another is named."""
    closes_on = timezone.localdate(cohort.applications_close_at)
    return min(timezone.localdate() + timedelta(days=DAYS_TO_ANSWER), closes_on)


def _last_moment(cohort: Cohort, day: date | None) -> datetime:
    """The end of the day in UK time, or when applications close if that is sooner."""
    day = day or default_answer_on(cohort)
    if day < timezone.localdate():
        raise AskRefusedError("The day to answer by must be today or later.", "answer_on")
    if day > timezone.localdate(cohort.applications_close_at):
        raise AskRefusedError("The day to answer by cannot be after applications close.", "answer_on")
    return min(end_of(day), cohort.applications_close_at)


def _refuse_unless_it_counts(application: Application) -> None:
    if application.state not in BEING_MADE:
        state = application.get_state_display().lower()
        raise RefusedError(f"An endorsement can no longer be asked for: this application is {state}.")
    refuse_unless_open(application.cohort)


def _refuse_to_ask(application: Application, email: str, by: Person) -> None:
    asked = list(Endorsement.objects.filter(application=application).newest_first())
    if any(row.state == EndorsementState.GIVEN for row in asked):
        raise RefusedError("Your endorsement has been answered already.")
    standing = next((row for row in asked if row.state in STANDING), None)
    if standing is not None:
        sentence = f"You have asked {standing.name} already. Withdraw that request to ask somebody else."
        raise AskRefusedError(sentence, "name")
    if len(asked) >= MOST_ASKED:
        raise RefusedError(f"You have asked {MOST_ASKED} people, which is as many as you may for one application.")
    if email == by.user.email.lower():
        sentence = "You cannot endorse your own application: enter somebody else's e-mail address."
        raise AskRefusedError(sentence, "email")
    if not week_of(application).found:
        raise RefusedError("Fill in your week in the work-plan first: whoever endorses you is asked to agree the time.")


def _standing(application: Application) -> Endorsement:
    asked = application.endorsements.select_for_update(of=("self",)).filter(state=EndorsementState.REQUESTED)
    row: Endorsement | None = asked.first()
    if row is None:
        raise RefusedError("No request for an endorsement is waiting for an answer.")
    return row


def _trust_of(token: str) -> Trust | None:
    return Trust.objects.filter(slug=trust_slug(token), is_active=True).first()


def _found(token: str) -> Endorsement | None:
    """The open request of a link, by its digest and within the Trust in context alone."""
    rows = Endorsement.objects.answerable(timezone.now()).filter(token_hashes__contains=[token_digest(token)])
    row: Endorsement | None = rows.select_related("application__cohort__programme", "application__applicant").first()
    return row
