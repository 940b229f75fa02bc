"""Close somebody's account in every Trust: for the platform, when an account was taken over."""

from typing import Any

from trusts.management.accounts import AccountCommand
from trusts.models import User
from trusts.services.sign_ins import close_account


class Command(AccountCommand):
    """manage.py close_account EMAIL."""

    help = "End every session and token of an account, and let nobody sign in with it again."

    def act(self, user: User, **options: Any) -> str:
        """At once."""
        close_account(user=user)
        return f"{user} is closed: no sign-in, session or token of it works any more."
