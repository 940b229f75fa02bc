"""Forms of a test of change."""

from django import forms

from projects.forms.base import PastDateField, ProjectForm
from projects.states import CycleAct, PredictionMet
from trusts.forms import Words


class PlanForm(ProjectForm):
    """Question, prediction, scale."""

    question = Words(
        label="What do you want to find out?",
        max_words=100,
        rows=3,
        help_text="For example: will patients come if a week's comments are read aloud?",
        error_messages={"required": "Write the question this test should answer."},
    )
    prediction = Words(
        label="What do you expect to happen?",
        required=False,
        max_words=100,
        rows=3,
        help_text="Say how much. It is needed before you begin and locked from then on.",
    )
    scale = forms.CharField(
        label="How small is the test?",
        required=False,
        max_length=200,
        help_text="The smallest that can teach you something: one patient, one clinic, one ward for a week.",
    )


class StartCycleForm(ProjectForm):
    """When doing began."""

    on = PastDateField(label="First day of the test", error_messages={"required": "Enter the day the test began."})


class StudyForm(ProjectForm):
    """What happened, what was learnt, what comes of it."""

    on = PastDateField(label="Last day of the test", error_messages={"required": "Enter the day the test ended."})
    happened = Words(
        label="What happened?",
        max_words=200,
        rows=4,
        help_text="What you saw and counted, surprises too.",
        error_messages={"required": "Write what happened."},
    )
    prediction_met = forms.ChoiceField(
        label="Was your prediction right?",
        widget=forms.RadioSelect,
        choices=PredictionMet,
        error_messages={"required": "Say whether the prediction was met: yes, partly or no."},
    )
    learning = Words(
        label="What did you learn?", max_words=200, rows=4, error_messages={"required": "Write what you learnt."}
    )
    act = forms.ChoiceField(
        label="What comes of it?",
        widget=forms.RadioSelect,
        choices=CycleAct,
        error_messages={"required": "Choose what comes of this test: adopt, adapt, abandon or expand."},
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["act"].hints = {  # type: ignore[attr-defined]
            CycleAct.ADOPT: "Keep it as it is.",
            CycleAct.ADAPT: "Change it and test again.",
            CycleAct.ABANDON: "Let it go: it taught us what does not work.",
            CycleAct.EXPAND: "Test it on a larger scale.",
        }
