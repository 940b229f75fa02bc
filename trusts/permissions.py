"""Who may do what with people, agreements and the audit; and the predicates every app builds on.

A predicate receives the user and either a row (singular names) or the Trust (plural names). Roles are always looked up
in the row's own Trust, so a role held elsewhere opens nothing.
"""

from collections.abc import Collection
from typing import Any

import rules

from trusts.models import Membership, Person
from trusts.states import Role
from trusts.workflow import RefusedError


def roles_in(user: Any, trust_id: int | None) -> frozenset[str]:
    """The roles a user holds in a Trust now; read once a request."""
    if not trust_id or not getattr(user, "is_active", False):
        return frozenset()
    known = roles_known(user)
    if trust_id not in known:
        held = Membership.objects.filter(user_id=user.pk, trust_id=trust_id, is_active=True)
        known[trust_id] = frozenset(held.values_list("role", flat=True))
    return known[trust_id]


def roles_known(user: Any) -> dict[int, frozenset[str]]:
    """What was read of a user's roles in this request, by Trust. By attribute: a request's user stands before the
    real one, which permissions are asked of, and has a __dict__ of its own."""
    if not hasattr(user, "roles_by_trust"):
        user.roles_by_trust = {}
    known: dict[int, frozenset[str]] = user.roles_by_trust
    return known


def has_role(*roles: Role) -> Any:
    """True when the user holds one of the roles in the Trust that owns the row (or is the row)."""

    @rules.predicate(f"has_role:{','.join(roles)}")
    def check(user: Any, row: Any) -> bool:
        trust_id = getattr(row, "trust_id", None) or getattr(row, "pk", None)
        return bool(roles_in(user, trust_id) & set(roles))

    return check


def is_person(field: str) -> Any:
    """True when the user is the person the row names in this field, as 'applicant' or 'assessment.subject'."""

    @rules.predicate(f"is_person:{field}")
    def check(user: Any, row: Any) -> bool:
        for name in field.split("."):
            row = getattr(row, name, None)
        return row is not None and row.user_id == user.pk

    return check


is_doctor = has_role(Role.DOCTOR)
is_reviewer = has_role(Role.REVIEWER)
is_programme_director = has_role(Role.PROGRAMME_DIRECTOR)
is_medical_director = has_role(Role.MEDICAL_DIRECTOR)
is_hr_officer = has_role(Role.HR_OFFICER)
is_mentor = has_role(Role.MENTOR)
is_line_manager = has_role(Role.LINE_MANAGER)
is_trust_administrator = has_role(Role.TRUST_ADMINISTRATOR)
is_member = has_role(*Role)

USE_TRUST = "trusts.use_trust"  # asked of the Trust: any member
MANAGE_PEOPLE = "trusts.manage_people"
MANAGE_SHARING = "trusts.manage_sharing"
VIEW_EVENTS = "trusts.view_events"
ERASE_PERSON = "trusts.erase_person"  # of a person: put a hold, ask for their erasure
LIFT_HOLD = "trusts.lift_hold"  # of the hold
VIEW_ERASURE = "trusts.view_erasure"  # of the erasure; also take it back
VIEW_ERASURES = "trusts.view_erasures"  # of the Trust
APPROVE_ERASURE = "trusts.approve_erasure"  # of the erasure: somebody else than who asked
MANAGE_RETENTION = "trusts.manage_retention"
RENAME_TRUST = "trusts.rename_trust"
MANAGE_BRANDING = "trusts.manage_branding"  # also of a picture that may become the logo
MANAGE_MAIL = "trusts.manage_mail"
RETRY_MESSAGE = "trusts.retry_message"
INVITE_PEOPLE = "trusts.invite_people"
MANAGE_INVITATION = "trusts.manage_invitation"  # asked of the invitation: whose it is, or who administers
MANAGE_SIGN_IN = "trusts.manage_sign_in"

rules.add_perm(USE_TRUST, is_member)
rules.add_perm(MANAGE_PEOPLE, is_trust_administrator)
rules.add_perm(MANAGE_SHARING, is_trust_administrator | is_programme_director)
rules.add_perm(VIEW_EVENTS, is_trust_administrator)
rules.add_perm(ERASE_PERSON, is_trust_administrator)
rules.add_perm(LIFT_HOLD, is_trust_administrator)
rules.add_perm(VIEW_ERASURES, is_trust_administrator | is_medical_director)
rules.add_perm(VIEW_ERASURE, is_trust_administrator | is_medical_director)
rules.add_perm(
    APPROVE_ERASURE,
    (is_trust_administrator | is_medical_director) & ~is_person("asked_by") & ~is_person("person"),
)
rules.add_perm(MANAGE_RETENTION, is_trust_administrator)
rules.add_perm(RENAME_TRUST, is_trust_administrator)
rules.add_perm(MANAGE_BRANDING, is_trust_administrator)
rules.add_perm(MANAGE_MAIL, is_trust_administrator)
rules.add_perm(RETRY_MESSAGE, is_trust_administrator)
rules.add_perm(INVITE_PEOPLE, is_trust_administrator | is_programme_director)
rules.add_perm(MANAGE_INVITATION, is_trust_administrator | is_person("invited_by"))

# Who may hand out which role, to others and never to themselves. Appointing is an administrator's office; a programme
# director finds those who help with the programme. Whatever is not named here, nobody gives.
MAY_GIVE: dict[Role, frozenset[Role]] = {
    Role.TRUST_ADMINISTRATOR: frozenset(Role),
    Role.PROGRAMME_DIRECTOR: frozenset({Role.REVIEWER, Role.MENTOR}),
}


def may_give(user: Any, trust_id: int) -> frozenset[Role]:
    """The roles a user may hand out in a Trust now."""
    return frozenset().union(*(MAY_GIVE.get(Role(role), frozenset()) for role in roles_in(user, trust_id)))


def check_may_give(by: Person | None, roles: Collection[Role]) -> None:
    """Refuse a role beyond what this person may hand out; None is the platform, which may."""
    if by is None:
        return
    beyond = set(roles) - may_give(by.user, by.trust_id)
    if beyond:
        words = ", ".join(sorted(role.in_words for role in beyond))
        raise RefusedError(f"Your own role does not let you give or end this one: {words}.")


rules.add_perm(MANAGE_SIGN_IN, is_trust_administrator)
