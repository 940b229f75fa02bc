"""`manage.py retention [--dry-run]`: empty what is not needed any more, as the clock does every night."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from trusts.models import Trust
from trusts.services.retention import due, run_retention
from trusts.tenancy import trust_context


class Command(BaseCommand):
    """One line a Trust and table."""

    help = "Empty what is not needed any more, by each Trust's periods. Holds are respected."

    def add_arguments(self, parser: CommandParser) -> None:
        """Look first."""
        parser.add_argument("--dry-run", action="store_true", help="change nothing, only count")
        parser.add_argument("--ahead", type=int, default=0, help="with --dry-run: count what is due in so many days")

    def handle(self, *args: Any, **options: Any) -> None:
        """Every Trust that is in use."""
        today = timezone.localdate()
        for trust in Trust.objects.filter(is_active=True).order_by("slug"):
            with trust_context(trust.pk):
                ahead = today + timedelta(days=options["ahead"])
                tables = due(ahead) if options["dry_run"] else run_retention(today)
            for table in tables:
                self.stdout.write(f"{trust.slug} {table.record} {table.table}: {table.rows}")
            if not tables:
                self.stdout.write(f"{trust.slug}: nothing is due")
