"""Give out a produced file: every time asked anew whether it may still be read, every time recorded."""

from typing import BinaryIO

from django.utils.text import slugify

from reports.models import Report
from reports.services.exports import refuse_taken_back
from reports.services.files import open_file
from reports.states import ReportKind, ReportState
from trusts.models import Person
from trusts.services.audit import record_event
from trusts.workflow import RefusedError

CONTENT_TYPES = {
    "pdf": "application/pdf",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def open_report(*, report: Report, by: Person) -> BinaryIO:
    """The file of a ready report, for somebody of the Trust; the audit keeps who and when."""
    if report.state != ReportState.READY:
        raise RefusedError("This report is not ready yet.")
    if report.kind in (ReportKind.HR_CSV, ReportKind.HR_XLSX):
        refuse_taken_back(report)
    file = open_file(report)
    record_event(action="report.download", subject=report, by=by, sha256=report.sha256)
    return file


def file_name(report: Report, *owners: str) -> str:
    """What the file is called on the reader's machine, as northfield-cohort-report-2027-2027-03-01.pdf."""
    made = report.finished_at.date().isoformat() if report.finished_at else ""
    words = [*owners, report.get_kind_display().split("(")[0], report.cohort.name, made]
    return "-".join(filter(None, map(slugify, words))) + "." + suffix(report)


def suffix(report: Report) -> str:
    """The kind of file, from its key."""
    return str(report.file_key).rpartition(".")[2]
