"""`manage.py sweep`: do once what the clock does, so that cron can guarantee it when beat is down."""

from typing import Any

from celery import current_app
from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Nudge reports again and deliver e-mails that no message reached."""

    help = "Find reports and e-mails that no nudge reached. Safe to run at any time, also beside beat."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run every sweep of the beat schedule, here and now."""
        names = [entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values() if ".sweep_" in entry["task"]]
        current_app.loader.import_default_modules()  # a worker does so when it starts
        for name in sorted(names):
            self.stdout.write(f"{name}: {current_app.tasks[name]()}")
