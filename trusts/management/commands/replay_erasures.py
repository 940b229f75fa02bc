"""`manage.py replay_erasures`: after a restore, erase again what the backup brought back."""

from typing import Any

from django.core.management.base import BaseCommand

from trusts.services.erasure_list import noted_erasures
from trusts.services.replaying import replay_erasure


class Command(BaseCommand):
    """Walk the list of erasures; whoever is there again with a name is erased again."""

    help = "Erase again whoever the list of erasures names and a restored backup brought back. Safe to run twice."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say how many were erased again."""
        replayed = [replay_erasure(trust_id=trust, person_id=person) for trust, person in noted_erasures()]
        self.stdout.write(f"{sum(replayed)} of {len(replayed)} erasures done again.")
