"""How people may come in: by invitation, never by signing themselves up; and how their second factors are kept."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.utils import is_mfa_enabled
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from trusts.invitations import token_digest, trust_slug
from trusts.sealing import seal, unseal
from trusts.services.sign_in import note_broken_glass
from trusts.ways_in import came_through, only_provider

SECOND_FACTOR_STAGE = "allauth.mfa.stages.AuthenticateStage"

INVITATION = "invitation"  # in the session: which invitation an account is being opened for


class AccountAdapter(DefaultAccountAdapter):
    """An account is opened for the address of an open invitation, whose link has just been followed."""

    def begin_sign_up(self, request: Any, token: str, email: str) -> None:
        """Remember which address was proved; the session holds the link's digest, not the link."""
        request.session[INVITATION] = [trust_slug(token), token_digest(token)]
        self.stash_verified_email(request, email)

    def is_open_for_signup(self, request: Any) -> bool:
        """Nobody signs themselves up: only while the invitation that was followed is open."""
        from trusts.services.invitations import find_offer  # the adapter is loaded before the models are

        remembered = request.session.get(INVITATION)
        offer = find_offer(*remembered) if remembered else None
        return offer is not None and offer.email == request.session.get("account_verified_email")

    def unlock(self, request: Any, email: str) -> None:
        """Forget how often the password of this address was mistyped."""
        self._delete_login_attempts_cached_email(request, email=email)

    def get_login_stages(self) -> list[str]:
        """Our own second factor is asked for unless the identity provider proved one."""
        ours = "trusts.accounts.SecondFactorStage"
        return [ours if stage == SECOND_FACTOR_STAGE else stage for stage in super().get_login_stages()]

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not where somebody who came through their Trust sets up a first second factor: they may know no password."""
        request = self.request
        if app == "allauth.mfa" and came_through(request) and not is_mfa_enabled(request.user):
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def pre_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse | None:
        """Lead whoever must come through their Trust to its sign-in, whatever they proved here (ASVS 6.3.4)."""
        response: HttpResponse | None = super().pre_login(request, user, **kwargs)
        if response is not None or "sociallogin" in (kwargs.get("signal_kwargs") or {}):
            return response
        provider = only_provider(user)
        return redirect("trusts:trust_sign_in", provider.trust.slug) if provider else None

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """Whoever came past the Trust's own sign-in is told of."""
        if "sociallogin" not in (kwargs.get("signal_kwargs") or {}):
            note_broken_glass(user=user)
        response: HttpResponse = super().post_login(request, user, **kwargs)
        return response

    def send_password_reset_mail(self, user: Any, email: str, context: dict[str, Any]) -> None:
        """Where the Trust's sign-in is the only way, there is no password to set: say where to go."""
        provider = only_provider(user)
        if provider is None:
            super().send_password_reset_mail(user, email, context)
            return
        address = self.request.build_absolute_uri(reverse("trusts:trust_sign_in", args=[provider.trust.slug]))
        self.send_mail("account/email/through_trust", email, {"trust": provider.trust.name, "address": address})

    def clean_password(self, password: str, user: Any = None) -> str:
        """No password is set by whoever has none to use."""
        if user is not None and user.pk and (provider := only_provider(user)):
            raise ValidationError(f"You sign in through {provider.trust.name}, so there is no password to set here.")
        return str(super().clean_password(password, user))


class FactorAdapter(DefaultMFAAdapter):
    """Seeds of codes lie sealed in the database (ASVS 6.5.2)."""

    def encrypt(self, text: str) -> str:
        """What allauth is about to keep."""
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """What it kept, to make codes from."""
        return unseal(encrypted_text)


class SecondFactorStage(AuthenticateStage):
    """Ask for our own second factor, except in the request in which the identity provider proved one."""

    def _should_handle(self, request: HttpRequest) -> bool:
        by_provider = "sociallogin" in (self.login.signal_kwargs or {})
        proved = by_provider and getattr(request, "proved_second_factor", False)
        return not proved and bool(super()._should_handle(request))
