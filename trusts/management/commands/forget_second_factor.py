"""Take away the second factor of somebody who lost it and has no recovery code: for the platform."""

from typing import Any

from django.core.management.base import CommandError

from trusts.management.accounts import AccountCommand
from trusts.models import User
from trusts.services.sign_ins import forget_second_factor


class Command(AccountCommand):
    """manage.py forget_second_factor EMAIL."""

    help = "End every sign-in of somebody who lost their second factor, and let them set a new one."

    def act(self, user: User, **options: Any) -> str:
        """At once; until the new one is set, their password alone stands before their account."""
        if not forget_second_factor(user=user):
            raise CommandError(f"{user} has no second factor.")
        return f"{user} is signed out and sets up a new second factor after the password."
