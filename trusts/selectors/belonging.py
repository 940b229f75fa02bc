"""Reads about belonging: where somebody belongs, from when to when as what, and who was invited."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from trusts.models import Invitation, Membership, Person, Trust, TrustQuerySet, UniversityMembership
from trusts.permissions import is_trust_administrator
from trusts.states import InvitationState
from trusts.tenancy import trust_context


@dataclass(frozen=True)
class Place:
    """A Trust or university somebody belongs to now: its home page, and what they are there."""

    name: str
    slug: str
    home: str
    as_words: str


def places_of(user: Any) -> list[Place]:
    """Where a user belongs, Trusts first. In each Trust they are who that Trust knows: one short context a Trust."""
    roles: dict[Trust, list[str]] = defaultdict(list)
    held = Membership.objects.filter(user_id=user.pk, is_active=True, trust__is_active=True).select_related("trust")
    for membership in held.order_by("trust__name", "role"):
        roles[membership.trust].append(membership.get_role_display())
    places = []
    for trust, words in roles.items():
        with trust_context(trust.pk, user.pk):
            person = Person.objects.filter(user_id=user.pk).first()
        places.append(Place(trust.name, trust.slug, "reports:home", f"{person or user}: {', '.join(words)}"))
    tutors = UniversityMembership.objects.filter(user_id=user.pk, is_active=True, university__is_active=True)
    for tutor in tutors.select_related("university").order_by("university__name"):
        as_words = f"{tutor.full_name or user}: {tutor.get_role_display()}"
        places.append(Place(tutor.university.name, tutor.university.slug, "university:home", as_words))
    return places


def roles_over_time(person: Person) -> list[Membership]:
    """Every role a person holds or held in their Trust, the latest first."""
    held = Membership.objects.filter(trust_id=person.trust_id, user_id=person.user_id)
    return list(held.order_by("-is_active", "-created_at", "role"))


CLOSED_SHOWN = 20


def invitations_seen_by(user: Any, trust: Trust) -> tuple[TrustQuerySet, list[Invitation]]:
    """Invitations still to be answered, newest first, and the latest that were accepted or withdrawn.

    An administrator sees everybody's, others those they sent."""
    seen = Invitation.objects.select_related("invited_by").order_by("-created_at")
    if not is_trust_administrator(user, trust):
        seen = seen.filter(invited_by__user_id=user.pk)
    waiting = seen.filter(state__in=(InvitationState.SENT, InvitationState.EXPIRED))
    closed = seen.exclude(pk__in=waiting.values("pk")).order_by("-updated_at")
    return waiting, list(closed[:CLOSED_SHOWN])
