"""Promises about the settings that are checked at every start."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register


@register(deploy=True)
def no_demonstration_in_production(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The demonstration signs anybody in as anyone: it must never meet real data."""
    if settings.DEMONSTRATION or "demo" in settings.INSTALLED_APPS:
        return [Error("The demonstration is installed in production.", id="trusts.E001")]
    return []
