"""What reports there are, whom they are for, and where each stands."""

from django.db import models


class ReportKind(models.TextChoices):
    """What a report tells."""

    COHORT = "cohort", "Cohort report"
    UNIVERSITY = "university", "Cohort report for the university"
    HR_CSV = "hr_csv", "Competency export (CSV)"
    HR_XLSX = "hr_xlsx", "Competency export (Excel)"
    DATA_COPY = "data_copy", "Copy of your data"
    INDIVIDUAL = "individual", "Individual report"

    @classmethod
    def pdfs(cls) -> tuple["ReportKind", ...]:
        """The kinds that are asked for as a PDF of one cohort, with nothing more to say."""
        return (cls.COHORT, cls.UNIVERSITY, cls.INDIVIDUAL)

    @classmethod
    def personal(cls) -> tuple[str, ...]:
        """The kinds that are about one person, who alone may fetch them, and that end by themselves."""
        return (cls.DATA_COPY, cls.INDIVIDUAL)


class ReportState(models.TextChoices):
    """The row is the job (docs/adr/0004): only reports.services.jobs writes the state, by guarded updates."""

    QUEUED = "queued", "Queued"
    RUNNING = "running", "Being made"
    READY = "ready", "Ready"
    FAILED = "failed", "Failed"
