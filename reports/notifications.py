"""Who is told what about reports. The words stand in notices.py."""

from reports import notices
from reports.models import Report
from trusts.services.notices import address_of, send_notice


def report_ready(report: Report) -> None:
    """Tell the requester where to fetch it."""
    send_notice(notices.REPORT_READY, to=report.requested_by, report=_name(report), link=_list_address(report))


def report_failed(report: Report) -> None:
    """Tell the requester why there is none, and what to do."""
    send_notice(
        notices.REPORT_FAILED,
        to=report.requested_by,
        report=_name(report),
        error=report.error,
        link=_list_address(report),
    )


def _name(report: Report) -> str:
    return f"{report.get_kind_display()}, {report.cohort.name}"


def _list_address(report: Report) -> str:
    return address_of("reports:report_list", report.trust.slug)
