"""Tests: the same parts, quicker passwords, mail kept in memory."""

from config.settings.local import *  # noqa: F403
from config.settings.local import DATABASES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
DATABASES = {alias: {**values, "CONN_MAX_AGE": 0} for alias, values in DATABASES.items()}
