"""A doctor's application: read before starting, task list, check, submit, receipt, withdraw."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from cohorts.forms.applications import WithdrawForm
from cohorts.models import Application, Cohort
from cohorts.permissions import (
    BEGIN_APPLICATION,
    CHANGE_APPLICATION,
    VIEW_ADJUSTMENTS,
    VIEW_APPLICATION,
    VIEW_MY_APPLICATIONS,
    is_applicant,
)
from cohorts.selectors.applications import (
    beginning_problem,
    files_of,
    held_of,
    is_being_read,
    is_whole,
    open_cohorts_for,
    part_of,
    parts_of,
    problems_of,
    standing,
    standings_of,
    week_of,
)
from cohorts.selectors.cohorts import timeline
from cohorts.selectors.endorsements import endorsement_of, requests_of
from cohorts.services.applications import (
    IncompleteError,
    begin_application,
    submit_application,
    take_back_application,
    withdraw_application,
)
from cohorts.services.reading import record_view
from cohorts.states import ApplicationState, CohortState
from trusts.access import TrustView
from trusts.workflow import RefusedError

PART_PAGES = {
    "commitment": "cohorts:application_commitment",
    "insight": "cohorts:application_insight",
    "work_plan": "cohorts:application_work_plan",
    "adjustments": "cohorts:application_adjustments",
}
MAY_WITHDRAW = (ApplicationState.DRAFT, ApplicationState.SUBMITTED, ApplicationState.WAITING)


def trail(trust: str, *more: Application) -> list[dict[str, str]]:
    """The breadcrumb of a doctor's own pages."""
    return [
        {"text": "My applications", "href": reverse("cohorts:my_application_list", args=[trust])},
        *(
            {"text": row.cohort.name, "href": reverse("cohorts:application_detail", args=[trust, row.pk])}
            for row in more
        ),
    ]


class ApplyView(TrustView):
    """Everything a doctor should know before starting."""

    permission = BEGIN_APPLICATION
    model = Cohort

    def get_queryset(self) -> Any:
        """Cohorts that were announced; one still being planned does not exist for doctors."""
        return super().get_queryset().exclude(state=CohortState.PLANNED).select_related("programme__university")

    def get(self, request: HttpRequest, trust: str, pk: Any) -> HttpResponse:
        """Criteria, timetable, time it costs, what happens to what is written."""
        cohort = self.get_object()
        context = {
            "title": f"Apply for {cohort.name}",
            "caption": cohort.programme.name,
            "cohort": cohort,
            "criteria": list(cohort.criteria.all()),
            "timeline": timeline(cohort),
            "problem": beginning_problem(cohort, self.request.person),
            "mine": Application.objects.for_applicant(self.request.person).filter(cohort=cohort).first(),
            "breadcrumbs": trail(trust),
        }
        return TemplateResponse(request, "cohorts/cohort_apply.jinja", context)

    def post(self, request: HttpRequest, trust: str, pk: Any) -> HttpResponse:
        """Begin, or go on with the application already there."""
        try:
            application = begin_application(cohort=self.get_object(), by=self.request.person)
        except RefusedError as refusal:
            messages.error(request, str(refusal))
            return redirect("cohorts:cohort_apply", trust, pk)
        return redirect("cohorts:application_detail", trust, application.pk)


class MyApplicationListView(TrustView):
    """A doctor's own applications, and cohorts to apply to."""

    permission = VIEW_MY_APPLICATIONS

    def get(self, request: HttpRequest, trust: str) -> HttpResponse:
        """Each with its state in words, what happens next and by when."""
        context = {
            "title": "My applications",
            "standings": standings_of(self.request.person),
            "cohorts": open_cohorts_for(self.request.person),
        }
        return TemplateResponse(request, "cohorts/my_application_list.jinja", context)


class ApplicationView(TrustView):
    """A page about one application of the doctor's own."""

    permission = CHANGE_APPLICATION
    model = Application

    def get_queryset(self) -> Any:
        """With what every page names."""
        return super().get_queryset().select_related("cohort__programme", "applicant")


class ApplicationDetailView(ApplicationView):
    """A draft's task list for its doctor; for whoever may read it, what was handed in."""

    permission = VIEW_APPLICATION

    def get(self, request: HttpRequest, trust: str, pk: Any) -> HttpResponse:
        """The page for the state it is in."""
        application = self.get_object()
        is_own = is_applicant(self.request.user, application)
        can_change = is_own and application.cohort.takes_applications(timezone.now())
        offers = list(application.offers.told()) if is_own else []
        may_change = can_change and application.state == ApplicationState.SUBMITTED
        is_read = may_change and is_being_read(application)
        context = {
            "caption": application.cohort.programme.name,
            "application": application,
            "cohort": application.cohort,
            "is_own": is_own,
            "is_reading": not is_own,
            "requests": requests_of(application) if is_own else None,
            "standing": standing(application, offers) if is_own else None,
            "can_take_back": may_change and not is_read,
            "is_read": is_read,
            "can_withdraw": is_own and application.state in MAY_WITHDRAW,
            "breadcrumbs": trail(trust) if is_own else [],
        }
        if application.state == ApplicationState.DRAFT and can_change:
            parts = parts_of(application)
            context |= {"title": f"Apply for {application.cohort.name}", "parts": parts, "pages": PART_PAGES}
            context["adjustments"] = part_of(application, "adjustments")
            context["files"] = files_of(application)
            context["is_known"] = is_whole(application.applicant)
            return TemplateResponse(request, "cohorts/application_tasks.jinja", context)
        if not is_own:
            record_view(application=application, by=self.request.person)
            context["endorsement"] = endorsement_of(application)
        context["shows_adjustments"] = request.user.has_perm(VIEW_ADJUSTMENTS, application)
        title = f"Your application to {application.cohort.name}" if is_own else str(application.applicant)
        context |= {"title": title, "week": week_of(application), "files": files_of(application)}
        return TemplateResponse(request, "cohorts/application_detail.jinja", context)


class AboutView(ApplicationView):
    """Who the doctor is, as the Trust holds it."""

    def get(self, request: HttpRequest, trust: str, pk: Any) -> HttpResponse:
        """Name, post and numbers, and who corrects them."""
        application = self.get_object()
        context = {
            "title": "About you",
            "caption": f"{application.cohort.programme.name}, {application.cohort.name}",
            "application": application,
            "cohort": application.cohort,
            "held": held_of(application.applicant),
            "breadcrumbs": trail(trust, application),
        }
        return TemplateResponse(request, "cohorts/application_about.jinja", context)


class CheckAnswersView(ApplicationView):
    """Everything written, once more, before it is handed in."""

    def get(self, request: HttpRequest, trust: str, pk: Any) -> HttpResponse:
        """The three parts, each with a way back."""
        application = self.get_object()
        if application.state != ApplicationState.DRAFT:
            return redirect("cohorts:application_detail", trust, pk)
        return check_page(request, trust, application)


def check_page(
    request: HttpRequest, trust: str, application: Application, refusal: RefusedError | None = None
) -> TemplateResponse:
    """Check your answers; with what a refused submission lacked, each a link to its part."""
    missing = [
        {"text": problem.sentence, "href": reverse(PART_PAGES[problem.part], args=[trust, application.pk])}
        for problem in problems_of(application)
    ]
    errors: list[dict[str, str]] = []
    if refusal:
        errors = missing if isinstance(refusal, IncompleteError) else [{"text": str(refusal)}]
    context = {
        "title": "Check your answers before you submit",
        "caption": f"{application.cohort.programme.name}, {application.cohort.name}",
        "application": application,
        "cohort": application.cohort,
        "parts": parts_of(application),
        "pages": PART_PAGES,
        "week": week_of(application),
        "files": files_of(application),
        "files_page": "cohorts:application_file_add",
        "requests": requests_of(application),
        "shows_adjustments": True,
        "missing": missing,
        "problems": errors,
        "breadcrumbs": trail(trust, application),
    }
    status = 409 if refusal else 200
    return TemplateResponse(request, "cohorts/application_check.jinja", context, status=status)


class SubmitView(ApplicationView):
    """Hand it in."""

    def post(self, request: HttpRequest, trust: str, pk: Any) -> HttpResponse:
        """To the receipt, or back with what is missing, each linked."""
        application = self.get_object()
        try:
            submit_application(application=application, by=self.request.person)
        except RefusedError as refusal:
            if application.state != ApplicationState.DRAFT:
                messages.error(request, str(refusal))
                return redirect("cohorts:application_detail", trust, pk)
            return check_page(request, trust, application, refusal)
        return redirect("cohorts:application_receipt", trust, pk)


class ReceiptView(ApplicationView):
    """Proof that it was handed in."""

    def get(self, request: HttpRequest, trust: str, pk: Any) -> HttpResponse:
        """The receipt number, and what happens next."""
        application = self.get_object()
        if not application.receipt:
            return redirect("cohorts:application_detail", trust, pk)
        context = {
            "title": "Application received",
            "application": application,
            "cohort": application.cohort,
            "breadcrumbs": trail(trust, application),
        }
        return TemplateResponse(request, "cohorts/application_receipt.jinja", context)


class TakeBackView(ApplicationView):
    """Make it a draft again, to change it."""

    def post(self, request: HttpRequest, trust: str, pk: Any) -> HttpResponse:
        """Back to the task list."""
        try:
            take_back_application(application=self.get_object(), by=self.request.person)
        except RefusedError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "Your application is a draft again. Submit it before applications close.")
        return redirect("cohorts:application_detail", trust, pk)


class WithdrawView(ApplicationView):
    """Leave the competition, after a question."""

    def get(self, request: HttpRequest, trust: str, pk: Any) -> HttpResponse:
        """Are you sure?"""
        if self.get_object().state not in MAY_WITHDRAW:
            return redirect("cohorts:application_detail", trust, pk)
        return self.page(WithdrawForm())

    def post(self, request: HttpRequest, trust: str, pk: Any) -> HttpResponse:
        """Withdraw it, keeping the reason."""
        form = WithdrawForm(request.POST)
        if not form.is_valid():
            return self.page(form)
        try:
            withdraw_application(
                application=self.get_object(), by=self.request.person, reason=form.cleaned_data["reason"]
            )
        except RefusedError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "Your application is withdrawn.")
        return redirect("cohorts:application_detail", trust, pk)

    def page(self, form: WithdrawForm) -> TemplateResponse:
        """The question and a box for the reason."""
        application = self.get_object()
        context = {
            "title": "Withdraw your application?",
            "caption": f"{application.cohort.programme.name}, {application.cohort.name}",
            "application": application,
            "cohort": application.cohort,
            "problem": beginning_problem(application.cohort, application.applicant),
            "asked": requests_of(application).standing,
            "form": form,
            "breadcrumbs": trail(self.kwargs["trust"], application),
        }
        status = 422 if form.errors else 200
        return TemplateResponse(self.request, "cohorts/application_withdraw.jinja", context, status=status)
