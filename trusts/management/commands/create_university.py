"""Make a university, let its tutors in and end their access: universities belong to no Trust, so no page does it."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import transaction

from trusts.models import University
from trusts.services.people import add_tutor, end_tutor


class Command(BaseCommand):
    """manage.py create_university SLUG --name NAME --tutor EMAIL --full-name 'FULL NAME'."""

    help = "Make a university, or add a tutor to one that is there; with --end, end that tutor's access."

    def add_arguments(self, parser: CommandParser) -> None:
        """What must be known."""
        parser.add_argument("slug", help="its part of every address, for example lancaster")
        parser.add_argument("--name", default="", help="as the university writes it; needed the first time")
        parser.add_argument("--ukprn", default="", help="its UK provider number of 8 digits")
        parser.add_argument("--tutor", required=True, help="e-mail address of a tutor")
        parser.add_argument("--full-name", default="", help="the tutor's name")
        parser.add_argument("--end", action="store_true", help="end this tutor's access at once")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Make what is missing; say how the tutor comes in."""
        tutor = options["tutor"]
        if options["end"]:
            university = University.objects.filter(slug=options["slug"]).first()
            if university is None or not end_tutor(university=university, email=tutor):
                raise CommandError(f"{tutor} has no access to a university with the address '{options['slug']}'.")
            self.stdout.write(f"{tutor} sees nothing of {university} any more.")
            return
        try:
            validate_email(tutor)
            university = self._university(options)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        add_tutor(university=university, email=tutor, full_name=options["full_name"])
        self.stdout.write(
            f"{university} is ready at {settings.BASE_URL}/u/{university.slug}/. {tutor} comes in by setting a password"
            f" at {settings.BASE_URL}/accounts/password/reset/, and sees what sharing agreements name."
        )

    def _university(self, options: dict[str, Any]) -> University:
        found = University.objects.filter(slug=options["slug"]).first()
        if found is not None:
            return found
        university = University(slug=options["slug"], name=options["name"], ukprn=options["ukprn"])
        university.full_clean()
        university.save()
        return university
