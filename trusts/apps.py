"""The trusts app."""

from django.apps import AppConfig


class TrustsConfig(AppConfig):
    """Whose it is and who may."""

    name = "trusts"

    def ready(self) -> None:
        """Register system checks."""
        from trusts import checks  # noqa: F401
