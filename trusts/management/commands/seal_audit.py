"""Seal the audit now: `manage.py seal_audit`. The worker does so every five minutes."""

import json
from typing import Any

from django.core.management.base import BaseCommand

from trusts.services.seals import seal_all


class Command(BaseCommand):
    """Print each new seal as a line of JSON, to be kept where nobody can rewrite it."""

    help = "Seal the lines of the audit written since the last seals, and print the new seals."

    def handle(self, *args: Any, **options: Any) -> None:
        """One line a seal."""
        for seal in seal_all():
            line = {"trust": seal.trust.slug if seal.trust else None, "number": seal.number, "digest": seal.digest}
            self.stdout.write(json.dumps(line))
