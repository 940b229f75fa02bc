"""The assessments app."""

from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    """See the package's docstring."""

    name = "assessments"
