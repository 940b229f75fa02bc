"""What a university sees: its agreements, and of its programmes' cohorts what those agreements name.

Every page reads in the university's own context; an agreement that ended or was withdrawn closes it in the same minute,
because the database asks at each reading.
"""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse

from reports.models import Report
from reports.selectors.portal import cohort_shown, shared_with_us
from reports.services.downloads import file_name, open_shared_report, record_shared_download
from reports.views.reports import attachment
from trusts.access import UniversityView
from trusts.states import DataClass
from trusts.workflow import RefusedError

# Counted by a rule about small groups, or read from measurements: never on the page, always in the report.
IN_REPORTS = {
    DataClass.PROGRESS: "Who has completed each round, once it has closed",
    DataClass.BENCHMARKS: "Where the cohort stands, small groups hidden",
    DataClass.PROJECTS: "What the projects measured",
}


class PortalHomeView(UniversityView):
    """The university's first page."""

    def get(self, request: HttpRequest, university: str) -> HttpResponse:
        """What is shared with the university now, by which agreement, until when."""
        context = {"title": "Shared with your university", "trusts": shared_with_us()}
        return TemplateResponse(request, "reports/portal_home.jinja", context)


class PortalCohortView(UniversityView):
    """One cohort."""

    def get(self, request: Any, university: str, pk: uuid.UUID) -> HttpResponse:
        """Participants, projects and reports, each only where an agreement names it."""
        shown = cohort_shown(pk)
        if shown is None:
            raise Http404("No agreement shows this cohort.")
        context = {
            "title": shown.cohort.name,
            "caption": f"{shown.cohort.trust}: {shown.cohort.programme}",
            "shown": shown,
            "in_reports": [words for name, words in IN_REPORTS.items() if name in shown.classes],
            "missing": [name.label for name in DataClass if name not in shown.classes],
        }
        return TemplateResponse(request, "reports/portal_cohort.jinja", context)


class PortalDownloadView(UniversityView):
    """Fetch a report the Trust prepared for the university."""

    opened: Report | None = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Leave the line in the Trust's audit after the university's context, which may write nothing, has ended."""
        response = super().dispatch(request, *args, **kwargs)
        if self.opened is not None:
            record_shared_download(report=self.opened, university=self.request.university, user=self.request.user)
        return response

    def get(self, request: Any, university: str, pk: uuid.UUID) -> HttpResponseBase:
        """The file, if agreements in force still name everything in it."""
        try:
            self.opened, cohort, file = open_shared_report(report_id=pk)
        except RefusedError as error:
            raise Http404(str(error)) from error
        return attachment(file, self.opened, file_name(self.opened, request.university.slug, cohort=cohort))
