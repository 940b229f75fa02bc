"""The Celery application: a nudge for slow work, and the clock."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")

app = Celery("homegrown")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
