"""The assessments app."""

from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    """See the package's docstring."""

    name = "assessments"

    def ready(self) -> None:
        """Let no cohort be complete while it is asked for assessments."""
        from assessments.services.rounds import refuse_while_open
        from cohorts.signals import cohort_completing

        cohort_completing.connect(refuse_while_open, dispatch_uid="assessments.refuse_while_open")
