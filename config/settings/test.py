"""Tests: the same parts, quicker passwords, mail kept in memory."""

import os

from config.settings.local import *  # noqa: F403
from config.settings.local import CACHES, CELERY_BROKER_TRANSPORT_OPTIONS, DATABASES, VAR_DIR

PROCESS = os.environ.get("PYTEST_XDIST_WORKER", "main")  # of the tests: main, gw0, gw1, ...

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
FILES_ROOT = os.environ.get("HOMEGROWN_FILES_ROOT", str(VAR_DIR / "test-files"))
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
DATABASES = {alias: {**values, "CONN_MAX_AGE": 0} for alias, values in DATABASES.items()}

SSO_LOOPBACK_ALLOWED = True

# Each test process speaks to its own worker: names on the broker begin with the process's.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    **CELERY_BROKER_TRANSPORT_OPTIONS,
    "global_keyprefix": f"test-{PROCESS}:",
}
# And empties a cache of its own: the broker is Redis's database 0, the processes share out 1 to 15.
CACHE_NUMBER = 1 + int(PROCESS.removeprefix("gw")) % 14 if PROCESS.startswith("gw") else 15
CACHES["default"]["LOCATION"] = CACHES["default"]["LOCATION"].replace("db=1", f"db={CACHE_NUMBER}")

# Each test client loads the middleware anew: look static files up when asked, rather than scan them all each time.
WHITENOISE_AUTOREFRESH = True
