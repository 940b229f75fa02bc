"""The product's own settings, with a mail server to write to; the clock may be hurried for a short run."""

from config import env
from config.settings.local import *  # noqa: F403
from config.settings.local import CELERY_BEAT_SCHEDULE

MAILERS = {
    "default": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {"host": "127.0.0.1", "port": env.number("EMAIL_PORT", 25), "timeout": 10},
    }
}
_SWEEP = env.number("CHAOS_SWEEP_SECONDS", 0)
CELERY_BEAT_SCHEDULE = {
    name: {**entry, "schedule": float(_SWEEP) or entry["schedule"]}
    for name, entry in CELERY_BEAT_SCHEDULE.items()
    if "sweep" in name
}
CELERY_BEAT_MAX_LOOP_INTERVAL = 1
