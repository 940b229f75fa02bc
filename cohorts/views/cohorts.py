"""The programme director's cohorts: list, how one stands, plan, change, open, start, complete."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from cohorts.forms.cohorts import CohortForm, CriterionForms
from cohorts.models import Cohort
from cohorts.permissions import CHANGE_COHORT, CHANGE_COHORTS, VIEW_BOARD, VIEW_COHORT, VIEW_COHORTS, VIEW_PLACES
from cohorts.selectors.cohorts import cohort_overview, cohort_rows, date_warnings, timeline
from cohorts.selectors.places import holders
from cohorts.selectors.reviewers import count_doctors_to_tell
from cohorts.services.cohorts import (
    CHANGED,
    CohortRefusedError,
    change_cohort,
    complete_cohort,
    completing_problem,
    create_cohort,
    open_cohort,
    opening_problem,
    start_cohort,
)
from cohorts.states import CohortState
from trusts.access import TrustView
from trusts.paging import page_of
from trusts.workflow import RefusedError


def _trail(trust: str, *more: dict[str, str]) -> list[dict[str, str]]:
    return [
        {"text": "Cohorts", "href": reverse("cohorts:cohort_list", args=[trust])},
        *more,
    ]


def _to(trust: str, cohort: Cohort) -> dict[str, str]:
    return {"text": cohort.name, "href": reverse("cohorts:cohort_detail", args=[trust, cohort.pk])}


class CohortListView(TrustView):
    """Every cohort of the Trust."""

    permission = VIEW_COHORTS

    def get(self, request: HttpRequest, trust: str) -> HttpResponse:
        """Newest first, with places taken, so many a page."""
        context = {
            "title": "Cohorts",
            "page": page_of(cohort_rows(), request),
            "can_change": self.request.user.has_perm(CHANGE_COHORTS, self.request.trust),
        }
        return TemplateResponse(request, "cohorts/cohort_list.jinja", context)


class CohortDetailView(TrustView):
    """How one cohort stands."""

    permission = VIEW_COHORT
    model = Cohort

    def get_queryset(self) -> Any:
        """With what the page names."""
        return super().get_queryset().select_related("programme__university", "framework_version__framework")

    def get(self, request: HttpRequest, trust: str, pk: Any) -> HttpResponse:
        """Dates, places, applications by state, criteria."""
        cohort = self.get_object()
        can_change = self.request.user.has_perm(CHANGE_COHORT, cohort)
        is_running = cohort.state == CohortState.RUNNING
        context = {
            "title": cohort.name,
            "caption": cohort.programme.name,
            "cohort": cohort,
            "overview": cohort_overview(cohort),
            "criteria": list(cohort.criteria.all()),
            "places": holders(cohort, self.request.person) if self.request.user.has_perm(VIEW_PLACES, cohort) else [],
            "can_change": can_change,
            "can_see_board": self.request.user.has_perm(VIEW_BOARD, cohort),
            "is_planned": cohort.state == CohortState.PLANNED,
            "is_open": cohort.state == CohortState.OPEN,
            "not_complete_because": completing_problem(cohort) if can_change and is_running else "",
            "warnings": date_warnings(cohort, timezone.now()) if can_change else [],
            "breadcrumbs": _trail(trust),
        }
        return TemplateResponse(request, "cohorts/cohort_detail.jinja", context)


class CohortEditor(TrustView):
    """What planning and changing a cohort share: the form, its criteria, and a button for one more criterion."""

    cohort: Cohort | None = None

    def page(self, form: CohortForm, criteria: CriterionForms, title: str) -> TemplateResponse:
        """The form, again or for the first time."""
        trust = self.kwargs["trust"]
        if form.is_bound:
            for sentence in criteria.problems():
                form.add_error(None, sentence)
        back = _to(trust, self.cohort) if self.cohort else None
        context = {
            "title": title,
            "form": form,
            "criteria": criteria,
            "missing": form.missing,
            "is_older": CHANGED in form.non_field_errors(),
            "back": (back or _trail(trust)[0])["href"],
            "breadcrumbs": _trail(trust, *([back] if back else [])),
        }
        status = 422 if form.errors else 200
        return TemplateResponse(self.request, "cohorts/cohort_form.jinja", context, status=status)


class CohortCreateView(CohortEditor):
    """Plan a cohort."""

    permission = CHANGE_COHORTS

    def get(self, request: HttpRequest, trust: str) -> HttpResponse:
        """An empty form."""
        return self.page(CohortForm(), CriterionForms(), "Plan a cohort")

    def post(self, request: HttpRequest, trust: str) -> HttpResponse:
        """Plan it, or say what is wrong and keep what was typed."""
        form, criteria = CohortForm(request.POST), CriterionForms(request.POST)
        if "add" in request.POST:
            return self.page(CohortForm(initial=form.typed()), criteria.one_more(), "Plan a cohort")
        if form.is_valid() & criteria.is_valid():
            try:
                facts = {**form.cleaned_data, "criteria": criteria.criteria()}
                cohort = create_cohort(**facts, by=self.request.person)
            except RefusedError as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, f"Cohort {cohort.name} is planned. Doctors see it once you open it.")
                return redirect("cohorts:cohort_detail", trust, cohort.pk)
        return self.page(form, criteria, "Plan a cohort")


class CohortEditView(CohortEditor):
    """Change a cohort."""

    permission = CHANGE_COHORT
    model = Cohort

    def get(self, request: HttpRequest, trust: str, pk: Any) -> HttpResponse:
        """The form with what is kept."""
        cohort = self.cohort = self.get_object()
        return self.page(CohortForm(cohort=cohort), CriterionForms(cohort=cohort), f"Change cohort {cohort.name}")

    def post(self, request: HttpRequest, trust: str, pk: Any) -> HttpResponse:
        """Change it, or say what is wrong and keep what was typed."""
        cohort = self.cohort = self.get_object()
        form = CohortForm(request.POST, cohort=cohort)
        criteria = CriterionForms(request.POST, cohort=cohort)
        title = f"Change cohort {cohort.name}"
        if "add" in request.POST:
            return self.page(CohortForm(initial=form.typed(), cohort=cohort), criteria.one_more(), title)
        if form.is_valid() & criteria.is_valid():
            try:
                change_cohort(cohort=cohort, by=self.request.person, criteria=criteria.criteria(), **form.cleaned_data)
            except RefusedError as refusal:
                form.add_error(refusal.field if isinstance(refusal, CohortRefusedError) else None, str(refusal))
            else:
                messages.success(request, "The cohort is changed.")
                return redirect("cohorts:cohort_detail", trust, cohort.pk)
        return self.page(form, criteria, title)


class CohortVerb(TrustView):
    """One button that moves a cohort on."""

    permission = CHANGE_COHORT
    model = Cohort
    verb: Any
    done = ""

    def post(self, request: HttpRequest, trust: str, pk: Any) -> HttpResponse:
        """Move it, or say why not."""
        try:
            type(self).verb(cohort=self.get_object(), by=self.request.person)
        except RefusedError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, self.done)
        return redirect("cohorts:cohort_detail", trust, pk)


class CohortOpenView(CohortVerb):
    """Open to applications, after a question."""

    verb = staticmethod(open_cohort)
    done = "The cohort is open: doctors can apply between its dates."

    def get(self, request: HttpRequest, trust: str, pk: Any) -> HttpResponse:
        """The dates and what is unusual about them, how many places, how many doctors see it; or why it cannot be."""
        cohort, now = self.get_object(), timezone.now()
        context = {
            "title": f"Open {cohort.name} to applications?",
            "caption": cohort.programme.name,
            "cohort": cohort,
            "problem": opening_problem(cohort),
            "timeline": timeline(cohort),
            "warnings": date_warnings(cohort, now),
            "doctors": count_doctors_to_tell(),
            "opens_later": cohort.applications_open_at > now,
            "breadcrumbs": _trail(trust, _to(trust, cohort)),
        }
        return TemplateResponse(request, "cohorts/cohort_open.jinja", context)


class CohortStartView(CohortVerb):
    """Start the programme."""

    verb = staticmethod(start_cohort)
    done = "The cohort is running."


class CohortCompleteView(CohortVerb):
    """Complete it, after a question."""

    verb = staticmethod(complete_cohort)
    done = "The cohort is complete, and so are the places of its doctors."

    def get(self, request: HttpRequest, trust: str, pk: Any) -> HttpResponse:
        """What will happen."""
        cohort = self.get_object()
        context = {
            "title": f"Complete {cohort.name}?",
            "cohort": cohort,
            "breadcrumbs": _trail(trust, _to(trust, cohort)),
        }
        return TemplateResponse(request, "cohorts/cohort_complete.jinja", context)
