"""Whom we tell about a framework. The words stand in notices.py."""

from frameworks import notices
from frameworks.models import FrameworkVersion
from trusts.kinds import Kind
from trusts.models import Membership, Person
from trusts.services.notices import address_of, send_notice
from trusts.states import Role


def approval_asked(version: FrameworkVersion, by: Person) -> None:
    """To each Medical Director: a draft waits for you."""
    _tell(notices.APPROVAL_ASKED, version, (Role.MEDICAL_DIRECTOR,), by)


def version_approved(version: FrameworkVersion, by: Person) -> None:
    """To those who publish: it may go out."""
    _tell(notices.VERSION_APPROVED, version, (Role.PROGRAMME_DIRECTOR, Role.TRUST_ADMINISTRATOR), by)


def version_returned(version: FrameworkVersion, by: Person) -> None:
    """To those who answer for it: it is a draft again."""
    roles = (Role.PROGRAMME_DIRECTOR, Role.TRUST_ADMINISTRATOR, Role.MEDICAL_DIRECTOR)
    _tell(notices.VERSION_RETURNED, version, roles, by)


def _tell(kind: Kind, version: FrameworkVersion, roles: tuple[Role, ...], by: Person) -> None:
    users = Membership.objects.filter(trust_id=version.trust_id, role__in=roles, is_active=True).values("user_id")
    link = address_of("frameworks:version_detail", version.trust.slug, version.pk)
    for person in Person.objects.filter(user_id__in=users).exclude(pk=by.pk).by_name():
        send_notice(kind, to=person, version=version, who=by, link=link)
