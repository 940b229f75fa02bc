"""The row is the queue (docs/adr/0004): requested, claimed, renewed, finished or failed by guarded updates.

The one exception to "only move() writes a state": a lease must be taken, kept and given back in single statements
whose WHERE names the state and the lease, so that of two workers one is always told "not yours any more".
"""

import hashlib
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from cohorts.models import Cohort
from reports import notifications
from reports.models import Report
from reports.services.files import WrittenFile
from reports.states import ReportKind, ReportState
from trusts.models import Person, University
from trusts.nudges import Turn, nudge_on_commit
from trusts.services.audit import record_event
from trusts.workflow import RefusedError

TASK = "reports.tasks.build_report"
PERSONAL_LASTS = timedelta(days=14)
KEPT_BREAKING = "Making this report stopped the worker {attempts} times. Try again, or tell your Trust administrator."


@dataclass(frozen=True)
class Lease:
    """The right of one worker to make one report: valid until it runs out and another takes it."""

    trust_id: int
    report_id: str
    token: uuid.UUID


class LostLeaseError(Exception):
    """Another worker has the report now: stop, and keep nothing."""


def request_report(
    *,
    kind: str,
    cohort: Cohort,
    by: Person,
    university: University | None = None,
    params: dict[str, Any] | None = None,
    idem_key: str | None = None,
) -> Report:
    """Ask for a report. The same person asking again with the same `idem_key` (a double click, a repeated POST) gets
    the same row. Who may ask for which kind is asked by the caller (permissions.REQUEST_REPORT)."""
    return request_once(kind=kind, cohort=cohort, by=by, university=university, params=params, idem_key=idem_key)[0]


@transaction.atomic
def request_once(
    *,
    kind: str,
    cohort: Cohort | None,
    by: Person,
    university: University | None = None,
    about: Person | None = None,
    params: dict[str, Any] | None = None,
    idem_key: str | None = None,
) -> tuple[Report, bool]:
    """As request_report(), and whether the row is new. `about` asks for a document about one person, which ends."""
    if (kind == ReportKind.UNIVERSITY) != (university is not None):
        raise RefusedError("Name the university exactly when the report is for one.")
    report, is_new = Report.objects.get_or_create(
        idem_key=_scoped_key(idem_key or uuid.uuid4().hex, by, kind, cohort or about),
        defaults={
            "trust_id": by.trust_id,
            "kind": kind,
            "cohort": cohort,
            "university": university,
            "about": about,
            "expires_at": timezone.now() + PERSONAL_LASTS if about else None,
            "params": params or {},
            "requested_by": by,
            "enqueued_at": timezone.now(),
        },
    )
    if is_new:
        of = {"cohort": str(cohort.pk)} if cohort else {"about": str(about.pk) if about else ""}
        record_event(action="report.request", subject=report, by=by, kind=kind, **of)
        _nudge(report)
    return report, is_new


@transaction.atomic
def retry_report(*, report: Report, by: Person) -> Report:
    """Queue a failed report again with its attempts reset; one that is not failed is left as it is."""
    failed = Report.objects.filter(pk=report.pk, state=ReportState.FAILED)
    now = timezone.now()
    if failed.update(
        state=ReportState.QUEUED, attempt=0, progress=0, error="", finished_at=None, enqueued_at=now, updated_at=now
    ):
        record_event(action="report.retry", subject=report, by=by)
        _nudge(report)
    report.refresh_from_db()
    return report


def claim(*, report_id: str) -> Lease | None:
    """Take the report in one guarded UPDATE; None when there is nothing to do: finished, given up, or another's."""
    now, token = timezone.now(), uuid.uuid4()
    taken = Report.objects.claimable(now).filter(pk=report_id)
    if not taken.update(
        state=ReportState.RUNNING,
        lease_token=token,
        lease_until=_lease_end(now),
        attempt=F("attempt") + 1,
        progress=0,
        updated_at=now,
    ):
        return None
    trust_id = Report.objects.values_list("trust_id", flat=True).get(pk=report_id)
    return Lease(trust_id, str(report_id), token)


def heartbeat(*, lease: Lease, progress: int | None = None) -> None:
    """Renew the lease and say how far the work is, in per cent; raises LostLeaseError when it is another's."""
    now = timezone.now()
    fields = {} if progress is None else {"progress": progress}
    if not _held(lease).update(lease_until=_lease_end(now), updated_at=now, **fields):
        raise LostLeaseError


@transaction.atomic
def finish(
    *, lease: Lease, stored: WrittenFile, data_as_at: datetime, data_classes: list[str], params: dict[str, Any]
) -> None:
    """Name the file in the row, fenced by the lease: exactly one file is ever referenced. Raises LostLeaseError."""
    now = timezone.now()
    if not _held(lease).update(
        state=ReportState.READY,
        progress=100,
        file_key=stored.key,
        sha256=stored.sha256,
        size=stored.size,
        data_as_at=data_as_at,
        data_classes=data_classes,
        params=params,
        finished_at=now,
        error="",
        updated_at=now,
        **_NO_LEASE,
    ):
        raise LostLeaseError
    report = Report.objects.select_related("requested_by__user", "about__user", "cohort", "trust").get(
        pk=lease.report_id
    )
    record_event(action="report.finish", subject=report, by=None, sha256=stored.sha256, size=stored.size)
    notifications.report_ready(report)


@transaction.atomic
def fail(*, lease: Lease, reason: str) -> None:
    """Say plainly why there is no report; silent when the lease is another's by now."""
    if _held(lease).update(state=ReportState.FAILED, error=reason[:300], **_failed(), **_NO_LEASE):
        _record_failure(lease.report_id)


@transaction.atomic
def sweep() -> int:
    """In the Trust in context: fail what used up its attempts, nudge again what no nudge reached; returns how many.
    Whose worker died comes before all who wait, and who has waited comes before who asks now."""
    now = timezone.now()
    for report_id in list(Report.objects.given_up(now).values_list("pk", flat=True)):
        reason = KEPT_BREAKING.format(attempts=Report.objects.values_list("attempt", flat=True).get(pk=report_id))
        still = Report.objects.given_up(now).filter(pk=report_id)
        if still.update(state=ReportState.FAILED, error=reason, **_failed(), **_NO_LEASE):
            _record_failure(report_id)
    silent_since = now - timedelta(seconds=settings.REPORT_NUDGE_AGAIN_SECONDS)
    waiting = list(Report.objects.neglected(now, silent_since).order_by("created_at")[:100])
    Report.objects.filter(pk__in=[report.pk for report in waiting]).update(enqueued_at=now)
    for report in waiting:
        _nudge(report, Turn.FIRST if report.state == ReportState.RUNNING else Turn.SOON)
    return len(waiting)


_NO_LEASE: dict[str, Any] = {"lease_token": None, "lease_until": None}


def _failed() -> dict[str, Any]:
    now = timezone.now()
    return {"finished_at": now, "updated_at": now}


def _record_failure(report_id: object) -> None:
    report = Report.objects.select_related("requested_by__user", "about__user", "cohort", "trust").get(pk=report_id)
    record_event(action="report.fail", subject=report, by=None, attempt=report.attempt)
    notifications.report_failed(report)


def _held(lease: Lease) -> Any:
    return Report.objects.filter(pk=lease.report_id, state=ReportState.RUNNING, lease_token=lease.token)


def _lease_end(now: datetime) -> datetime:
    return now + timedelta(seconds=settings.REPORT_LEASE_SECONDS)


def _scoped_key(key: str, by: Person, kind: str, of: Any) -> str:
    """A key of the requester's own: nobody reaches another's report by repeating its key."""
    return hashlib.sha256(f"{by.pk}|{kind}|{getattr(of, 'pk', '')}|{key}".encode()).hexdigest()


def _nudge(report: Report, turn: Turn = Turn.USUAL) -> None:
    nudge_on_commit(TASK, report.trust_id, str(report.pk), turn=turn)
