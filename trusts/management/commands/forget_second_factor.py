"""Take away the second factor of somebody who lost it and has no recovery code: for the platform."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from trusts.models import User
from trusts.services.sign_ins import forget_second_factor


class Command(BaseCommand):
    """manage.py forget_second_factor EMAIL."""

    help = "End every sign-in of somebody who lost their second factor, and let them set a new one."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose."""
        parser.add_argument("email", help="the address they sign in with")

    def handle(self, *args: Any, **options: Any) -> None:
        """At once; until the new one is set, their password alone stands before their account."""
        user = User.objects.filter(email=options["email"].lower()).first()
        if user is None:
            raise CommandError(f"Nobody signs in as {options['email']}.")
        if not forget_second_factor(user=user):
            raise CommandError(f"{user} has no second factor.")
        self.stdout.write(f"{user} is signed out and sets up a new second factor after the password.")
