"""Who is told what about improvement projects. The words stand in notices.py."""

from projects import notices
from projects.models import ImprovementProject
from trusts.kinds import Kind
from trusts.services.notices import address_of, send_notice


def named_sponsor(project: ImprovementProject) -> None:
    """To the sponsor who was named."""
    _to_sponsor(notices.NAMED_SPONSOR, project)


def approval_asked(project: ImprovementProject) -> None:
    """To the sponsor whose approval is asked."""
    _to_sponsor(notices.APPROVAL_ASKED, project)


def returned(project: ImprovementProject) -> None:
    """To the lead: what should change stands on the page."""
    send_notice(notices.PROJECT_RETURNED, to=project.lead, project=project.title, link=_address(project))


def approved(project: ImprovementProject) -> None:
    """To the lead."""
    link = _address(project)
    send_notice(
        notices.PROJECT_APPROVED, to=project.lead, project=project.title, approver=project.approved_by, link=link
    )


def ended(project: ImprovementProject) -> None:
    """To the sponsor, when the work was stopped or completed."""
    _to_sponsor(notices.PROJECT_ENDED, project, outcome=project.get_state_display().lower())


def _to_sponsor(kind: Kind, project: ImprovementProject, **words: str) -> None:
    if project.sponsor is not None:
        link = _address(project)
        send_notice(kind, to=project.sponsor, project=project.title, lead=project.lead, link=link, **words)


def _address(project: ImprovementProject) -> str:
    return address_of("projects:project_detail", project.trust.slug, project.pk)
