"""What commands about one account have in common."""

from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandError, CommandParser

from trusts.models import User


class AccountCommand(BaseCommand):
    """manage.py NAME EMAIL: done at once to whoever signs in with the address."""

    using: ClassVar[str] = "default"

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose."""
        parser.add_argument("email", help="the address they sign in with")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        """Refused for an address nobody has."""
        user = self.find(email.lower(), **options)
        if user is None:
            raise CommandError(f"Nobody signs in as {email}.")
        self.stdout.write(self.act(user, **options))

    def find(self, email: str, **options: Any) -> User | None:
        """Whose address it is."""
        return User.objects.using(self.using).filter(email=email).first()

    def act(self, user: User, **options: Any) -> str:
        """Do it; a sentence about what was done."""
        raise NotImplementedError
