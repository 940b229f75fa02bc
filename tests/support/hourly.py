"""The product as it is served; what it limits by the minute is limited by the hour, as a machine may be slow."""

import re

from allauth.account import app_settings
from django.conf import settings

from config.wsgi import application

__all__ = ["application"]

LIMITS = app_settings.RATE_LIMITS
settings.ACCOUNT_RATE_LIMITS = {deed: re.sub(r"/(m|\d+s)/", "/h/", rate) for deed, rate in LIMITS.items() if rate}
