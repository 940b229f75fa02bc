"""A doctor's goals."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from assessments.forms import GoalDayForm, GoalForm
from assessments.models import Assessment, DevelopmentGoal
from assessments.permissions import MANAGE_GOAL, VIEW_OWN_ASSESSMENTS
from assessments.selectors import goals_of
from assessments.services.goals import change_goal_day, drop_goal, meet_goal, reopen_goal, set_goal
from assessments.views.drafting import OWN
from frameworks.models import Competency
from trusts.access import TrustView
from trusts.paging import CARDS, page_of
from trusts.workflow import RefusedError


class MyGoalListView(TrustView):
    """My goals: open, met, dropped."""

    permission = VIEW_OWN_ASSESSMENTS

    def get(self, request: HttpRequest, trust: str) -> HttpResponse:
        """By due date, so many a page."""
        crumbs = [{"text": OWN, "href": reverse("assessments:my_assessment_list", args=[trust])}]
        lines = goals_of(self.request.person, timezone.localdate())
        context = {"title": "My goals", "page": page_of(lines, request, CARDS), "breadcrumbs": crumbs}
        return TemplateResponse(request, "assessments/my_goal_list.jinja", context)


class GoalSetView(TrustView):
    """Turn a gap into a dated goal; ?competency= is ticked already."""

    permission = VIEW_OWN_ASSESSMENTS

    def get(self, request: HttpRequest, trust: str) -> HttpResponse:
        """What, by when, for which competencies."""
        ticked = request.GET.getlist("competency")
        return self._page(GoalForm(competencies=self._choices(), initial={"competencies": ticked}))

    def post(self, request: HttpRequest, trust: str) -> HttpResponse:
        """Keep it."""
        form = GoalForm(request.POST, competencies=self._choices())
        if not form.is_valid():
            return self._page(form)
        given = form.cleaned_data
        try:
            chosen = list(Competency.objects.filter(pk__in=given["competencies"]))
            set_goal(text=given["text"], due_on=given["due_on"], competencies=chosen, by=self.request.person)
        except RefusedError as refused:
            form.add_error(None, str(refused))
            return self._page(form)
        messages.success(request, "Your goal is set.")
        return redirect("assessments:my_goal_list", trust)

    def _choices(self) -> list[tuple[str, str]]:
        """The competencies of the version one was last assessed against."""
        last = Assessment.objects.of_self().filter(subject=self.request.person).order_by("created_at").last()
        if last is None:
            return []
        rows = Competency.objects.filter(version=last.version_id).order_by("position")
        return [(str(row.pk), str(row)) for row in rows]

    def _page(self, form: GoalForm) -> HttpResponse:
        context = {
            "title": "Set a goal",
            "breadcrumbs": _crumbs(self.request.trust.slug),
            "form": form,
            "submit": "Set goal",
            "who": "goal",
        }
        return TemplateResponse(self.request, "assessments/simple_form.jinja", context)


class GoalDayView(TrustView):
    """Give an open goal another day."""

    permission = MANAGE_GOAL
    model = DevelopmentGoal

    def get(self, request: HttpRequest, trust: str, pk: UUID) -> HttpResponse:
        """The goal and its day."""
        return self._page(GoalDayForm(initial={"due_on": self.get_object().due_on}))

    def post(self, request: HttpRequest, trust: str, pk: UUID) -> HttpResponse:
        """Keep it."""
        form = GoalDayForm(request.POST)
        if not form.is_valid():
            return self._page(form)
        try:
            change_goal_day(goal=self.get_object(), due_on=form.cleaned_data["due_on"], by=self.request.person)
        except RefusedError as refused:
            form.add_error("due_on", str(refused))
            return self._page(form)
        messages.success(request, "The goal has another day.")
        return redirect("assessments:my_goal_list", trust)

    def _page(self, form: GoalDayForm) -> HttpResponse:
        goal = self.get_object()
        context = {
            "title": "Change the day of a goal",
            "breadcrumbs": _crumbs(self.request.trust.slug),
            "form": form,
            "intro": goal.text,
            "submit": "Save the day",
            "who": "goal",
        }
        return TemplateResponse(self.request, "assessments/simple_form.jinja", context)


def _crumbs(slug: str) -> list[dict[str, str]]:
    return [{"text": "My goals", "href": reverse("assessments:my_goal_list", args=[slug])}]


class GoalMoveView(TrustView):
    """Say what became of a goal."""

    permission = MANAGE_GOAL
    model = DevelopmentGoal
    verb = ""
    verbs: dict[str, tuple[Any, str]] = {
        "meet": (meet_goal, "Well done: the goal is met."),
        "drop": (drop_goal, "The goal is dropped. It stays in your list."),
        "reopen": (reopen_goal, "The goal is open again."),
    }

    def post(self, request: HttpRequest, trust: str, pk: UUID) -> HttpResponse:
        """Back to the list."""
        act, words = self.verbs[self.verb]
        try:
            act(goal=self.get_object(), by=self.request.person)
            messages.success(request, words)
        except RefusedError as refused:
            messages.error(request, str(refused))
        return redirect("assessments:my_goal_list", trust)
