"""A doctor's application: begin, save as you go, submit, take back, withdraw.

A draft is saved part by part. Each save names the edition its page was made from; when that part has changed since (in
another tab, on another device) the save is refused with StaleEditionError and nothing is overwritten.
"""

import secrets
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from cohorts import notifications
from cohorts.models import Application, Cohort, Endorsement, Review, StagedDecision, WorkPlanEntry
from cohorts.selectors.applications import (
    Problem,
    beginning_problem,
    closed_problem,
    is_being_read,
    problems_of,
    rival_problem,
)
from cohorts.services.assignment import remove_review
from cohorts.services.calling_off import call_off
from cohorts.states import APPLICATION, ApplicationState, ReviewState
from trusts.models import Person
from trusts.services.audit import record_event
from trusts.services.moves import move
from trusts.workflow import RefusedError

# Letters and digits nobody mistakes for each other when read aloud.
RECEIPT_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
LONGEST_TEXT = 20_000
ENTRY_FIELDS = ("activity", "programmed_activities", "cover", "clash")


class StaleEditionError(RefusedError):
    """The part was changed since the page was made. Carries the application as it is kept, for both to be shown."""

    def __init__(self, application: Application) -> None:
        super().__init__(
            "This part was changed in another tab or on another device since you opened this page. "
            "Nothing was overwritten: compare both texts, then save."
        )
        self.application = application


class IncompleteError(RefusedError):
    """The draft lacks something. Carries what, part by part."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("Not submitted. " + " ".join(f"{problem.sentence}." for problem in problems))
        self.problems = tuple(problems)


@transaction.atomic
def begin_application(*, cohort: Cohort, by: Person) -> Application:
    """Begin a draft, or return the one already there: a doctor has one application in a cohort.

    One withdrawn before anybody read or decided it is taken up again with its text. Refuses when applications are not
    open, and to whoever has opened another application to the cohort as its reviewer.
    """
    cohort = Cohort.objects.select_for_update(of=("self",), no_key=True).get(pk=cohort.pk)
    existing = Application.objects.filter(cohort=cohort, applicant=by).first()
    if existing is not None and existing.state != ApplicationState.WITHDRAWN:
        return existing
    _refuse_if(beginning_problem(cohort, by))
    if existing is None:
        application = Application.objects.create(cohort=cohort, applicant=by)
        record_event(action="application.begin", subject=application, by=by, cohort=str(cohort.pk))
        return application
    return _back_to_draft(existing, "begin_again", by)


@transaction.atomic
def save_application(
    *,
    application: Application,
    edition: int,
    by: Person,
    commitment: str | None = None,
    insight: str | None = None,
    work_plan: str | None = None,
    adjustments: str | None = None,
    week: Sequence[dict[str, Any]] | None = None,
) -> Application:
    """Keep the parts given, leaving the others alone.

    `edition` is what the page was made from. `week` is the whole week: mappings of day (1 Monday to 5 Friday), session
    ("am"/"pm"), activity, programmed_activities (0 to 2), cover and clash; half-days left out are emptied. A text over
    its limit of words is kept, and refused only when submitted. Saving what is already kept changes nothing.
    Raises StaleEditionError when a given part changed after `edition`; refuses once applications have closed.
    """
    application = draft_held(application)
    texts = {"commitment": commitment, "insight": insight, "work_plan": work_plan, "adjustments": adjustments}
    changed = {name: _tidy(text) for name, text in texts.items() if text is not None}
    changed = {name: text for name, text in changed.items() if text != getattr(application, name)}
    new_week = None if week is None or _same_week(application, week) else week
    touched = set(changed) | ({"work_plan"} if new_week is not None else set())
    if not touched:
        return application
    if any(getattr(application, f"{part}_edition") > edition for part in touched):
        raise StaleEditionError(application)
    _keep(application, changed, new_week, touched)
    return application


@transaction.atomic
def submit_application(*, application: Application, by: Person) -> Application:
    """Hand a finished draft in and send the receipt. A second click returns what the first one did.

    Reviews of rivals that were asked of the doctor are taken from them. Raises IncompleteError naming everything
    missing; refuses once applications have closed, and to whoever has opened the application of a rival.
    """
    application = lock_application(application)
    if application.state == ApplicationState.SUBMITTED:
        return application
    _refuse_unless_draft(application)
    refuse_unless_open(application.cohort)
    problems = problems_of(application)
    if problems:
        raise IncompleteError(problems)
    _leave_reviewing(application.cohort, by)
    application = move(application, APPLICATION, "submit", by=by, submitted_at=timezone.now(), receipt=_new_receipt())
    notifications.application_received(application)
    return application


@transaction.atomic
def take_back_application(*, application: Application, by: Person) -> Application:
    """Make a submitted application a draft again, to change it: while applications are open and nobody reads it."""
    application = lock_application(application)
    refuse_unless_open(application.cohort)
    if is_being_read(application):
        raise RefusedError("A reviewer has begun to read your application, so it can no longer be changed.")
    return _back_to_draft(application, "take_back", by)


@transaction.atomic
def withdraw_application(*, application: Application, by: Person, reason: str = "") -> Application:
    """Leave the competition; what was written is kept. A request for an endorsement that could still be answered is
    taken back. A second click changes nothing."""
    application = lock_application(application)
    if application.state == ApplicationState.WITHDRAWN:
        return application
    if application.state == ApplicationState.OFFERED:
        raise RefusedError("You have been offered a place. Turn the offer down instead.")
    handed_in = application.submitted_at is not None
    for asked in (
        Endorsement.objects.answerable(timezone.now()).filter(application=application).select_for_update(of=("self",))
    ):
        call_off(asked, by)
    application = move(
        application, APPLICATION, "withdraw", by=by, withdrawn_at=timezone.now(), withdrawn_reason=reason.strip()
    )
    StagedDecision.objects.filter(application=application).delete()
    if handed_in:
        notifications.application_withdrawn(application)
    return application


def draft_held(application: Application) -> Application:
    """The draft, held until the transaction ends. Refuses once it is submitted or applications have closed."""
    application = lock_application(application)
    _refuse_unless_draft(application)
    refuse_unless_open(application.cohort)
    return application


def lock_application(application: Application) -> Application:
    """The application as it is now, held until the transaction ends."""
    rows = Application.objects.select_for_update(of=("self",)).select_related("cohort__programme", "applicant")
    locked: Application = rows.get(pk=application.pk)
    return locked


def _refuse_unless_draft(application: Application) -> None:
    if application.state != ApplicationState.DRAFT:
        state = application.get_state_display().lower()
        raise RefusedError(f"This application can no longer be changed. It is: {state}.")


def refuse_unless_open(cohort: Cohort) -> None:
    """Refuse unless the cohort takes applications now."""
    _refuse_if(closed_problem(cohort))


def _refuse_if(problem: str) -> None:
    if problem:
        raise RefusedError(problem)


def _leave_reviewing(cohort: Cohort, by: Person) -> None:
    """Whoever applies reviews no rival: what they were asked for and have not answered is taken from them."""
    asked = Review.objects.select_for_update(of=("self",)).for_reviewer(by).filter(application__cohort=cohort)
    unanswered = list(asked.filter(state=ReviewState.ASSIGNED))
    _refuse_if(rival_problem(cohort, by))
    for review in unanswered:
        remove_review(review=review, by=by)


def _tidy(text: str) -> str:
    """One kind of line end, none of the blanks at the ends."""
    text = text.replace("\r\n", "\n").strip()
    if len(text) > LONGEST_TEXT:
        raise RefusedError(f"A part can hold {LONGEST_TEXT:,} characters: yours has {len(text):,}.")
    return text


def _entries(week: Sequence[dict[str, Any]]) -> dict[tuple[int, str], tuple[str, Decimal, str, str]]:
    """The half-days that say something, by day and session."""
    entries = {
        (int(row["day"]), str(row["session"])): (
            row.get("activity", "").strip(),
            Decimal(row.get("programmed_activities") or 0),
            row.get("cover", "").strip(),
            row.get("clash", ""),
        )
        for row in week
    }
    return {key: entry for key, entry in entries.items() if any(entry)}


def _same_week(application: Application, week: Sequence[dict[str, Any]]) -> bool:
    kept = {(e.day, e.session): tuple(getattr(e, name) for name in ENTRY_FIELDS) for e in application.week.all()}
    return kept == _entries(week)


def _keep(
    application: Application, texts: dict[str, str], week: Sequence[dict[str, Any]] | None, touched: set[str]
) -> None:
    """Write the draft as its next edition."""
    application.edition += 1
    application.saved_at = timezone.now()
    for name, text in texts.items():
        setattr(application, name, text)
    for part in touched:
        setattr(application, f"{part}_edition", application.edition)
    application.save(
        update_fields=["edition", "saved_at", "updated_at", *texts, *(f"{part}_edition" for part in touched)]
    )
    if week is not None:
        _write_week(application, week)


def _write_week(application: Application, week: Sequence[dict[str, Any]]) -> None:
    rows = []
    for (day, session), values in _entries(week).items():
        fields = dict(zip(ENTRY_FIELDS, values, strict=True))
        row = WorkPlanEntry(trust_id=application.trust_id, application=application, day=day, session=session, **fields)
        row.clean_fields(exclude=["id", "trust", "application"])
        rows.append(row)
    application.week.all().delete()
    WorkPlanEntry.objects.bulk_create(rows)


def _back_to_draft(application: Application, name: str, by: Person) -> Application:
    StagedDecision.objects.filter(application=application).delete()
    cleared = {"submitted_at": None, "receipt": "", "withdrawn_at": None, "withdrawn_reason": ""}
    return move(application, APPLICATION, name, by=by, **cleared)


def _new_receipt() -> str:
    """Eight letters that can be read aloud; the database refuses one already given."""
    letters = "".join(secrets.choice(RECEIPT_LETTERS) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"
