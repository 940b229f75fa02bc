"""Lists of projects: one's own, and a cohort's by objective."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from projects.forms import ProposeForm
from projects.forms.charter import cohort_words
from projects.permissions import PROPOSE_PROJECT, VIEW_MY_PROJECTS, VIEW_PROJECTS
from projects.selectors import projects_by_objective
from projects.selectors.pages import cohorts_for, cohorts_with_projects, in_state, my_projects
from projects.services.projects import propose_project
from projects.states import ProjectState
from trusts.access import TrustView
from trusts.permissions import roles_in
from trusts.states import Role
from trusts.workflow import RefusedError


class MyProjectListView(TrustView):
    """The projects one leads or sponsors; straight to the one when there is one."""

    permission = VIEW_MY_PROJECTS

    def get(self, request: Any, trust: str) -> HttpResponse:
        """Go to the one project, or list them, or say how to begin."""
        mine = my_projects(request.person)
        if mine.only is not None:
            return redirect("projects:project_detail", trust, mine.only.pk)
        is_doctors = mine.led or mine.may_propose_in or Role.DOCTOR in roles_in(request.user, request.trust.pk)
        context = {"title": "My project" if is_doctors else "Projects you sponsor", "mine": mine}
        return TemplateResponse(request, "projects/my_project_list.jinja", context)


class ProposeView(TrustView):
    """Propose a project in a cohort where one has a place."""

    permission = PROPOSE_PROJECT

    def get(self, request: Any, trust: str) -> TemplateResponse:
        """Show the form, or why there is none."""
        return self.show(ProposeForm(cohorts=cohorts_for(request.person)))

    def post(self, request: Any, trust: str) -> HttpResponse:
        """Begin the project and go on to its charter."""
        form = ProposeForm(request.POST, cohorts=cohorts_for(request.person))
        if not form.is_valid():
            return self.show(form)
        try:
            project = propose_project(by=request.person, **form.cleaned_data)
        except RefusedError as error:
            form.add_error(None, str(error))
            return self.show(form)
        messages.success(request, "Your project is begun. Now write its charter.")
        return redirect("projects:project_edit", trust, project.pk)

    def show(self, form: ProposeForm) -> TemplateResponse:
        """The page."""
        context = {"title": "Propose a project", "form": form, "can": bool(form.fields["cohort"].queryset)}  # type: ignore[attr-defined]
        return TemplateResponse(self.request, "projects/project_propose.jinja", context)


class ProjectListView(TrustView):
    """A cohort's projects by the objective they serve, untouched objectives too."""

    permission = VIEW_PROJECTS

    def get(self, request: HttpRequest, trust: str) -> TemplateResponse:
        """The newest cohort that has projects, or the one asked for; all states, or one."""
        cohorts = cohorts_with_projects()
        cohort = _chosen(cohorts, request.GET.get("cohort", ""))
        state = request.GET.get("state", "")
        groups = projects_by_objective(cohort) if cohort else ()
        context = {
            "title": "Improvement projects",
            "caption": cohort_words(cohort) if cohort else "",
            "cohorts": [{"value": str(c.pk), "text": cohort_words(c)} for c in cohorts],
            "cohort": cohort,
            "states": [{"value": "", "text": "All"}, *({"value": s.value, "text": s.label} for s in ProjectState)],
            "state": state if state in ProjectState.values else "",
            "all_groups": groups,
            "groups": in_state(groups, state if state in ProjectState.values else ""),
        }
        return TemplateResponse(request, "projects/project_list.jinja", context)


def _chosen(cohorts: list[Any], wanted: str) -> Any:
    if not wanted:
        return cohorts[0] if cohorts else None
    try:
        pk = UUID(wanted)
    except ValueError as error:
        raise Http404("No such cohort.") from error
    found = [cohort for cohort in cohorts if cohort.pk == pk]
    if not found:
        raise Http404("No such cohort.")
    return found[0]
