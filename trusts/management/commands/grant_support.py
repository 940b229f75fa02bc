"""Let somebody open support access, or stop them: `manage.py grant_support EMAIL [--end]`. Run by the tables' owner."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from trusts.models import SupportAgent, User

OWNER = "owner"  # pages may read who is of support and make nobody so


class Command(BaseCommand):
    """The only way to become an agent of support."""

    help = "Let the user with this e-mail address open support access to one Trust at a time."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whom, and whether to end it."""
        parser.add_argument("email")
        parser.add_argument("--end", action="store_true", help="they may no longer")

    def handle(self, *args: Any, email: str, end: bool, **options: Any) -> None:
        """Make the user when there is none: they set a password from the sign-in page, and a second factor."""
        users = User.objects.using(OWNER)
        user = users.filter(email=email.lower()).first() or User.objects.db_manager(OWNER).create_user(email)
        SupportAgent.objects.using(OWNER).update_or_create(user_id=user.pk, defaults={"is_active": not end})
        self.stdout.write(f"{user.email} may {'no longer ' if end else ''}open support access.")
