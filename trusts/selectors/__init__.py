"""Reads about people that join several rows."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from trusts.models import Membership, Person, Trust
from trusts.models.user import PersonQuerySet
from trusts.states import Role


def administrators(trust: Trust) -> list[Person]:
    """Who gives roles in a Trust, by name; inside its context."""
    held = Membership.objects.filter(trust=trust, role=Role.TRUST_ADMINISTRATOR, is_active=True, user__is_active=True)
    return list(Person.objects.filter(user_id__in=list(held.values_list("user_id", flat=True))).by_name())


@dataclass(frozen=True)
class PersonRow:
    """One line of the people list: who, and the words of the roles they hold now."""

    person: Person
    roles: tuple[Role, ...]

    @property
    def role_words(self) -> str:
        """The roles as a sentence fragment."""
        return ", ".join(role.label for role in self.roles) or "No role: cannot sign in to this Trust"


def find_people(words: str = "") -> PersonQuerySet:
    """Whom the Trust knows, by name; those whose name, post or e-mail address has every one of the words."""
    found = Person.objects.select_related("user").by_name()
    for word in words.split():
        in_name = Q(title__icontains=word) | Q(full_name__icontains=word) | Q(preferred_name__icontains=word)
        found = found.filter(in_name | Q(job_title__icontains=word) | Q(user__email__icontains=word))
    return found


def with_roles(trust: Trust, people: Iterable[Person]) -> list[PersonRow]:
    """These people with the roles they hold now, in one query."""
    listed = list(people)
    roles: dict[int, list[Role]] = defaultdict(list)
    held = Membership.objects.filter(trust=trust, is_active=True, user_id__in=[person.user_id for person in listed])
    for membership in held.order_by("role"):
        roles[membership.user_id].append(Role(membership.role))
    return [PersonRow(person, tuple(roles[person.user_id])) for person in listed]
