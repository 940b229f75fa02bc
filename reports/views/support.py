"""The pages of a Trust that our support may read while it has it open."""

from typing import Any

from django.http import HttpResponse
from django.template.response import TemplateResponse

from reports.selectors import support
from trusts.access import SupportTrustView
from trusts.paging import page_of


class SupportOverviewView(SupportTrustView):
    """How a Trust stands: cohorts, jobs, e-mails."""

    def get(self, request: Any, trust: str) -> HttpResponse:
        """Everything on one page."""
        context = {
            "title": f"{request.support['trust']} for support",
            "cohorts": support.cohorts_as_they_stand(),
            "jobs": support.newest_jobs(),
            "outbox": support.outbox(),
            "troubled": support.troubled_messages(),
        }
        return TemplateResponse(request, "reports/support_overview.jinja", context)


class SupportPeopleView(SupportTrustView):
    """Who is there, and in which roles."""

    def get(self, request: Any, trust: str) -> HttpResponse:
        """By name."""
        people = support.people_as_they_stand(request.support["trust"].pk)
        return TemplateResponse(request, "reports/support_people.jinja", {"title": "People", "people": people})


class SupportEventsView(SupportTrustView):
    """What was done, without its details."""

    def get(self, request: Any, trust: str) -> HttpResponse:
        """Newest first, fifty a page."""
        page = page_of(support.audit_lines(), request)
        return TemplateResponse(request, "reports/support_events.jinja", {"title": "Audit", "page": page})
