"""How people may come in: by invitation, never by signing themselves up."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made for people by their Trust."""

    def is_open_for_signup(self, request: Any) -> bool:
        """Nobody signs themselves up."""
        return False
