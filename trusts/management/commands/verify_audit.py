"""Recompute every seal: `manage.py verify_audit [--trust SLUG] [--against FILE]`. Exit code 1 when one is broken."""

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from trusts.models import Trust
from trusts.services.seals import broken_seal, unsealed_lines


class Command(BaseCommand):
    """Name the first broken seal of each chain."""

    help = "Verify that no line of the audit was changed, removed or slipped in since it was sealed."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which chains, and what to hold them against."""
        parser.add_argument("--trust", help="one Trust's chain, by its slug; all chains when left out")
        parser.add_argument("--against", type=Path, help="seals kept elsewhere: lines of the log homegrown.seals")

    def handle(self, *args: Any, trust: str | None, against: Path | None, **options: Any) -> None:
        """Say how each chain stands."""
        kept = published_seals(against) if against else {}
        trusts = list(Trust.objects.filter(slug=trust) if trust else Trust.objects.order_by("slug"))
        if trust and not trusts:
            raise CommandError(f"There is no Trust {trust}.")
        faults = 0
        for chain in trusts if trust else [None, *trusts]:
            fault = broken_seal(chain, kept.get(chain.slug if chain else None))
            faults += fault is not None
            waiting = f"{chain or 'The platform'}: whole, {unsealed_lines(chain)} lines not sealed yet"
            self.stdout.write(f"BROKEN {fault}" if fault else waiting)
        if faults:
            raise CommandError(f"{faults} chains are broken.")


def published_seals(file: Path) -> dict[str | None, dict[int, str]]:
    """Digests by Trust and number, from lines that end in a seal's JSON, as the log prints them."""
    kept: dict[str | None, dict[int, str]] = defaultdict(dict)
    for line in file.read_text().splitlines():
        if '"digest"' in line:
            seal = json.loads(line[line.index("{") :])
            kept[seal["trust"]][seal["number"]] = seal["digest"]
    return kept
