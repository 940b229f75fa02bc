"""The frameworks app."""

from django.apps import AppConfig


class FrameworksConfig(AppConfig):
    """See the package's docstring."""

    name = "frameworks"
