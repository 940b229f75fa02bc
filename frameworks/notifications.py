"""What we tell the people who answer for a framework."""

from frameworks.models import FrameworkVersion
from trusts.models import Membership, Person
from trusts.services.messages import queue_message
from trusts.states import Role


def approval_asked(version: FrameworkVersion, by: Person) -> None:
    """To each medical director: a draft waits for you."""
    _tell(
        version,
        (Role.MEDICAL_DIRECTOR,),
        f"For your approval: {version}",
        f"{by} asks you to approve {version}.\n\nRead it under Framework in Homegrown and approve it there, "
        f"or tell {by} what should change.",
        by,
    )


def version_approved(version: FrameworkVersion, by: Person) -> None:
    """To those who publish: it may go out."""
    _tell(
        version,
        (Role.PROGRAMME_DIRECTOR, Role.TRUST_ADMINISTRATOR),
        f"Approved: {version}",
        f"{by} has approved {version}.\n\nIt can now be published under Framework in Homegrown.",
        by,
    )


def version_returned(version: FrameworkVersion, by: Person) -> None:
    """To those who answer for it: it is a draft again, and why."""
    _tell(
        version,
        (Role.PROGRAMME_DIRECTOR, Role.TRUST_ADMINISTRATOR, Role.MEDICAL_DIRECTOR),
        f"Returned to draft: {version}",
        f"{by} has returned {version} to draft.\n\nWhy: {version.return_reason}",
        by,
    )


def _tell(version: FrameworkVersion, roles: tuple[Role, ...], subject: str, body: str, by: Person) -> None:
    users = Membership.objects.filter(trust_id=version.trust_id, role__in=roles, is_active=True).values("user_id")
    for person in Person.objects.filter(user_id__in=users).exclude(pk=by.pk).by_name():
        queue_message(to=person, subject=subject, body=f"Dear {person.greeting},\n\n{body}\n")
