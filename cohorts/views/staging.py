"""Decisions staged on the board or on an application's page, then checked and released together."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from cohorts.forms.decisions import StageForm, StageSeveralForm
from cohorts.models import Application, Cohort
from cohorts.permissions import DECIDE_APPLICATION, RELEASE_DECISIONS, STAGE_DECISIONS
from cohorts.selectors.board import board
from cohorts.services.releasing import release_decisions, to_release
from cohorts.services.staging import SeveralRefusedError, stage_decision, stage_decisions, unstage_decision
from cohorts.states import Outcome
from cohorts.views.board import BoardView, CohortView, counted, crumbs
from cohorts.views.considering import ApplicationView, ConsiderView
from trusts.selectors.mail import mail_settings
from trusts.workflow import RefusedError

UNTOLD = "Nobody is told before the decision is released."
TOLD = {
    Outcome.OFFER: "offered a place",
    Outcome.WAIT: "put on the reserve list",
    Outcome.DECLINE: "not offered a place",
}


class StageView(ConsiderView):
    """Stage the decision on one application, or change what is staged."""

    permission = DECIDE_APPLICATION

    def get(self, request: Any, trust: str, pk: Any) -> HttpResponse:
        """The address of a refused form, loaded again: back to the application."""
        return self.to_application()

    def post(self, request: Any, trust: str, pk: Any) -> HttpResponse:
        """Staged, and back to the board; refused, and what was typed stays on the page."""
        application = self.get_object()
        form = StageForm(request.POST, state=application.state, cohort=application.cohort)
        if not form.is_valid():
            return self.page(form)
        try:
            edition = request.POST.get("edition")
            staged = stage_decision(application=application, by=request.person, edition=edition, **form.given)
        except RefusedError as refusal:
            return self.page(form, str(refusal))
        words = staged.get_outcome_display().lower()
        messages.success(request, f"A decision is staged for {application.applicant}: {words}. {UNTOLD}")
        warn_of_problem(request, application.cohort)
        return redirect("cohorts:board", trust, application.cohort_id)


class UnstageView(ApplicationView):
    """Take back what is staged for an application."""

    permission = DECIDE_APPLICATION
    http_method_names = ["post"]

    def post(self, request: Any, trust: str, pk: Any) -> HttpResponse:
        """Take it back, or say why not."""
        try:
            unstage_decision(application=self.get_object(), by=request.person)
            messages.success(request, "Nothing is staged for this application.")
        except RefusedError as refusal:
            messages.error(request, str(refusal))
        return self.to_application()


class StageSeveralView(BoardView):
    """Stage one outcome and one reason for every application chosen on the board."""

    permission = STAGE_DECISIONS

    def get(self, request: Any, trust: str, pk: Any) -> HttpResponse:
        """The address of a refused form, loaded, sorted or filtered again: back to the board."""
        return self.to_board_as_it_is()

    def post(self, request: Any, trust: str, pk: Any) -> HttpResponse:
        """All of them, or none and why; the board stays sorted and filtered, and what was typed on it."""
        cohort = self.get_object()
        rows = board(cohort, request.person).rows
        form = StageSeveralForm(request.POST, keys=[row.pk for row in rows], cohort=cohort)
        if not form.is_valid():
            return self.page(form)
        applications = list(Application.objects.filter(pk__in=form.cleaned_data["applications"]))
        try:
            by, editions = request.person, form.editions
            staged = stage_decisions(applications=applications, by=by, editions=editions, **form.given)
        except SeveralRefusedError as several:
            form.add_error(None, "Nothing was staged, not for the others either")
            for name, sentence in several.refusals:
                form.add_error(None, f"{name}: {sentence}")
            return self.page(form)
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
            return self.page(form)
        words, many = form.given["outcome"].label.lower(), counted(len(staged), "application")
        messages.success(request, f"A decision is staged for {many}: {words}. {UNTOLD}")
        warn_of_problem(request, cohort)
        return self.to_board_as_it_is()

    def to_board_as_it_is(self) -> HttpResponse:
        """Back to the board, sorted and filtered as the query string says."""
        board_of, query = self.to_board(), self.request.GET.urlencode()
        return redirect(f"{board_of.url}?{query}") if query else board_of


def warn_of_problem(request: Any, cohort: Cohort) -> None:
    """Say at once what would stand in the way of releasing what is staged now, for example more offers than places."""
    if problem := to_release(cohort=cohort, by=request.person).problem:
        messages.warning(request, f"As it stands, this cannot be released. {problem}")


class ReleaseView(CohortView):
    """What will happen, each e-mail as it will be sent, and one button. With ?only=, for one application."""

    permission = RELEASE_DECISIONS

    def get(self, request: Any, trust: str, pk: Any) -> HttpResponse:
        """What is staged now."""
        return self.page()

    def post(self, request: Any, trust: str, pk: Any) -> HttpResponse:
        """Released, and back to the board; refused, and what is staged now is shown."""
        seen = request.POST.get("seen", "")
        try:
            decisions = release_decisions(cohort=self.get_object(), by=request.person, seen=seen, only=self.only)
        except RefusedError as refusal:
            return self.page(str(refusal))
        outcomes = [decision.outcome for decision in decisions]
        told = [f"{outcomes.count(outcome)} {words}" for outcome, words in TOLD.items() if outcome in outcomes]
        doctors = "The doctor has" if len(decisions) == 1 else "The doctors have"
        released = f"{counted(len(decisions), 'decision')} released: {', '.join(told)}. {doctors} been told by e-mail."
        messages.success(request, released)
        return self.to_board()

    @property
    def only(self) -> UUID | None:
        """The one application that is asked about, if it is one."""
        asked = self.request.GET.get("only")
        try:
            return UUID(asked) if asked else None
        except ValueError as error:
            raise Http404("No such application.") from error

    def page(self, refusal: str = "") -> HttpResponse:
        """The page."""
        cohort = self.get_object()
        context = {
            "title": "Release decisions",
            "caption": f"{cohort.programme.name}, {cohort.name}",
            "cohort": cohort,
            "release": to_release(cohort=cohort, by=self.request.person, only=self.only),
            "is_one": self.only is not None,
            "refusal": refusal,
            "settings": mail_settings(),
            "breadcrumbs": crumbs(self.request, cohort),
        }
        return TemplateResponse(self.request, "cohorts/cohort_release.jinja", context)
