"""Invite an administrator of a Trust that has none who could: for the platform."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from trusts.models import Trust
from trusts.services.invitations import invite
from trusts.states import Role
from trusts.tenancy import trust_context
from trusts.workflow import RefusedError


class Command(BaseCommand):
    """manage.py invite_administrator SLUG EMAIL --full-name 'FULL NAME'."""

    help = "Invite an administrator by e-mail, when a Trust's only one cannot."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where, and whom."""
        parser.add_argument("slug", help="the Trust's part of every address")
        parser.add_argument("email", help="whom to invite")
        parser.add_argument("--full-name", required=True, help="their name")

    def handle(self, *args: Any, **options: Any) -> None:
        """Queue the invitation; the worker sends it."""
        trust = Trust.objects.filter(slug=options["slug"]).first()
        if trust is None:
            raise CommandError(f"There is no Trust with the address '{options['slug']}'.")
        try:
            with trust_context(trust.pk):
                roles = [Role.TRUST_ADMINISTRATOR]
                invite(email=options["email"], full_name=options["full_name"], roles=roles, by=None)
        except RefusedError as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"An invitation is on its way to {options['email']}.")
