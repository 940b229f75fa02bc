"""Decisions staged: written down to be checked together, changed or taken back as often as wanted, told to nobody."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from cohorts.models import Application, Cohort, StagedDecision
from cohorts.selectors.board import edition_of
from cohorts.services.decisions import check_day, check_decider, check_decision
from cohorts.states import STAGED_WORDS, Outcome
from trusts.models import Person
from trusts.services.audit import record_event
from trusts.workflow import RefusedError


class SeveralRefusedError(RefusedError):
    """Some of the applications cannot be staged, so none was. Carries who, and why."""

    def __init__(self, refusals: Sequence[tuple[str, str]]) -> None:
        super().__init__(" ".join(f"{name}: {sentence}" for name, sentence in refusals))
        self.refusals = tuple(refusals)


@transaction.atomic
def stage_decision(
    *,
    application: Application,
    outcome: Outcome,
    reason: str,
    by: Person,
    expires_on: date | None = None,
    edition: str | None = None,
) -> StagedDecision:
    """Stage the decision on one application, or change what is staged. Whoever may decide may stage.

    A place offered is to be held until the end of `expires_on`, by default for as long as offers are, from the release.
    `edition` is edition_of() what the writer saw staged, None if they do not say: refused when it was changed since.
    """
    (application,) = _locked([application])
    check_decider(application, by)
    check_decision(application, application.cohort, outcome, reason)
    _check_day(application, outcome, expires_on)
    _check_edition(edition, _staged([application]).get(application.pk))
    return _stage(application, outcome, reason, expires_on, by)


@transaction.atomic
def stage_decisions(
    *,
    applications: Sequence[Application],
    outcome: Outcome,
    reason: str,
    by: Person,
    expires_on: date | None = None,
    editions: Mapping[UUID, str] | None = None,
) -> list[StagedDecision]:
    """Stage one outcome with one reason for several applications: all of them, or none.

    `editions` are those that the writer saw, by application. Raises SeveralRefusedError naming every application that
    stands in the way.
    """
    locked, refusals, editions = _locked(applications), [], editions or {}
    staged = _staged(locked)
    for application in locked:
        try:
            check_decider(application, by)
            check_decision(application, application.cohort, outcome, reason)
            _check_day(application, outcome, expires_on)
            _check_edition(editions.get(application.pk), staged.get(application.pk))
        except RefusedError as refusal:
            refusals.append((str(application.applicant), str(refusal)))
    if refusals:
        raise SeveralRefusedError(refusals)
    return [_stage(application, outcome, reason, expires_on, by) for application in locked]


@transaction.atomic
def unstage_decision(*, application: Application, by: Person) -> None:
    """Take back what is staged for an application. A second click changes nothing."""
    (application,) = _locked([application])
    check_decider(application, by)
    gone, _ = StagedDecision.objects.filter(application=application).delete()
    if gone:
        record_event(action="application.unstage", subject=application, by=by)


def _locked(applications: Sequence[Application]) -> list[Application]:
    """The rows, held until the transaction ends; their cohorts first, as when decisions are made and released."""
    keys = [application.pk for application in applications]
    cohorts = Cohort.objects.select_for_update(of=("self",), no_key=True)
    list(cohorts.filter(pk__in={application.cohort_id for application in applications}).order_by("pk"))
    rows = Application.objects.select_for_update(of=("self",)).select_related("cohort", "applicant").order_by("pk")
    return list(rows.filter(pk__in=keys))


def _staged(applications: Sequence[Application]) -> dict[UUID, StagedDecision]:
    """What is staged for these now, by application."""
    rows = StagedDecision.objects.filter(application__in=applications).select_related("staged_by")
    return {row.application_id: row for row in rows}


def _check_edition(edition: str | None, staged: StagedDecision | None) -> None:
    if edition in (None, edition_of(staged.staged_at if staged else None)):
        return
    now = "Nothing is staged now."
    if staged:
        now = f"Staged now: {STAGED_WORDS[Outcome(staged.outcome)].lower()}, by {staged.staged_by}."
    raise RefusedError(f"What is staged was changed since you opened this page. {now} Compare both, then stage yours.")


def _check_day(application: Application, outcome: Outcome, expires_on: date | None) -> None:
    if outcome == Outcome.OFFER and expires_on is not None:
        check_day(expires_on, application.cohort)


def _stage(
    application: Application, outcome: Outcome, reason: str, expires_on: date | None, by: Person
) -> StagedDecision:
    """The audit says that something was staged, not what: it is read by more people than may know before release."""
    staged: StagedDecision
    staged, _ = StagedDecision.objects.update_or_create(
        application=application,
        defaults={
            "outcome": outcome,
            "reason": reason.strip(),
            "expires_on": expires_on if outcome == Outcome.OFFER else None,
            "staged_by": by,
            "staged_at": timezone.now(),
        },
    )
    record_event(action="application.stage", subject=application, by=by)
    return staged
