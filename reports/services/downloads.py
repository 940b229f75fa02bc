"""Give out a produced file: every time asked anew whether it may still be read, every time recorded."""

from typing import BinaryIO
from uuid import UUID

from django.utils import timezone
from django.utils.text import slugify

from assessments.selectors import is_outgrown
from assessments.services.readings import record_readings
from cohorts.models import Cohort
from reports.models import Report
from reports.services.exports import refuse_taken_back
from reports.services.files import open_file
from reports.states import ReportKind, ReportState
from trusts.models import Person, University, User
from trusts.services.audit import record_event
from trusts.states import SecurityEventKind
from trusts.tenancy import trust_context
from trusts.workflow import RefusedError

CONTENT_TYPES = {
    "pdf": "application/pdf",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}


def open_report(*, report: Report, by: Person) -> BinaryIO:
    """The file of a ready report, for somebody of the Trust; the audit keeps who and when."""
    if report.state != ReportState.READY:
        raise RefusedError("This report is not ready yet.")
    if report.expires_at is not None and report.expires_at <= timezone.now():
        raise RefusedError("This report has ended. Ask for a new one.")
    if report.kind in (ReportKind.HR_CSV, ReportKind.HR_XLSX):
        refuse_taken_back(report)
    if report.kind in (ReportKind.COHORT, ReportKind.UNIVERSITY):
        _refuse_outgrown(report)
    file = open_file(report)
    record_event(action="report.download", subject=report, by=by, sha256=report.sha256)
    held, exported = report.params.get("assessments", []), SecurityEventKind.RELEASED_EXPORTED
    record_readings(ids=held, within=report, by=by, kind=exported)
    return file


def _refuse_outgrown(report: Report) -> None:
    """Beside the names that can be read now, an old file may tell the level of somebody who never released it."""
    cohort = Cohort.objects.select_related("trust").get(pk=report.cohort_id)
    if report.data_as_at and is_outgrown(cohort, report.data_as_at, report.params.get("named")):
        raise RefusedError(
            "Doctors have released or taken back assessments since this report was made, and its numbers could now give"
            " somebody away. Ask for the report again: the new one counts fewer."
        )


def open_shared_report(*, report_id: UUID) -> tuple[Report, str, BinaryIO]:
    """For a university, in its context: the row (with the columns it may read), the cohort's name, and the file.

    The row is there only while agreements in force name reports and every class of data inside this one; refuses
    otherwise, in the same words as for a report that never was.
    """
    columns = ("trust_id", "kind", "state", "file_key", "sha256", "finished_at")
    report = Report.objects.filter(pk=report_id).only("id", *columns).first()
    if report is None:
        raise RefusedError("No such report.")
    cohort = Report.objects.filter(pk=report_id).values_list("cohort__name", flat=True).get()
    return report, cohort, open_file(report)


def record_shared_download(*, report: Report, university: University, user: User) -> None:
    """A line in the Trust's audit, in a context of its own: a university fetched this report."""
    with trust_context(report.trust_id):
        record_event(
            action="report.download",
            subject=report,
            by=None,
            university=university.pk,
            user=user.pk,
            sha256=report.sha256,
        )


def file_name(report: Report, owner: str, *, cohort: str) -> str:
    """What the file is called on the reader's machine, as northfield-cohort-report-2027-2027-03-01.pdf; a university's
    ends with its reference."""
    made = timezone.localdate(report.finished_at).isoformat() if report.finished_at else ""
    words = [owner, report.get_kind_display().split("(")[0], cohort, made]
    words += [report.reference] if report.university_id else []
    return "-".join(filter(None, map(slugify, words))) + "." + suffix(report)


def suffix(report: Report) -> str:
    """The kind of file, from its key."""
    return str(report.file_key).rpartition(".")[2]
