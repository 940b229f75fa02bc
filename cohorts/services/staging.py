"""Decisions staged: written down to be checked together, changed or taken back as often as wanted, told to nobody."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone

from cohorts.models import Application, Cohort, StagedDecision
from cohorts.services.decisions import check_decider, check_decision
from cohorts.states import Outcome
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
    `edition` is edition_of() what the writer saw staged: refused when something else is staged since.
    """
    (application,) = _locked([application])
    check_decider(application, by)
    check_decision(application, application.cohort, outcome, reason)
    _check_day(outcome, expires_on)
    if edition not in (None, edition_of(application.staged.first())):
        raise RefusedError("What is staged was changed since you opened this page. Compare both, then stage yours.")
    return _stage(application, outcome, reason, expires_on, by)


@transaction.atomic
def stage_decisions(
    *, applications: Sequence[Application], outcome: Outcome, reason: str, by: Person, expires_on: date | None = None
) -> list[StagedDecision]:
    """Stage one outcome with one reason for several applications: all of them, or none.

    Raises SeveralRefusedError naming every application that stands in the way.
    """
    _check_day(outcome, expires_on)
    locked, refusals = _locked(applications), []
    for application in locked:
        try:
            check_decider(application, by)
            check_decision(application, application.cohort, outcome, reason)
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


def edition_of(staged: StagedDecision | None) -> str:
    """Which edition of what is staged this is; empty while nothing is."""
    return staged.staged_at.isoformat() if staged else ""


def _locked(applications: Sequence[Application]) -> list[Application]:
    """The rows, held until the transaction ends; their cohorts first, as when decisions are made and released."""
    keys = [application.pk for application in applications]
    cohorts = Cohort.objects.select_for_update(of=("self",), no_key=True)
    list(cohorts.filter(pk__in={application.cohort_id for application in applications}).order_by("pk"))
    rows = Application.objects.select_for_update(of=("self",)).select_related("cohort", "applicant").order_by("pk")
    return list(rows.filter(pk__in=keys))


def _check_day(outcome: Outcome, expires_on: date | None) -> None:
    if outcome == Outcome.OFFER and expires_on is not None and expires_on < timezone.localdate():
        raise RefusedError("Choose a day that is not over, until which the place is held.")


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
