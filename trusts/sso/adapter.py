"""Who may come in through an identity provider: those whom a link joins to it, as members of its own Trust."""

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialApp
from allauth.socialaccount.providers.base.constants import AuthProcess
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from trusts.models import IdentityProvider, User
from trusts.sealing import unseal
from trusts.services.security import record_security_event
from trusts.services.sign_in import note_trial
from trusts.sso.network import ProviderSession
from trusts.states import SecurityEventKind as Kind
from trusts.ways_in import came_through, is_member, provider_named

# Why somebody is not let in: the name is for the log, the words for the person.
REASONS = {
    "not_joined": "{trust} knows you, but your account here is not joined to it yet. Use the link in your invitation,"
    " or sign in the way you did before and join it under 'Your account'.",
    "not_a_member": "Your account has no role in {trust} now. Ask the administrator of your programme.",
    "other_domain": "{trust} lets in only people with an e-mail address of its own.",
    "joined_already": "Your account is joined to another account of {trust}. End that first, under 'Your account'.",
    "other_address": "{trust} knows you by another e-mail address than your account here has.",
    "other_trust": "You came in through another Trust. Sign out, then sign in with your own password.",
    "failed": "The sign-in of {trust} was not completed. Start again; if it keeps failing, tell your IT department.",
}


class SocialAdapter(DefaultSocialAccountAdapter):
    """Identity providers come from our own table; nobody signs up, and no e-mail address gives an account."""

    def list_apps(self, request: Any, provider: str | None = None, client_id: str | None = None) -> list[SocialApp]:
        """The one provider named; never a list, which would tell who is here."""
        found = provider_named(provider or "")
        return [_app(found)] if found else []

    def get_requests_session(self) -> ProviderSession:
        """What allauth reaches providers with."""
        return ProviderSession()

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Accounts are made by invitation."""
        return False

    def can_authenticate_by_email(self, login: Any, email: str) -> bool:
        """Never, whatever the settings say (ASVS 6.8.1)."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Refuse whoever the provider may not bring in; remember a second factor it proved."""
        provider = provider_named(sociallogin.account.provider)
        if provider is None:
            raise ImmediateHttpResponse(refuse(request, "", "failed"))
        connects = sociallogin.state.get("process") == AuthProcess.CONNECT
        user = request.user if connects else sociallogin.user
        reason = _why_not(request, provider, sociallogin, user, connects=connects)
        if reason:
            self._witness(request, provider.provider_id, reason, user)
            raise ImmediateHttpResponse(refuse(request, provider.trust.name, reason))
        note_trial(provider=provider, user=user)
        if not connects:
            request.proved_second_factor = provider.proves_second_factor(sociallogin.claims)  # type: ignore[attr-defined]

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, exception: Any = None, extra_context: Any = None
    ) -> None:
        """Say it failed; why is for the log, and never holds what the provider sent."""
        self._witness(request, provider.app.provider_id, type(exception).__name__ if exception else str(error))
        raise ImmediateHttpResponse(refuse(request, provider.app.name, "failed", status=400))

    def _witness(self, request: HttpRequest, provider_id: str, reason: str, user: Any = None) -> None:
        known = user if user is not None and user.pk else None
        record_security_event(Kind.SIGN_IN_FAILED, request=request, user=known, provider=provider_id, why=reason)

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: Any) -> str:
        """Back to one's own account."""
        return reverse("trusts:account")

    def validate_disconnect(self, account: Any, accounts: Any) -> None:
        """The only way in is not thrown away."""
        provider = provider_named(account.provider)
        if provider is not None and provider.is_only_way:
            raise self.validation_error("disconnect_last")


def _app(provider: IdentityProvider) -> SocialApp:
    """The provider in allauth's words; not kept in allauth's table, so the secret lies sealed."""
    return SocialApp(
        provider="openid_connect",
        provider_id=provider.provider_id,
        name=provider.trust.name,
        client_id=provider.client_id,
        secret=unseal(provider.sealed_secret),
        settings={
            "server_url": provider.issuer.rstrip("/"),
            "issuer": provider.issuer,
            "kind": provider.kind,
            "acr_values": provider.acr_values,
            "hidden": True,
        },
    )


def _why_not(request: HttpRequest, provider: IdentityProvider, login: Any, user: Any, *, connects: bool) -> str:
    asserted = login.claims.get("email")
    if not connects and login.account.pk is None:
        return "not_joined"
    if connects and came_through(request) not in (None, provider.trust.slug):
        return "other_trust"
    if connects and _is_joined_otherwise(user, login):
        return "joined_already"
    if connects and isinstance(asserted, str) and asserted.lower() != user.email:
        return "other_address"
    if not user.is_active or not is_member(user, provider.trust_id):
        return "not_a_member"
    if not provider.covers(user.email) or (isinstance(asserted, str) and not provider.covers(asserted)):
        return "other_domain"
    return ""


def _is_joined_otherwise(user: User, login: Any) -> bool:
    joined = SocialAccount.objects.filter(user=user, provider=login.account.provider)
    return joined.exclude(uid=login.account.uid).exists()


def refuse(request: HttpRequest, trust: str, reason: str, *, status: int = 403) -> HttpResponse:
    """The page that says why not, and where to go on."""
    context = {"title": "You are not signed in", "words": REASONS[reason].format(trust=trust or "That Trust")}
    return render(request, "trusts/sign_in_refused.jinja", context, status=status, using="jinja2")
