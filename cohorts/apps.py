"""The cohorts app."""

from django.apps import AppConfig


class CohortsConfig(AppConfig):
    """See the package's docstring."""

    name = "cohorts"
