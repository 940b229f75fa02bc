"""Who is told what about reports. The words stand in notices.py."""

from reports import notices
from reports.models import Report
from reports.states import ReportKind
from trusts.models import Membership, Person
from trusts.services.notices import address_of, send_notice


def report_ready(report: Report) -> None:
    """Tell the requester where to fetch it."""
    send_notice(notices.REPORT_READY, to=_reader(report), report=report.name, link=_address(report))


def report_failed(report: Report) -> None:
    """Tell the requester why there is none, and what to do."""
    send_notice(
        notices.REPORT_FAILED, to=_reader(report), report=report.name, error=report.error, link=_address(report)
    )


def _reader(report: Report) -> Person:
    """Who asked; of a copy of somebody's data, the one it is about while they can still sign in."""
    if report.about is None:
        return report.requested_by
    held = Membership.objects.filter(trust_id=report.trust_id, user_id=report.about.user_id, is_active=True)
    return report.about if held.exists() else report.requested_by


def _address(report: Report) -> str:
    slug = report.trust.slug
    if report.kind != ReportKind.DATA_COPY:
        return address_of("reports:report_list", slug)
    if _reader(report) == report.about:
        return address_of("reports:my_data", slug)
    return address_of("reports:person_data", slug, report.about_id)
