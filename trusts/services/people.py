"""Bring people into a Trust and give or end their roles."""

from typing import Any

from django.db import transaction

from trusts.models import Membership, Person, Trust, University, UniversityMembership, User
from trusts.services.audit import record_event
from trusts.states import Role
from trusts.tenancy import current


@transaction.atomic
def add_person(*, email: str, full_name: str, roles: list[Role], by: Person | None, **details: Any) -> Person:
    """Make somebody known to the Trust in context, with their roles. `details` are fields of Person."""
    trust = Trust.objects.get(pk=current().trust_id or 0)
    user = User.objects.filter(email=email.lower()).first() or User.objects.create_user(email)
    person, _ = Person.objects.update_or_create(trust=trust, user=user, defaults={"full_name": full_name, **details})
    for role in roles:
        give_role(person=person, role=role, by=by)
    return person


@transaction.atomic
def give_role(*, person: Person, role: Role, by: Person | None) -> Membership:
    """Let a person do what the role does in this Trust."""
    membership, _ = Membership.objects.update_or_create(
        trust_id=person.trust_id, user_id=person.user_id, role=role, defaults={"is_active": True}
    )
    record_event(action="person.give_role", subject=person, by=by, role=role)
    return membership


@transaction.atomic
def end_role(*, person: Person, role: Role, by: Person) -> None:
    """End a role at once; the person's history stays."""
    Membership.objects.filter(trust_id=person.trust_id, user_id=person.user_id, role=role).update(is_active=False)
    record_event(action="person.end_role", subject=person, by=by, role=role)


def add_tutor(*, university: University, email: str, full_name: str) -> UniversityMembership:
    """Let somebody see what Trusts share with the university."""
    user = User.objects.filter(email=email.lower()).first() or User.objects.create_user(email)
    membership, _ = UniversityMembership.objects.update_or_create(
        university=university, user=user, defaults={"full_name": full_name, "is_active": True}
    )
    return membership
