"""Production's own settings, second factor and all; static files lie where they lie, and nobody reads the log."""

import os

os.environ.setdefault("HOMEGROWN_ALLOWED_HOSTS", "homegrown.example")
os.environ.setdefault("HOMEGROWN_BASE_URL", "https://homegrown.example")
os.environ.setdefault("HOMEGROWN_SCANNER", "localhost:3310")
os.environ.setdefault("HOMEGROWN_SEALING_KEY", "only-for-measuring-" + "x" * 32)

from config.settings.production import *  # noqa: F403
from config.settings.production import CACHES, LOGGING, STORAGES, VAR_DIR

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
LOGGING = LOGGING | {"root": {"handlers": ["console"], "level": "WARNING"}}
# Beside the suite, whose processes empty caches of other numbers (config.settings.test).
CACHES["default"]["LOCATION"] = CACHES["default"]["LOCATION"].replace("db=1", "db=14")
