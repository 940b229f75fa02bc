"""Forms of the moves that need words."""

from django import forms

from projects.forms.base import PastDateField, ProjectForm
from trusts.forms import DateField, Words


class StartForm(ProjectForm):
    """When the work began."""

    on = PastDateField(label="First day of the work", error_messages={"required": "Enter the day the work began."})


class PauseForm(ProjectForm):
    """Why the work rests."""

    reason = Words(label="Why does it rest? (optional)", required=False, max_words=100, rows=3)


class StopForm(ProjectForm):
    """What was learnt from a project that ends early."""

    learning = Words(
        label="What was learnt, and why does it stop?",
        max_words=400,
        help_text="A project stopped with learning counts as much as one that succeeded.",
        error_messages={"required": "Write what was learnt before you stop: it counts as much as a success."},
    )
    on = PastDateField(label="Last day of the work", error_messages={"required": "Enter the day the work ended."})


class CompleteForm(ProjectForm):
    """What was learnt from a project that is done."""

    learning = Words(
        label="What was learnt?",
        max_words=400,
        help_text="What changed, what did not, and what you would do differently."
        " “No effect shown yet” is a valid answer.",
        error_messages={"required": "Write what was learnt, including what did not work."},
    )
    on = PastDateField(label="Last day of the work", error_messages={"required": "Enter the day the work ended."})


class SustainForm(ProjectForm):
    """How the gain is kept."""

    owner = forms.CharField(
        label="Who owns it from now on?",
        max_length=200,
        help_text="A name or a post.",
        error_messages={"required": "Say who owns it from now on."},
    )
    review_on = DateField(label="When is it looked at again?", required=False)
    spread = Words(label="Where has it spread? (optional)", required=False, max_words=200, rows=3)
    benefits = Words(
        label="What has it brought? (optional)",
        required=False,
        max_words=200,
        rows=3,
        help_text="For patients, for staff, in time or money. Say what you counted and what you estimate.",
    )
