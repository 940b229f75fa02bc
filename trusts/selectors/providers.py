"""Reads about a Trust's own sign-in."""

from dataclasses import dataclass

from allauth.socialaccount.models import SocialAccount

from trusts.models import IdentityProvider, Membership, Person
from trusts.states import Role


@dataclass(frozen=True)
class AdministratorRow:
    """An administrator, and whether they keep a way in past the Trust's own sign-in."""

    person: Person
    is_break_glass: bool


def administrators(trust_id: int) -> list[AdministratorRow]:
    """The Trust's administrators by name, in two queries."""
    held = Membership.objects.filter(trust_id=trust_id, role=Role.TRUST_ADMINISTRATOR, is_active=True)
    named = dict(held.values_list("user_id", "is_break_glass"))
    return [AdministratorRow(p, named[p.user_id]) for p in Person.objects.filter(user_id__in=list(named)).by_name()]


def joined_providers(user_id: int) -> list[tuple[IdentityProvider, bool]]:
    """The identity providers of a user's Trusts, and whether their account is joined to each."""
    held = Membership.objects.filter(user_id=user_id, is_active=True, trust__is_active=True)
    found = IdentityProvider.objects.filter(trust_id__in=held.values("trust_id")).select_related("trust")
    joined = set(SocialAccount.objects.filter(user_id=user_id).values_list("provider", flat=True))
    return [(provider, provider.provider_id in joined) for provider in found.order_by("trust__name")]
