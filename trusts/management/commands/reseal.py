"""Seal every kept secret under the newest key: `manage.py reseal`. Run by the owner, before a former key goes."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from trusts.models import IdentityProvider
from trusts.services.resealing import reseal_all

OWNER = "owner"  # pages see the secrets of one Trust at a time and may rewrite none


class Command(BaseCommand):
    """The second step of changing HOMEGROWN_SEALING_KEY."""

    help = "Seal the secrets of second factors and of the Trusts' own sign-in under the newest key."

    def handle(self, *args: Any, **options: Any) -> None:
        """All of them in one transaction; what no key opens is left and counted."""
        with transaction.atomic(using=OWNER):
            done, failed = reseal_all(Authenticator.objects.using(OWNER), IdentityProvider.objects.using(OWNER))
        self.stdout.write(f"{done} secrets are sealed under the newest key.")
        if failed:
            raise CommandError(f"{failed} open with no key that is set. Keep every former key until none is left.")
