"""What the app's pages share: where a page stands, a form with its deed, a deed alone."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from projects.models import ImprovementProject
from projects.permissions import EDIT_PROJECT, project_of
from projects.services.guards import FINISHED
from trusts.access import TrustView
from trusts.workflow import RefusedError


class ProjectPart(TrustView):
    """A page of a project or of a row in one. `within` is the way from the row to its project."""

    model: Any = ImprovementProject
    permission = EDIT_PROJECT
    within = ""

    def get_queryset(self) -> Any:
        """With the project and its people, whom permissions ask about."""
        way = f"{self.within}__" if self.within else ""
        names = [f"{way}lead", f"{way}sponsor", f"{way}cohort"]
        return self.model.objects.select_related(*names)

    @property
    def project(self) -> ImprovementProject:
        """The project the page is about."""
        project = project_of(self.get_object())
        assert project is not None  # noqa: S101 - every row of the app belongs to one
        return project

    def address(self, name: str = "project_detail", row: Any = None) -> str:
        """The address of a page of the project, or of another row."""
        return reverse(f"projects:{name}", args=[self.request.trust.slug, (row or self.project).pk])

    def breadcrumbs(self, *between: dict[str, str]) -> list[dict[str, str]]:
        """Home, the project, and what stands between it and this page."""
        home = {"text": "Projects", "href": reverse("projects:my_project_list", args=[self.request.trust.slug])}
        return [home, {"text": self.project.title, "href": self.address()}, *between]

    def is_finished(self) -> bool:
        """Whether the charter and the tests of change are closed."""
        return self.project.state in FINISHED


class FormPage(ProjectPart):
    """A form and its deed. A refusal by the rules stands in the form, which keeps what was typed."""

    template = "projects/form.jinja"
    title = ""
    button = "Save"
    done = ""

    def make_form(self, data: Any = None) -> Any:
        """The form, empty or with what was sent."""
        raise NotImplementedError

    def deed(self, form: Any) -> Any:
        """Do what the form asks."""
        raise NotImplementedError

    def after(self, row: Any) -> str:
        """Where to go when it is done."""
        return self.address()

    def context(self, form: Any) -> dict[str, Any]:
        """What the page shows beside the form."""
        return {}

    def get(self, request: HttpRequest, trust: str, pk: UUID) -> TemplateResponse:
        """Show the form."""
        return self.show(self.make_form())

    def post(self, request: HttpRequest, trust: str, pk: UUID) -> HttpResponse:
        """Do it, or show what is wrong."""
        form = self.make_form(request.POST)
        if not form.is_valid():
            return self.show(form)
        try:
            row = self.deed(form)
        except RefusedError as error:
            field = getattr(error, "field", None)
            form.add_error(field if field in form.fields else None, str(error))
            return self.show(form)
        if self.done:
            messages.success(request, self.done)
        return redirect(self.after(row))

    def show(self, form: Any) -> TemplateResponse:
        """The page with the form."""
        context = {
            "title": self.title,
            "caption": self.project.title,
            "breadcrumbs": self.breadcrumbs(),
            "form": form,
            "button_text": self.button,
            "project": self.project,
            "cancel": self.address(),
            **self.context(form),
        }
        return TemplateResponse(self.request, self.template, context)


class DeedView(ProjectPart):
    """A deed that needs no words: one button, POST only. A second click is told what the state is."""

    done = ""

    def deed(self) -> None:
        """Do it."""
        raise NotImplementedError

    def after(self) -> str:
        """Where to go, done or not."""
        return self.address()

    def post(self, request: HttpRequest, trust: str, pk: UUID) -> HttpResponse:
        """Do it and say so, or say why not."""
        after = self.after()
        try:
            self.deed()
        except RefusedError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, self.done)
        return redirect(after)
