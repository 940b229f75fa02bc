"""The reports app."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """See the package's docstring."""

    name = "reports"

    def ready(self) -> None:
        """Drop the documents that hold somebody's data when they are erased."""
        from reports.services.erasing import drop_reports
        from trusts.signals import person_erased

        person_erased.connect(drop_reports, dispatch_uid="reports.drop_reports")
