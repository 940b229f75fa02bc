"""Rows, querysets and constraints."""

from cohorts.models.application import Application, ApplicationFile, WorkPlanEntry
from cohorts.models.cohort import Cohort, Criterion
from cohorts.models.endorsement import Endorsement
from cohorts.models.place import Decision, Offer, Place, StagedDecision
from cohorts.models.review import Review, Score

__all__ = [
    "Application",
    "ApplicationFile",
    "Cohort",
    "Criterion",
    "Decision",
    "Endorsement",
    "Offer",
    "Place",
    "Review",
    "Score",
    "StagedDecision",
    "WorkPlanEntry",
]
