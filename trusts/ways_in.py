"""How a session began, and which Trusts it therefore opens (docs/adr/0014-a-trusts-own-sign-in.md).

Begun through a Trust's identity provider, it opens that Trust alone: a provider answers for its own people and nobody
else's. Begun in a person's own way (password or passkey, with a second factor), it opens their Trusts, but not one
whose provider is the only way in, unless they break the glass as its administrator.
"""

from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.socialaccount.models import SocialAccount
from django.http import HttpRequest

from trusts.models import IdentityProvider, Membership, Trust, UniversityMembership, User
from trusts.models.identity_provider import PREFIX

CAME_THROUGH = "came_through"  # in the session: the slug of the Trust whose provider began it


def provider_named(provider_id: str) -> IdentityProvider | None:
    """The identity provider of an active Trust, by allauth's name for it."""
    if not provider_id.startswith(PREFIX):
        return None
    slug = provider_id.removeprefix(PREFIX)
    return IdentityProvider.objects.select_related("trust").filter(trust__slug=slug, trust__is_active=True).first()


def providers_for(email: str) -> list[IdentityProvider]:
    """The providers that cover an address's domain, by the names of their Trusts. Asks nothing about the person."""
    domain = email.rpartition("@")[2].lower()
    found = IdentityProvider.objects.select_related("trust").filter(trust__is_active=True, domains__contains=[domain])
    return list(found.order_by("trust__name"))


def note_way_in(request: HttpRequest, user: Any) -> None:
    """At sign-in: remember through which Trust's provider this session began, or that it began in the own way."""
    records = [r for r in get_authentication_records(request, user) if not r.get("reauthenticated")]
    first_steps = [r for r in records if r["method"] != "mfa" or r.get("passwordless")]
    provider = first_steps[-1].get("provider", "") if first_steps else ""
    request.session.pop(CAME_THROUGH, None)
    if provider.startswith(PREFIX):
        request.session[CAME_THROUGH] = provider.removeprefix(PREFIX)
        if getattr(request, "proved_second_factor", False):
            request.session["second_factor"] = True


def came_through(request: Any) -> str | None:
    """The slug of the Trust whose provider began this session; None: begun in the own way."""
    session = getattr(request, "session", None)
    return session.get(CAME_THROUGH) if session is not None else None


def may_enter(request: Any, trust: Trust) -> bool:
    """Whether this session may open a Trust its user belongs to. `trust` carries `is_provider_only` (trust_for)."""
    through = came_through(request)
    if through is not None:
        return through == trust.slug
    return not trust.is_provider_only or breaks_glass(request.user, trust.pk)


def is_member(user: Any, trust_id: int) -> bool:
    """Whether a user holds any role in a Trust now."""
    return Membership.objects.filter(user_id=user.pk, trust_id=trust_id, is_active=True).exists()


def breaks_glass(user: Any, trust_id: int) -> bool:
    """Whether a user is one of the administrators who keep a way in of their own."""
    return Membership.objects.filter(user_id=user.pk, trust_id=trust_id, is_active=True, is_break_glass=True).exists()


def only_provider(user: User) -> IdentityProvider | None:
    """The provider this user must come through: no place of theirs opens otherwise. None for whoever is not joined to
    it yet: their own way lets them in far enough to join, and opens no page of the Trust."""
    if UniversityMembership.objects.filter(user_id=user.pk, is_active=True).exists():
        return None
    held = Membership.objects.filter(user_id=user.pk, is_active=True, trust__is_active=True)
    if held.exclude(trust__identity_provider__is_only_way=True).exists() or held.filter(is_break_glass=True).exists():
        return None
    found = held.select_related("trust__identity_provider").order_by("trust_id").first()
    provider = found.trust.identity_provider if found else None
    return provider if provider and is_joined(user, provider) else None


def is_joined(user: Any, provider: IdentityProvider) -> bool:
    """Whether a link leads from the provider to this user."""
    return SocialAccount.objects.filter(user_id=user.pk, provider=provider.provider_id).exists()
