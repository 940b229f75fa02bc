"""Roles, classes of shared data, and the states of a message."""

from django.db import models

from trusts.workflow import Move, Workflow


class Role(models.TextChoices):
    """What a person is there to do in a Trust."""

    DOCTOR = "doctor", "Doctor"
    REVIEWER = "reviewer", "Reviewer"
    PROGRAMME_DIRECTOR = "programme_director", "Programme director"
    MEDICAL_DIRECTOR = "medical_director", "Medical director"
    HR_OFFICER = "hr_officer", "HR officer"
    MENTOR = "mentor", "Mentor"
    LINE_MANAGER = "line_manager", "Line manager"
    TRUST_ADMINISTRATOR = "trust_administrator", "Trust administrator"


class UniversityRole(models.TextChoices):
    """What a person is there to do in a university."""

    TUTOR = "university_tutor", "University tutor"


class DataClass(models.TextChoices):
    """What a sharing agreement may name. Nothing else is ever shown to a university."""

    PARTICIPANTS = "participants", "Names of participants and whether their place is active"
    PROGRESS = "progress", "Who has completed each round"
    BENCHMARKS = "benchmarks", "Cohort benchmarks, small groups hidden"
    PROJECTS = "projects", "Titles, aims and measured results of improvement projects"
    REPORTS = "reports", "Cohort reports prepared for the university"


class MessageState(models.TextChoices):
    """Where an e-mail stands in the outbox."""

    QUEUED = "queued", "Queued"
    SENT = "sent", "Sent"
    FAILED = "failed", "Failed"


MESSAGE = Workflow(
    {
        "send": Move({MessageState.QUEUED}, MessageState.SENT),
        "fail": Move({MessageState.QUEUED}, MessageState.FAILED),
    }
)
