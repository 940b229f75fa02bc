"""The Medical Director's dashboard."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify

from assessments.services.readings import record_readings
from charts import funnel, style
from charts import trend as trend_chart
from cohorts.models import Cohort
from cohorts.states import CohortState
from reports.permissions import VIEW_DASHBOARD
from reports.selectors.dashboard import Dashboard, dashboard
from reports.selectors.duties import to_do
from reports.selectors.heat import heat_rows
from reports.selectors.trend import trend_board, trend_table
from reports.views.duties import line
from trusts.access import TrustView
from trusts.permissions import roles_in
from trusts.spreadsheets import csv_of_table

ASKED = 5
OTHERS = 5


class DashboardIndexView(TrustView):
    """Straight to the cohort that matters most: the newest that runs, else the newest."""

    permission = VIEW_DASHBOARD

    def get(self, request: HttpRequest, trust: str) -> HttpResponse:
        """Redirect, or say that there is no cohort yet."""
        cohorts = list(Cohort.objects.all().newest_first().values_list("pk", "state"))
        running = [pk for pk, state in cohorts if state == CohortState.RUNNING]
        chosen = (running or [pk for pk, _ in cohorts])[:1]
        if chosen:
            return redirect("reports:cohort_dashboard", trust, chosen[0])
        return TemplateResponse(request, "reports/dashboard_empty.jinja", {"title": "Dashboard"})


class CohortDashboardView(TrustView):
    """One cohort on one page."""

    permission = VIEW_DASHBOARD
    model = Cohort

    def get_queryset(self) -> object:
        """With what the page names."""
        related = ("programme__university", "framework_version__framework", "trust")
        return Cohort.objects.select_related(*related)

    def get(self, request: HttpRequest, trust: str, pk: str) -> HttpResponse:
        """The sentence, four figures, then the detail."""
        cohort = self.get_object()
        board = dashboard(cohort, request.GET.get("post"))
        if request.GET.get("csv") in CSV:
            return _csv(board, request.GET["csv"])
        asked = to_do(self.request.person.pk, roles_in(request.user, self.request.trust.pk))
        read = [released.id for released in board.grid.people]
        record_readings(ids=read, within=cohort, by=self.request.person, request=request)
        others = Cohort.objects.exclude(pk=cohort.pk).newest_first()[:OTHERS]
        context = {
            "title": cohort.name,
            "caption": cohort.programme.name,
            "board": board,
            "asked": [line(duty, trust) for duty in asked[:ASKED]],
            "more": len(asked) - ASKED,
            "funnel_wide": funnel.draw(board.funnel),
            "funnel_narrow": funnel.draw(_narrow(board.funnel), style.NARROW),
            "key": uuid4(),
            "today": timezone.localdate(),
            "others": [(other.name, reverse("reports:cohort_dashboard", args=[trust, other.pk])) for other in others],
        }
        return TemplateResponse(request, "reports/dashboard.jinja", context)


CSV = ("levels", "applications")


def _csv(board: Dashboard, of: str) -> HttpResponse:
    """The numbers behind a picture of the page, as a file."""
    headers, rows = heat_rows(board.table)
    if of == "applications":
        found = funnel.table(board.funnel)
        headers, rows = found.headers, list(found.rows)
    return _file(headers, rows, f"{slugify(board.cohort.name)}-{of}")


def _file(headers: Sequence[str], rows: Sequence[Sequence[str]], name: str) -> HttpResponse:
    response = HttpResponse(csv_of_table(headers, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _narrow(drawing: funnel.Funnel) -> funnel.Funnel:
    """The same under another key: two drawings on one page may share no id."""
    return funnel.Funnel(f"{drawing.key}-n", drawing.title, drawing.description, drawing.stages)


class TrendView(TrustView):
    """How the Trust's doctors have moved, cohort after cohort."""

    permission = VIEW_DASHBOARD

    def get(self, request: HttpRequest, trust: str) -> HttpResponse:
        """The sentence, the picture, the numbers; or the numbers as a file."""
        board = trend_board()
        if request.GET.get("csv"):
            numbers = trend_table(board.trend)
            return _file(numbers.headers, numbers.rows, f"{trust}-trend")
        chart = board.chart
        context = {
            "title": "Cohort after cohort",
            "board": board,
            "wide": trend_chart.draw(chart) if chart else "",
            "narrow": trend_chart.draw(replace(chart, key=f"{chart.key}-n"), style.NARROW) if chart else "",
            "today": timezone.localdate(),
        }
        return TemplateResponse(request, "reports/trend.jinja", context)
