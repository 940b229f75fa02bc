"""Rows, querysets and constraints."""

from assessments.models.assessment import SUBMITTED, Assessment, Rating, Reopening
from assessments.models.autosave import Saved, save_rating
from assessments.models.evidence import Evidence, EvidenceFile, RatingEvidence
from assessments.models.goal import DevelopmentGoal, GoalCompetency
from assessments.models.round import Round

__all__ = [
    "SUBMITTED",
    "Assessment",
    "DevelopmentGoal",
    "Evidence",
    "EvidenceFile",
    "GoalCompetency",
    "Rating",
    "RatingEvidence",
    "Reopening",
    "Round",
    "Saved",
    "save_rating",
]
