"""Let somebody open support access, or stop them: `manage.py grant_support EMAIL [--end]`. Run by the tables' owner."""

from typing import Any

from django.core.management.base import CommandParser

from trusts.management.accounts import AccountCommand
from trusts.models import SupportAgent, User

OWNER = "owner"  # pages may read who is of support and make nobody so


class Command(AccountCommand):
    """The only way to become an agent of support."""

    help = "Let the user with this e-mail address open support access to one Trust at a time."
    using = OWNER

    def add_arguments(self, parser: CommandParser) -> None:
        """Whom, whether they are new, and whether to end it."""
        super().add_arguments(parser)
        choice = parser.add_mutually_exclusive_group()
        choice.add_argument("--new", action="store_true", help="make them an account when there is none")
        choice.add_argument("--end", action="store_true", help="they may no longer")

    def find(self, email: str, **options: Any) -> User | None:
        """Somebody new sets a password from the sign-in page, and a second factor."""
        user = super().find(email, **options)
        return User.objects.db_manager(OWNER).create_user(email) if user is None and options["new"] else user

    def act(self, user: User, **options: Any) -> str:
        """From now on."""
        end = options["end"]
        SupportAgent.objects.using(OWNER).update_or_create(user_id=user.pk, defaults={"is_active": not end})
        return f"{user.email} may {'no longer ' if end else ''}open support access."
