"""Pages of one project: what it shows, its charter, its approval, its moves."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils import timezone

from projects import forms
from projects.models import TeamMember
from projects.permissions import APPROVE_PROJECT, EDIT_PROJECT, VIEW_PROJECT
from projects.selectors.pages import project_page, sponsors_for
from projects.services import projects as services
from projects.services.documents import MOST_DOCUMENTS
from projects.states import PROJECT
from projects.views.base import DeedView, FormPage, ProjectPart

MOVES = ("start", "pause", "resume", "stop", "complete", "sustain")


class ProjectDetailView(ProjectPart):
    """One project, its outcome chart first."""

    permission = VIEW_PROJECT

    def get(self, request: HttpRequest, trust: str, pk: UUID) -> TemplateResponse:
        """Show it, with what its reader may do."""
        page = project_page(self.project)
        user: Any = request.user
        context = {
            "title": page.result.project.title,
            "page": page,
            "project": page.result.project,
            "can_edit": user.has_perm(EDIT_PROJECT, self.project),
            "can_approve": user.has_perm(APPROVE_PROJECT, self.project),
            "moves": [name for name in MOVES if PROJECT.allows(name, self.project.state)],
            "is_finished": self.is_finished(),
            "documents": list(self.project.documents.select_related("file")),
            "most_documents": MOST_DOCUMENTS,
        }
        return TemplateResponse(request, "projects/project_detail.jinja", context)


class ProjectEditView(FormPage):
    """The charter."""

    template = "projects/project_edit.jinja"
    title = "Charter"
    button = "Save the charter"
    done = "The charter is saved."

    def make_form(self, data: Any = None) -> forms.CharterForm:
        """The charter as it stands."""
        return forms.CharterForm(data, project=self.project, sponsors=sponsors_for(self.project))

    def deed(self, form: forms.CharterForm) -> Any:
        """Save it."""
        return services.save_charter(project=self.project, by=self.request.person, **form.charter())


class CompetenciesEditView(FormPage):
    """The competencies the project exercises."""

    title = "Competencies this project exercises"
    button = "Save"
    done = "The competencies are saved."

    def make_form(self, data: Any = None) -> forms.CompetenciesForm:
        """Those of the cohort's framework version, the chosen ones ticked."""
        version = self.project.cohort.framework_version
        return forms.CompetenciesForm(
            data,
            competencies=list(version.competencies.select_related("domain")),
            chosen=self.project.competency_links.values_list("competency_id", flat=True),
        )

    def deed(self, form: forms.CompetenciesForm) -> None:
        """Keep what is ticked."""
        services.set_competencies(project=self.project, competencies=form.chosen(), by=self.request.person)


class TeamMemberAddView(FormPage):
    """Credit a colleague."""

    title = "Add a colleague to the team"
    button = "Add to the team"
    done = "Your colleague is credited with the work."

    def make_form(self, data: Any = None) -> forms.TeamMemberForm:
        """Empty."""
        return forms.TeamMemberForm(data)

    def deed(self, form: forms.TeamMemberForm) -> Any:
        """Add them."""
        return services.add_team_member(project=self.project, by=self.request.person, **form.cleaned_data)


class TeamMemberRemoveView(FormPage):
    """Take a colleague off the team, after a question."""

    model = TeamMember
    within = "project"
    template = "projects/team_member_remove.jinja"
    title = "Remove from the team?"
    done = "Removed from the team."

    def make_form(self, data: Any = None) -> Any:
        """Nothing to type."""
        return forms.NoForm(data)

    def context(self, form: Any) -> dict[str, Any]:
        """Whom."""
        return {"member": self.get_object()}

    def deed(self, form: Any) -> None:
        """Remove them."""
        services.remove_team_member(team_member=self.get_object(), by=self.request.person)


class AskForApprovalView(DeedView):
    """Hand the charter to its sponsor."""

    done = "Your sponsor has been asked to approve the project."

    def deed(self) -> None:
        """Ask."""
        services.ask_for_approval(project=self.project, by=self.request.person)


class ApproveView(DeedView):
    """Approve the charter as it was read. One saved since is shown anew."""

    permission = APPROVE_PROJECT
    done = "The project is approved. Its lead has been told."

    def deed(self) -> None:
        """Approve."""
        form = forms.ApproveForm(self.request.POST)
        edition = form.cleaned_data["edition"] if form.is_valid() else -1  # none is that of no charter
        services.approve_project(project=self.project, by=self.request.person, edition=edition)


class ReturnView(FormPage):
    """Hand the charter back with what should change."""

    permission = APPROVE_PROJECT
    title = "Return the charter"
    button = "Return it"
    done = "The charter is returned. Its lead has been told."

    def make_form(self, data: Any = None) -> forms.ApprovalReturnForm:
        """Empty."""
        return forms.ApprovalReturnForm(data)

    def deed(self, form: forms.ApprovalReturnForm) -> Any:
        """Return it."""
        return services.return_project(project=self.project, by=self.request.person, **form.cleaned_data)


class MoveView(FormPage):
    """A move of the project that needs words or a date."""

    form_class: Any
    service: Any

    def make_form(self, data: Any = None) -> Any:
        """Its last or first day is most often today."""
        return self.form_class(data, initial={"on": timezone.localdate()})

    def deed(self, form: Any) -> Any:
        """Make the move."""
        return type(self).service(project=self.project, by=self.request.person, **form.cleaned_data)


class StartView(MoveView):
    """Begin the work."""

    title = "Start the project"
    button = "Start"
    done = "The project is running."
    form_class = forms.StartForm
    service = staticmethod(services.start_project)


class PauseView(MoveView):
    """Let the work rest."""

    title = "Pause the project"
    button = "Pause"
    done = "The project is paused. You can go on at any time."
    form_class = forms.PauseForm
    service = staticmethod(services.pause_project)


class ResumeView(DeedView):
    """Go on after a pause."""

    done = "The project is running again."

    def deed(self) -> None:
        """Go on."""
        services.resume_project(project=self.project, by=self.request.person)


class StopView(MoveView):
    """End a project that should not go on."""

    title = "Stop the project, with learning"
    button = "Stop the project"
    done = "The project is stopped. What was learnt is kept with it."
    form_class = forms.StopForm
    service = staticmethod(services.stop_project)


class CompleteView(MoveView):
    """End the work."""

    title = "Complete the project"
    button = "Complete the project"
    done = "The project is complete. You can go on recording values."
    form_class = forms.CompleteForm
    service = staticmethod(services.complete_project)


class SustainView(MoveView):
    """Say how the gain is kept."""

    title = "How the gain is kept"
    button = "Save"
    done = "The gain is recorded as sustained."
    form_class = forms.SustainForm
    service = staticmethod(services.sustain_project)
