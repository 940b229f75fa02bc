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
from trusts.workflow import RefusedError


class PartView(ApplicationView):
    """One part. The same address answers a page's Save and, in a sentence, htmx's save after a pause.

    A save from an older page is answered 409 with both texts; a refused one 409 with the text as it was typed.
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
        form = self.form_class(request.POST)
        if not form.is_valid():
            return self.not_saved(form, self.in_the_way(form), status=422)
        try:
            application = save_application(application=self.get_object(), by=self.request.person, **form.parts())
        except StaleEditionError as stale:
            return self.both(form, stale)
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
            return self.not_saved(form, str(refusal), status=409)
        return self.saved(application)

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

    def in_the_way(self, form: PartForm) -> str:
        """What keeps the part from being saved, as one sentence."""
        return "; ".join(str(errors[0]) for errors in form.errors.values())

    def not_saved(self, form: PartForm, sentence: str, *, status: int) -> HttpResponse:
        """Why not, beside the text as it was typed."""
        if self.request.htmx:
            context: dict[str, Any] = {"sentence": sentence, "edition": self.request.POST.get("edition", "")}
            if self.key == "work_plan":
                context |= {"week": week_of(self.get_object()), "is_behind": True}
            return TemplateResponse(self.request, "cohorts/_not_saved.jinja", context, status=status)
        return self.page(self.get_object(), form, edition=self.request.POST.get("edition", ""), status=status)

    def both(self, form: PartForm, stale: StaleEditionError) -> HttpResponse:
        """The text of this page to go on with, and the one kept meanwhile; neither is lost."""
        if self.request.htmx:
            sentence = "Changed in another tab or on another device. Press Save to see both texts; nothing is lost."
            return self.not_saved(form, sentence, status=409)
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

    def in_the_way(self, form: PartForm) -> str:
        """Text and week are saved together or not at all."""
        return f"Neither your text nor your week is saved until this is put right. {super().in_the_way(form)}"


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
