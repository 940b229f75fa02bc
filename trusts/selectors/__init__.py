"""Reads about people and the audit that join several rows."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from trusts.models import Event, Membership, Person
from trusts.states import Role


@dataclass(frozen=True)
class PersonRow:
    """One line of the people list: who, and the words of the roles they hold now."""

    person: Person
    roles: tuple[Role, ...]

    @property
    def role_words(self) -> str:
        """The roles as a sentence fragment."""
        return ", ".join(role.label for role in self.roles) or "No role: cannot sign in to this Trust"


def people_with_roles(trust_id: int) -> list[PersonRow]:
    """Everybody the Trust knows, by name, in two queries."""
    roles: dict[int, list[Role]] = defaultdict(list)
    for membership in Membership.objects.filter(trust_id=trust_id, is_active=True).order_by("role"):
        roles[membership.user_id].append(Role(membership.role))
    people = Person.objects.select_related("user").by_name()
    return [PersonRow(person, tuple(roles[person.user_id])) for person in people]


def find_events(*, action: str = "", person: str = "") -> QuerySet[Event]:
    """Audit lines, newest first, by the beginning of an action and part of the actor's name or a subject's id."""
    events = Event.objects.select_related("actor").order_by("-created_at")
    if action:
        events = events.filter(action__startswith=action)
    if person:
        events = events.filter(Q(actor__full_name__icontains=person) | Q(subject_id=person))
    return events
