"""How people may come in: by invitation, never by signing themselves up."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter

from trusts.invitations import token_digest, trust_slug

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
