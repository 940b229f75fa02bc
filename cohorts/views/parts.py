"""The parts of a draft, each saved as it is written and by an ordinary button."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from cohorts.forms.applications import AdjustmentsForm, CommitmentForm, InsightForm, PartForm, WorkPlanForm, kept_part
from cohorts.models import Application
from cohorts.selectors.applications import TITLES, Part, over_limit, part_of, week_of
from cohorts.services.applications import StaleEditionError, save_application
from cohorts.states import ApplicationState
from cohorts.views.applications import ApplicationView, trail
from trusts.forms import fields_in_error
from trusts.workflow import RefusedError


class PartView(ApplicationView):
    """One part. The same address answers a page's Save and, in a sentence, htmx's save after a pause.

    A save from an older page is answered 409 with both texts; a refused one 409 with the text as it was typed; one of
    which something could not be read 422, with what was wrong, and the rest of it is saved.
    """

    key: str
    form_class: type[PartForm]
    template = "cohorts/application_part.jinja"
    audience_key = "application_draft"

    def get(self, request: HttpRequest, trust: str, pk: Any) -> HttpResponse:
        """The part as kept."""
        application = self.get_object()
        if application.state != ApplicationState.DRAFT:
            return redirect("cohorts:application_detail", trust, pk)
        return self.page(application, self.form_class(initial=kept_part(application, self.key)))

    def post(self, request: HttpRequest, trust: str, pk: Any) -> HttpResponse:
        """Keep what was written."""
        application = self.get_object()
        form = self.form_class(request.POST, initial=kept_part(application, self.key))
        if not form.is_valid() and form.is_lost:
            return self.not_saved(form, status=422)
        try:
            application = save_application(application=application, by=self.request.person, **form.parts())
        except StaleEditionError as stale:
            return self.both(form, stale)
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
            return self.not_saved(form, status=409)
        return self.saved_in_part(application, form) if form.errors else self.saved(application)

    def saved(self, application: Application) -> HttpResponse:
        """When it was saved: in the page's line, or back on the task list."""
        if self.request.htmx:
            over = over_limit(self.key, getattr(application, self.key))
            context = {"application": application, "part": part_of(application, self.key), "over": over}
            if self.key == "work_plan":
                context["week"] = week_of(application)
            return TemplateResponse(self.request, "cohorts/_saved.jinja", context)
        tell(self.request, part_of(application, self.key))
        return redirect("cohorts:application_detail", self.kwargs["trust"], application.pk)

    def saved_in_part(self, application: Application, form: PartForm) -> HttpResponse:
        """When, and what of it could not be saved: that stays on the page as it was typed."""
        if self.request.htmx:
            wrong = fields_in_error(form)
            return self.line(application, wrong, edition=application.edition, is_in_part=True)
        return self.page(application, form, status=422, is_in_part=True)

    def not_saved(self, form: PartForm, *, status: int) -> HttpResponse:
        """Why not, beside the text as it was typed."""
        edition = self.request.POST.get("edition", "")
        if self.request.htmx:
            return self.line(self.get_object(), fields_in_error(form), edition=edition, status=status)
        return self.page(self.get_object(), form, edition=edition, status=status)

    def line(
        self, application: Application, wrong: list[dict[str, str]], *, edition: Any, status: int = 422, **more: Any
    ) -> HttpResponse:
        """The page's line: what is not saved and why; of the week, its sum as it is kept."""
        context = {"application": application, "wrong": wrong, "edition": edition, **more}
        if self.key == "work_plan":
            context |= {"week": week_of(application), "is_behind": True}
        return TemplateResponse(self.request, "cohorts/_not_saved.jinja", context, status=status)

    def both(self, form: PartForm, stale: StaleEditionError) -> HttpResponse:
        """The text of this page to go on with, and the one kept meanwhile; neither is lost."""
        if self.request.htmx:
            sentence = "Changed in another tab or on another device. Press Save to see both texts; nothing is lost."
            edition = self.request.POST.get("edition", "")
            return self.line(stale.application, [{"text": sentence}], edition=edition, status=409)
        kept = stale.application
        extra = {"saved": kept, "saved_text": getattr(kept, self.key)}
        if self.key == "work_plan":
            extra["saved_week"] = week_of(kept)
        return self.page(kept, form, status=409, **extra)

    def page(
        self, application: Application, form: PartForm, *, status: int = 200, edition: Any = None, **more: Any
    ) -> TemplateResponse:
        """The part's page with this form in it."""
        context = {
            "title": TITLES[self.key],
            "caption": f"{application.cohort.programme.name}, {application.cohort.name}",
            "application": application,
            "cohort": application.cohort,
            "edition": application.edition if edition is None else edition,
            "part": part_of(application, self.key),
            "is_behind": status != 200,
            "wrong": fields_in_error(form),
            "form": form,
            "field": form[self.key],
            "audience_key": self.audience_key,
            "breadcrumbs": trail(self.kwargs["trust"], application),
            **more,
        }
        if self.key == "work_plan":
            context["week"] = week_of(application)
        return TemplateResponse(self.request, self.template, context, status=status)


class CommitmentView(PartView):
    """Commitment already shown."""

    key = "commitment"
    form_class = CommitmentForm


class InsightView(PartView):
    """Insight into improvement."""

    key = "insight"
    form_class = InsightForm


class AdjustmentsView(PartView):
    """What would help the doctor to take part."""

    key = "adjustments"
    form_class = AdjustmentsForm
    audience_key = "adjustments"


class WorkPlanView(PartView):
    """How the time is found."""

    key = "work_plan"
    form_class = WorkPlanForm
    template = "cohorts/application_work_plan.jinja"

    def get_queryset(self) -> Any:
        """With the week, read for form, sum and what is missing."""
        return super().get_queryset().prefetch_related("week")


def tell(request: HttpRequest, part: Part) -> None:
    """After Save: what is kept of the part, and what it lacks."""
    are = "are" if part.key == "adjustments" else "is"
    left = "".join(f" {problem.sentence}." for problem in part.problems)
    if not part.is_begun:
        messages.info(request, f"{part.title}: nothing is written yet.{left}")
    elif part.problems:
        messages.info(request, f"{part.title} {are} saved as a draft. Before you submit:{left}")
    else:
        messages.success(request, f"{part.title} {are} saved.")
