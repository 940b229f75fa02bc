"""The programmes app."""

from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    """See the package's docstring."""

    name = "programmes"
