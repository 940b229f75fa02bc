"""Reads about people that join several rows."""

from collections import defaultdict
from dataclasses import dataclass

from trusts.models import Membership, Person
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
