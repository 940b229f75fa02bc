"""Promises about the settings that are checked at every start."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register


@register(deploy=True)
def a_real_scanner_in_production(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The demonstration's scanner knows one harmless test file: it must never guard real uploads."""
    if settings.SCANNER.startswith("demo.") or not settings.SCANNER_ADDRESS:
        return [Error("No virus scanner is configured: set HOMEGROWN_SCANNER.", id="trusts.E002")]
    return []


@register(deploy=True)
def no_demonstration_in_production(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The demonstration signs anybody in as anyone: it must never meet real data."""
    if settings.DEMONSTRATION or "demo" in settings.INSTALLED_APPS:
        return [Error("The demonstration is installed in production.", id="trusts.E001")]
    return []
