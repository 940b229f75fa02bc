"""Rows, querysets and constraints."""

from assessments.models.assessment import Assessment, Rating
from assessments.models.evidence import Evidence, RatingEvidence
from assessments.models.goal import DevelopmentGoal, GoalCompetency
from assessments.models.round import Round

__all__ = [
    "Assessment",
    "DevelopmentGoal",
    "Evidence",
    "GoalCompetency",
    "Rating",
    "RatingEvidence",
    "Round",
]
