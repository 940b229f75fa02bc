"""The list of reports: ask for one, see how far it is, fetch it, try again."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from reports.forms import ReportRequestForm, cohort_choices
from reports.models import Report
from reports.permissions import REQUEST_REPORT, VIEW_REPORT, VIEW_REPORTS, readable, requestable_kinds
from reports.services.downloads import CONTENT_TYPES, file_name, open_report, suffix
from reports.services.jobs import retry_report
from reports.services.requests import own_cohorts, request_pdf
from reports.states import ReportKind, ReportState
from trusts.access import TrustView
from trusts.models import Person
from trusts.paging import CARDS, page_of
from trusts.workflow import RefusedError

ABOUT = {
    ReportKind.COHORT: (
        "For the board and its Medical Director: the cohort in one page, change by domain, the objectives with their"
        " projects and measured results, half a page a project, methods, and every table. Small groups are hidden."
    ),
    ReportKind.UNIVERSITY: (
        "For the programme's university: only the classes of data that the sharing agreement in force names. The"
        " university sees it in its own pages while the agreement lasts."
    ),
    ReportKind.INDIVIDUAL: (
        "For you alone: where you stand in each competency, what changed over the rounds, your goals, your evidence and"
        " your improvement project with its chart. It is deleted after 14 days; keep your own copy."
    ),
}


class ReportListView(TrustView):
    """What may be asked for, and what was."""

    permission = VIEW_REPORTS

    def get(self, request: HttpRequest, trust: str) -> HttpResponse:
        """The page; only its table when htmx asks how far the reports are."""
        if request.htmx and request.GET.get("part") == "table":  # type: ignore[attr-defined]
            return TemplateResponse(request, "reports/_report_table.jinja", self.table(request))
        return self.page(request)

    def page(self, request: Any, refused: ReportRequestForm | None = None) -> HttpResponse:
        """The whole page; a refused form stands in its place with what was chosen."""
        context = {"title": "Reports", "offers": _offers(request, refused), "form": refused, **self.table(request)}
        return TemplateResponse(request, "reports/report_list.jinja", context)

    def table(self, request: Any) -> dict[str, Any]:
        """One page of the reports this person may read, newest first."""
        rows = Report.objects.filter(readable(request.user, request.trust.pk))
        rows = rows.select_related("cohort__programme", "requested_by", "university")
        page = page_of(rows, request, CARDS)
        may_ask = requestable_kinds(request.user, request.trust.pk)
        waiting = any(report.state in (ReportState.QUEUED, ReportState.RUNNING) for report in page)
        return {"page": page, "may_ask": may_ask, "waiting": waiting, "suffix": suffix}


class ReportRequestView(ReportListView):
    """Ask for a PDF."""

    permission = REQUEST_REPORT
    http_method_names = ["post"]

    def get_permission_object(self) -> Any:
        """A report of the kind asked for, not saved."""
        return unsaved_report(self.request.POST.get("kind", ""), by=self.request.person)

    def post(self, request: Any, trust: str) -> HttpResponse:
        """Queue it and show the list."""
        kind = request.POST["kind"]
        cohorts = own_cohorts(request.person) if kind == ReportKind.INDIVIDUAL else cohort_choices()
        form = ReportRequestForm(request.POST, cohorts=cohorts, auto_id=f"{kind}-%s")
        if not form.is_valid():
            return self.page(request, form)
        asked = form.cleaned_data
        try:
            what = {"cohort": asked["cohort"], "post": asked["post"], "idem_key": asked["key"] or None}
            request_pdf(kind=asked["kind"], by=request.person, **what)
        except RefusedError as error:
            form.add_error("cohort", str(error))
            return self.page(request, form)
        messages.success(request, "Your report is being made. It will appear below, and we will e-mail you.")
        return redirect("reports:report_list", trust)


class ReportRetryView(TrustView):
    """Try a failed report again."""

    permission = REQUEST_REPORT
    model = Report

    def post(self, request: Any, trust: str, pk: uuid.UUID) -> HttpResponse:
        """Queue it again; harmless when it is not failed any more."""
        retry_report(report=self.get_object(), by=request.person)
        messages.success(request, "The report is being made again.")
        return redirect("reports:report_list", trust)


class ReportDownloadView(TrustView):
    """Fetch the file. The address is not the permission: the row is asked each time."""

    permission = VIEW_REPORT
    model = Report

    def get_queryset(self) -> Any:
        """With what the file's name is made of."""
        return Report.objects.select_related("cohort")

    def get(self, request: Any, trust: str, pk: uuid.UUID) -> HttpResponseBase:
        """The file as an attachment, never kept by a cache."""
        report = self.get_object()
        try:
            file = open_report(report=report, by=request.person)
        except RefusedError as error:
            messages.error(request, str(error))
            return redirect("reports:report_list", trust)
        return attachment(file, report, file_name(report, request.trust.slug, cohort=report.cohort.name))


def unsaved_report(kind: str, *, by: Person) -> Report:
    """What asking for a report of this kind is asked of."""
    return Report(trust_id=by.trust_id, kind=kind, about=by if kind == ReportKind.INDIVIDUAL else None)


def attachment(file: Any, report: Report, name: str) -> HttpResponseBase:
    """A file to keep, not to show."""
    response = FileResponse(file, as_attachment=True, filename=name, content_type=CONTENT_TYPES[suffix(report)])
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _offers(request: Any, refused: ReportRequestForm | None) -> list[dict[str, Any]]:
    """What this person may ask for as a PDF: heading, what it contains, a form."""
    offers, of_trust = [], cohort_choices()  # read once for all kinds
    kinds = [kind for kind in requestable_kinds(request.user, request.trust.pk) if kind in ABOUT]
    for kind in kinds:
        choices = own_cohorts(request.person) if kind == ReportKind.INDIVIDUAL else of_trust
        form = refused if refused is not None and refused["kind"].value() == kind else None
        form = form or ReportRequestForm(
            cohorts=choices, auto_id=f"{kind}-%s", initial={"kind": kind, "key": uuid.uuid4().hex}
        )
        fitting = [c for c in choices if kind != ReportKind.UNIVERSITY or c.programme.university_id]
        form.fields["cohort"].choices = [(c.pk, f"{c.programme.name}, {c.name}") for c in fitting]  # type: ignore[attr-defined]
        offers.append(
            {"heading": ReportKind(kind).label, "about": ABOUT[ReportKind(kind)], "form": form, "any": fitting}
        )
    return offers
