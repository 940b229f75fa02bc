"""Tests: the same parts, quicker passwords, mail kept in memory."""

import os

from config.settings.local import *  # noqa: F403
from config.settings.local import CELERY_BROKER_TRANSPORT_OPTIONS, DATABASES, VAR_DIR

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
FILES_ROOT = os.environ.get("HOMEGROWN_FILES_ROOT", str(VAR_DIR / "test-files"))
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
DATABASES = {alias: {**values, "CONN_MAX_AGE": 0} for alias, values in DATABASES.items()}

SSO_LOOPBACK_ALLOWED = True

# Each test process speaks to its own worker: names on the broker begin with the process's.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    **CELERY_BROKER_TRANSPORT_OPTIONS,
    "global_keyprefix": f"test-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}:",
}
# Each test client loads the middleware anew: look static files up when asked, rather than scan them all each time.
WHITENOISE_AUTOREFRESH = True
