"""What a programme director means to decide, about one application or about several."""

from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from django import forms

from cohorts.models import Cohort
from cohorts.services.decisions import OFFER_DAYS, day_problem
from cohorts.states import ApplicationState, Outcome
from trusts.forms import DateField, NHSForm, Words

MOST_WORDS_OF_A_REASON = 300
HINTS = {
    Outcome.OFFER: "Holds a place for the doctor until the day below.",
    Outcome.WAIT: "You can offer a place later, when one becomes free.",
    Outcome.DECLINE: "Final for this cohort.",
}


class StageForm(NHSForm):
    """Outcome, reason, and until when an offer is to stand."""

    outcome = forms.ChoiceField(
        label="What is to be decided?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what is to be decided"},
    )
    reason = Words(
        label="Reason",
        help_text="Kept with the decision, so that it can be understood years later. It is not in the e-mail.",
        max_words=MOST_WORDS_OF_A_REASON,
        rows=5,
        error_messages={"required": "Give the reason for the decision"},
    )
    expires_on = DateField(
        label="If a place is offered, hold it until the end of",
        help_text=(
            f"Leave it empty for {OFFER_DAYS} days from the day on which you release the decision, or until the"
            " programme starts if that comes first."
        ),
        required=False,
    )

    def __init__(self, *args: Any, cohort: Cohort, state: str = ApplicationState.SUBMITTED, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cohort = cohort
        outcome: Any = self.fields["outcome"]
        waiting = state == ApplicationState.WAITING
        chosen = [one for one in Outcome if not (waiting and one == Outcome.WAIT)]
        outcome.choices = [(one.value, one.label) for one in chosen]
        outcome.hints = {str(one.value): HINTS[one] for one in chosen}

    def clean(self) -> dict[str, Any]:
        """The day of an offer is one to come, and no later than the programme's start."""
        data = super().clean() or {}
        expires_on: date | None = data.get("expires_on")
        if data.get("outcome") == Outcome.OFFER and expires_on and (problem := day_problem(expires_on, self.cohort)):
            self.add_error("expires_on", problem)
        return data

    @property
    def given(self) -> dict[str, Any]:
        """What the services ask for."""
        data = self.cleaned_data
        return {
            "outcome": Outcome(data["outcome"]),
            "reason": data["reason"],
            "expires_on": data.get("expires_on") if data["outcome"] == Outcome.OFFER else None,
        }


class StageSeveralForm(StageForm):
    """One outcome and one reason for the applications that were chosen."""

    applications = forms.MultipleChoiceField(
        error_messages={
            "required": "Choose at least one application in the list",
            "invalid_choice": "An application that you chose is no longer on your board. Choose again",
        },
    )

    def __init__(self, *args: Any, keys: Iterable[UUID], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys = tuple(keys)
        self.fields["applications"].choices = [(str(key), str(key)) for key in self.keys]  # type: ignore[attr-defined]

    @property
    def editions(self) -> dict[UUID, str]:
        """Which edition of what is staged each row showed, by application."""
        return {key: self.data[f"edition-{key}"] for key in self.keys if f"edition-{key}" in self.data}

    @cached_property  # asked for each row of the board
    def chosen(self) -> set[str]:
        """The keys that were ticked, whatever else is wrong."""
        return set(self["applications"].value() or ()) if self.is_bound else set()
