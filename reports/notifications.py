"""What we say about reports, by e-mail. Nothing of a report's content is in a message."""

from django.conf import settings
from django.urls import reverse

from reports.models import Report
from trusts.services.messages import queue_message


def report_ready(report: Report) -> None:
    """Tell the requester where to fetch it."""
    name = f"{report.get_kind_display()}, {report.cohort.name}"
    body = f"Your report is ready: {name}.\n\nSign in to download it: {_list_address(report)}\n"
    queue_message(to=report.requested_by, subject=f"Ready: {name}", body=body)


def report_failed(report: Report) -> None:
    """Tell the requester why there is none, and what to do."""
    name = f"{report.get_kind_display()}, {report.cohort.name}"
    body = f"Your report could not be made: {name}.\n\n{report.error}\n\nTry again here: {_list_address(report)}\n"
    queue_message(to=report.requested_by, subject=f"Not made: {name}", body=body)


def _list_address(report: Report) -> str:
    return settings.BASE_URL + reverse("reports:report_list", args=[report.trust.slug])
