"""What improvement projects say by e-mail."""

from django.conf import settings
from django.urls import reverse

from projects.models import ImprovementProject
from trusts.services.messages import queue_message


def named_sponsor(project: ImprovementProject) -> None:
    """To the sponsor who was named."""
    _to_sponsor(
        project,
        f"You are named as sponsor of an improvement project: {project.title}",
        f"{project.lead} has named you as the sponsor of an improvement project. A sponsor clears the way for it and"
        " approves its charter. You will hear from us when it is ready.",
    )


def approval_asked(project: ImprovementProject) -> None:
    """To the sponsor whose approval is asked."""
    _to_sponsor(
        project,
        f"Please approve: {project.title}",
        f"{project.lead} asks you to approve the charter of this improvement project.",
    )


def returned(project: ImprovementProject) -> None:
    """To the lead, with what should change."""
    queue_message(
        to=project.lead,
        subject=f"Your project's charter was returned: {project.title}",
        body=f"What should change before it is approved stands on the project's page.\n\n{_address(project)}",
    )


def approved(project: ImprovementProject) -> None:
    """To the lead."""
    queue_message(
        to=project.lead,
        subject=f"Your improvement project is approved: {project.title}",
        body=f"{project.approved_by} approved your project. You can start it now.\n\n{_address(project)}",
    )


def ended(project: ImprovementProject) -> None:
    """To the sponsor, when the work was stopped or completed."""
    words = project.get_state_display().lower()
    _to_sponsor(project, f"{project.title}: {words}", f"{project.lead} marked this project as {words}.")


def _to_sponsor(project: ImprovementProject, subject: str, body: str) -> None:
    if project.sponsor is not None:
        queue_message(to=project.sponsor, subject=subject, body=f"{body}\n\n{_address(project)}")


def _address(project: ImprovementProject) -> str:
    path = reverse("projects:project_detail", args=[project.trust.slug, project.pk])
    return f"{settings.BASE_URL}{path}"
