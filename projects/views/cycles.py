"""Pages of a test of change: plan, begin, study."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils import timezone

from projects import forms
from projects.models import PDSACycle
from projects.permissions import EDIT_PROJECT, VIEW_PROJECT
from projects.services import cycles as services
from projects.states import CycleAct
from projects.views.base import FormPage, ProjectPart


class CyclePlanView(FormPage):
    """Plan the next test. After "adapt" or "expand" the last question and scale stand ready."""

    title = "Plan a test of change"
    button = "Save the plan"
    done = "The test is planned."

    def make_form(self, data: Any = None) -> forms.PlanForm:
        """With the last question, when it is to be asked again."""
        last = self.project.cycles.last()
        again = last is not None and last.act in (CycleAct.ADAPT, CycleAct.EXPAND)
        initial = {"question": last.question, "scale": last.scale} if last is not None and again else {}
        return forms.PlanForm(data, initial=initial)

    def deed(self, form: forms.PlanForm) -> PDSACycle:
        """Plan it."""
        return services.plan_cycle(project=self.project, by=self.request.person, **form.cleaned_data)

    def after(self, row: Any) -> str:
        """To its page."""
        return self.address("cycle_detail", row)


class CyclePart(ProjectPart):
    """A page of one test."""

    model = PDSACycle
    within = "project"


class CycleDetailView(CyclePart):
    """One test: plan, do, study, act."""

    permission = VIEW_PROJECT

    def get(self, request: HttpRequest, trust: str, pk: UUID) -> TemplateResponse:
        """Show it."""
        user: Any = request.user
        context = {
            "title": f"PDSA cycle {self.get_object().number}",
            "caption": self.project.title,
            "breadcrumbs": self.breadcrumbs(),
            "cycle": self.get_object(),
            "project": self.project,
            "can_edit": user.has_perm(EDIT_PROJECT, self.project) and not self.is_finished(),
        }
        return TemplateResponse(request, "projects/cycle_detail.jinja", context)


class CycleForm(CyclePart, FormPage):
    """A form about one test; then back to it."""

    def after(self, row: Any) -> str:
        """To the test's page."""
        return self.address("cycle_detail", self.get_object())


class CycleEditView(CycleForm):
    """Change a plan while nothing has begun."""

    title = "Edit the plan"
    button = "Save the plan"
    done = "The plan is saved."

    def make_form(self, data: Any = None) -> forms.PlanForm:
        """As it stands."""
        cycle = self.get_object()
        names = ("question", "prediction", "scale")
        return forms.PlanForm(data, initial={name: getattr(cycle, name) for name in names})

    def deed(self, form: forms.PlanForm) -> PDSACycle:
        """Save it."""
        return services.edit_plan(cycle=self.get_object(), by=self.request.person, **form.cleaned_data)


class CycleStartView(CycleForm):
    """Begin doing; the prediction is locked."""

    template = "projects/cycle_start.jinja"
    title = "Begin the test"
    button = "Begin"
    done = "The test has begun and its prediction is locked."

    def make_form(self, data: Any = None) -> forms.StartCycleForm:
        """Most often today."""
        return forms.StartCycleForm(data, initial={"on": timezone.localdate()})

    def context(self, form: Any) -> dict[str, Any]:
        """The prediction, to be read once more."""
        return {"cycle": self.get_object()}

    def deed(self, form: forms.StartCycleForm) -> PDSACycle:
        """Begin."""
        return services.start_cycle(cycle=self.get_object(), by=self.request.person, **form.cleaned_data)


class CycleStudyView(CycleForm):
    """What happened, against what was predicted."""

    template = "projects/cycle_start.jinja"
    title = "Study the test"
    button = "Save what was learnt"
    done = "The test is studied."

    def make_form(self, data: Any = None) -> forms.StudyForm:
        """Most often ended today."""
        return forms.StudyForm(data, initial={"on": timezone.localdate()})

    def context(self, form: Any) -> dict[str, Any]:
        """The prediction, to compare with."""
        return {"cycle": self.get_object()}

    def deed(self, form: forms.StudyForm) -> PDSACycle:
        """Save it."""
        return services.study_cycle(cycle=self.get_object(), by=self.request.person, **form.cleaned_data)
