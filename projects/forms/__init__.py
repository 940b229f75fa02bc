"""What people type, parsed. Free text is refused when it holds an NHS number."""

from projects.forms.base import NoForm
from projects.forms.charter import (
    ApprovalReturnForm,
    ApproveForm,
    CharterForm,
    CompetenciesForm,
    ProposeForm,
    TeamMemberForm,
)
from projects.forms.cycles import PlanForm, StartCycleForm, StudyForm
from projects.forms.endings import CompleteForm, PauseForm, StartForm, StopForm, SustainForm
from projects.forms.measures import GhostForm, MeasureForm, RecalculateForm, ValueForm
from projects.forms.paste import PasteForm

__all__ = [
    "ApprovalReturnForm",
    "ApproveForm",
    "CharterForm",
    "CompetenciesForm",
    "CompleteForm",
    "GhostForm",
    "MeasureForm",
    "NoForm",
    "PasteForm",
    "PauseForm",
    "PlanForm",
    "ProposeForm",
    "RecalculateForm",
    "StartCycleForm",
    "StartForm",
    "StopForm",
    "StudyForm",
    "SustainForm",
    "TeamMemberForm",
    "ValueForm",
]
