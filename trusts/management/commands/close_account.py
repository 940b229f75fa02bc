"""Close somebody's account in every Trust: for the platform, when an account was taken over."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from trusts.models import User
from trusts.services.sign_ins import close_account


class Command(BaseCommand):
    """manage.py close_account EMAIL."""

    help = "End every session and token of an account, and let nobody sign in with it again."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose."""
        parser.add_argument("email", help="the address they sign in with")

    def handle(self, *args: Any, **options: Any) -> None:
        """At once."""
        user = User.objects.filter(email=options["email"].lower()).first()
        if user is None:
            raise CommandError(f"Nobody signs in as {options['email']}.")
        close_account(user=user)
        self.stdout.write(f"{user} is closed: no sign-in, session or token of it works any more.")
