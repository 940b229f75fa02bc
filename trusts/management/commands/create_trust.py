"""Make a Trust and its first administrator: the one thing that has no page."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import transaction

from trusts.models import Trust
from trusts.services.invitations import invite
from trusts.states import Role
from trusts.tenancy import trust_context


class Command(BaseCommand):
    """manage.py create_trust SLUG NAME --administrator EMAIL --full-name 'FULL NAME'."""

    help = "Make a Trust and its first administrator, who is invited by e-mail."

    def add_arguments(self, parser: CommandParser) -> None:
        """What must be known."""
        parser.add_argument("slug", help="its part of every address, for example lancashire")
        parser.add_argument("name", help="as the Trust writes it")
        parser.add_argument("--ods-code", default="", help="ODS code, for example RW5")
        parser.add_argument("--administrator", required=True, help="e-mail address of the first administrator")
        parser.add_argument("--full-name", required=True, help="the administrator's name")

    def handle(self, *args: Any, **options: Any) -> None:
        """All or nothing."""
        try:
            validate_email(options["administrator"])
            with transaction.atomic():
                trust = Trust(slug=options["slug"], name=options["name"], ods_code=options["ods_code"].upper())
                trust.full_clean()
                trust.save()
                with trust_context(trust.pk):
                    invite(
                        email=options["administrator"],
                        full_name=options["full_name"],
                        roles=[Role.TRUST_ADMINISTRATOR],
                        by=None,
                    )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(
            f"{trust} is ready at {settings.BASE_URL}/t/{trust.slug}/. The worker e-mails an invitation, good for"
            f" 7 days, to {options['administrator']} within a minute."
        )
