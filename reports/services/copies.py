"""Copies of somebody's data: asked for by themselves or, by letter, by the administrator; they end by themselves."""

from typing import BinaryIO

from django.db import transaction
from django.utils import timezone

from reports.models import Report
from reports.services.erasing import drop_report
from reports.services.files import discard, open_file
from reports.services.jobs import request_once
from reports.states import ReportKind, ReportState
from trusts.clocks import months_before
from trusts.labels import Record
from trusts.models import Person
from trusts.services.audit import record_event
from trusts.services.retention import months_kept
from trusts.workflow import RefusedError


def request_copy(*, about: Person, by: Person, idem_key: str | None = None) -> Report:
    """Ask for a copy of everything kept about a person. While one is being made, that one is given back."""
    copies = Report.objects.filter(about=about, kind=ReportKind.DATA_COPY)
    under_way = copies.filter(state__in=(ReportState.QUEUED, ReportState.RUNNING)).first()
    if under_way is not None:
        return under_way
    return request_once(kind=ReportKind.DATA_COPY, cohort=None, about=about, by=by, idem_key=idem_key)[0]


def open_copy(*, report: Report, by: Person) -> BinaryIO:
    """The file of a finished copy, until it ends; the audit keeps who fetched it and when."""
    if report.state != ReportState.READY:
        raise RefusedError("This copy is not ready yet.")
    if report.expires_at is None or report.expires_at <= timezone.now():
        raise RefusedError("This copy has ended. Ask for a new one.")
    file = open_file(report)
    record_event(action="data_copy.download", subject=report, by=by, about=str(report.about_id), sha256=report.sha256)
    return file


@transaction.atomic
def end_copies() -> int:
    """In the Trust in context, delete the files and rows of copies, and of individual reports, whose time is over;
    returns how many."""
    ended = list(Report.objects.filter(expires_at__lte=timezone.now()))
    for report in ended:
        if report.kind == ReportKind.DATA_COPY:
            drop_copy(report=report)
        else:
            drop_report(report=report)
    return len(ended)


def drop_copy(*, report: Report) -> None:
    """Delete a copy; the file goes once this is committed."""
    record_event(action="data_copy.end", subject=report, by=None, about=str(report.about_id))
    key = report.file_key
    report.delete()
    if key:
        transaction.on_commit(lambda: discard(key), robust=True)


@transaction.atomic
def end_old_reports() -> int:
    """In the Trust in context, delete reports older than the Trust keeps them; returns how many."""
    cutoff = months_before(timezone.localdate(), months_kept()[Record.REPORT])
    old = list(Report.objects.filter(expires_at=None, created_at__date__lt=cutoff))
    for report in old:
        drop_report(report=report)
    return len(old)
