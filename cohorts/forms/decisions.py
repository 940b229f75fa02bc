"""What a programme director decides about one application."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils import timezone

from cohorts.models import Application
from cohorts.services.decisions import default_expiry
from cohorts.states import ApplicationState, Outcome
from trusts.forms import DateField, NHSForm, Words

HINTS = {
    Outcome.OFFER: "Holds a place for the doctor until the day below.",
    Outcome.WAIT: "You can offer a place later, when one becomes free.",
    Outcome.DECLINE: "Final for this cohort.",
}


class DecisionForm(NHSForm):
    """Outcome, reason, and until when an offer stands."""

    outcome = forms.ChoiceField(
        label="What do you decide?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what you decide"},
    )
    reason = Words(
        label="Reason",
        help_text="Kept with the decision, so that it can be understood years later.",
        max_words=300,
        rows=5,
        error_messages={"required": "Give the reason for the decision"},
    )
    expires_on = DateField(
        label="If you offer a place, hold it until the end of",
        required=False,
    )

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["expires_on"].initial = timezone.localdate(default_expiry(timezone.now()))
        outcome: Any = self.fields["outcome"]
        waiting = application.state == ApplicationState.WAITING
        chosen = [one for one in Outcome if not (waiting and one == Outcome.WAIT)]
        outcome.choices = [(one.value, one.label) for one in chosen]
        outcome.hints = {str(one.value): HINTS[one] for one in chosen}

    def clean(self) -> dict[str, Any]:
        """An offer needs its day, and one that is to come."""
        data = super().clean() or {}
        expires_on: date | None = data.get("expires_on")
        if data.get("outcome") == Outcome.OFFER and "expires_on" not in self.errors:
            if expires_on is None:
                self.add_error("expires_on", "Enter the day until which the place is held")
            elif expires_on < timezone.localdate():
                self.add_error("expires_on", "The day until which the place is held must be today or later")
        return data

    @property
    def expires_at(self) -> datetime | None:
        """23:59 of the day, UK time; None unless a place is offered."""
        day = self.cleaned_data.get("expires_on")
        if self.cleaned_data["outcome"] != Outcome.OFFER or day is None:
            return None
        return timezone.make_aware(datetime.combine(day, time(23, 59)))
