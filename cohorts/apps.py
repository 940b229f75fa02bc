"""The cohorts app."""

from django.apps import AppConfig


class CohortsConfig(AppConfig):
    """See the package's docstring."""

    name = "cohorts"

    def ready(self) -> None:
        """Whoever is erased leaves the competition."""
        from cohorts.services.erasing import leave_competition
        from trusts.signals import person_erased

        person_erased.connect(leave_competition, dispatch_uid="cohorts.leave_competition")
