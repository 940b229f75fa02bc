"""Give and end people's roles, and let them leave."""

from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone

from trusts.models import Membership, Person, Trust, University, UniversityMembership, User
from trusts.notices import MEMBERSHIP_ENDED
from trusts.permissions import check_may_give
from trusts.services.audit import record_event
from trusts.services.notices import send_notice
from trusts.services.numbers import one_number_each
from trusts.services.sign_ins import end_sign_ins
from trusts.states import Role
from trusts.tenancy import current
from trusts.workflow import RefusedError


@transaction.atomic
def add_person(*, email: str, full_name: str, roles: list[Role], by: Person | None, **details: Any) -> Person:
    """Make somebody known to the Trust in context, with their roles, without asking them: for the demonstration and
    for rows that come from elsewhere. People are brought in by invite(). `details` are fields of Person."""
    trust = Trust.objects.get(pk=current().trust_id or 0)
    user = User.objects.filter(email=email.lower()).first() or User.objects.create_user(email)
    with one_number_each():
        person, _ = Person.objects.update_or_create(
            trust=trust, user=user, defaults={"full_name": full_name, **details}
        )
    for role in roles:
        give_role(person=person, role=role, by=by)
    return person


@transaction.atomic
def give_role(*, person: Person, role: Role, by: Person | None) -> Membership:
    """Let a person do what the role does in this Trust, from now on."""
    membership, is_new = Membership.objects.get_or_create(
        trust_id=person.trust_id, user_id=person.user_id, role=role, is_active=True
    )
    if is_new:
        record_event(action="person.give_role", subject=person, by=by, role=role)
    return membership


@transaction.atomic
def end_role(*, person: Person, role: Role, by: Person) -> None:
    """End a role at once; from when to when they held it is kept. A Trust never loses its last administrator."""
    if role == Role.TRUST_ADMINISTRATOR:
        _refuse_last_administrator(person)
    held = Membership.objects.filter(trust_id=person.trust_id, user_id=person.user_id, role=role, is_active=True)
    if held.update(is_active=False, ended_at=timezone.now()):
        record_event(action="person.end_role", subject=person, by=by, role=role)


@transaction.atomic
def change_roles(*, person: Person, roles: set[Role], by: Person) -> None:
    """Leave a person with exactly these roles. What is given or ended must be within what `by` may hand out."""
    held = held_roles(person)
    check_may_give(by, roles ^ held)
    if person.pk == by.pk and roles - held:
        raise RefusedError("You cannot give yourself a role. Ask another administrator.")
    for role in sorted(roles - held):
        give_role(person=person, role=role, by=by)
    for role in sorted(held - roles):
        end_role(person=person, role=role, by=by)


@transaction.atomic
def end_membership(*, person: Person, by: Person) -> None:
    """Let a person leave the Trust, or send them away: every role ends, and so does every sign-in, at once.

    What they did stays with the Trust, under their name. Their account stays theirs, for other Trusts.
    """
    held = held_roles(person)
    if not held:
        raise RefusedError(f"{person} does not belong to this Trust any more.")
    for role in sorted(held):
        end_role(person=person, role=role, by=by)
    record_event(action="person.end_membership", subject=person, by=by)
    send_notice(MEMBERSHIP_ENDED, to=person)
    end_sign_ins(user=person.user)


def held_roles(person: Person) -> set[Role]:
    """The roles a person holds in this Trust now."""
    held = Membership.objects.filter(trust_id=person.trust_id, user_id=person.user_id, is_active=True)
    return {Role(role) for role in held.values_list("role", flat=True)}


def _refuse_last_administrator(person: Person) -> None:
    """Two administrators who end each other at once wait for one another here."""
    administrators = Membership.objects.filter(
        trust_id=person.trust_id, role=Role.TRUST_ADMINISTRATOR, is_active=True, user__is_active=True
    )
    users = {membership.user_id for membership in administrators.order_by("pk").select_for_update(of=("self",))}
    if users == {person.user_id}:
        raise RefusedError("A Trust keeps at least one administrator. Make somebody else an administrator first.")


def add_tutor(*, university: University, email: str, full_name: str) -> UniversityMembership:
    """Let somebody see what Trusts share with the university. Whoever reads the mail of a new address comes in by
    setting a password, so the address is not asked to be confirmed besides."""
    user = User.objects.filter(email=email.lower()).first()
    if user is None:
        user = User.objects.create_user(email)
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    membership, _ = UniversityMembership.objects.update_or_create(
        university=university, user=user, defaults={"full_name": full_name, "is_active": True}
    )
    return membership


@transaction.atomic
def end_tutor(*, university: University, email: str) -> bool:
    """End somebody's access to what is shared with the university, and their sign-ins; whether they had any."""
    held = UniversityMembership.objects.filter(university=university, user__email=email.lower(), is_active=True)
    membership = held.select_related("user").first()
    if membership is None:
        return False
    held.update(is_active=False)
    end_sign_ins(user=membership.user)
    return True
