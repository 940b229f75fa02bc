"""Forms about holds, erasures and periods."""

from typing import Any

from django import forms

from trusts.forms.fields import NHSForm, WholeNumberField, Words
from trusts.labels import Record
from trusts.records import RECORDS


class HoldForm(NHSForm):
    """Why what is kept about somebody must be kept."""

    reason = Words(
        label="Why must it be kept?",
        max_words=100,
        help_text="For example an appeal or a claim, and who asked for the hold.",
        error_messages={"required": "Say why it must be kept"},
    )


class ErasureForm(NHSForm):
    """Who asked for an erasure."""

    reason = Words(
        label="Who asked for it, when and how?",
        max_words=100,
        help_text="Somebody else reads this before they confirm. It is erased with the rest.",
        error_messages={"required": "Say who asked for it and when"},
    )
    is_sure = forms.BooleanField(
        label="I have checked who they are, and offered them a copy of their data first",
        error_messages={"required": "Check who they are and offer them a copy first"},
    )


class PeriodsForm(NHSForm):
    """How many months the Trust keeps each class of record."""

    def __init__(self, *args: Any, months: dict[Record, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for record in months:
            words = RECORDS[record]
            self.fields[record.value] = WholeNumberField(
                label=words.title,
                help_text=f"Months after {words.since}. Usually {words.months}.",
                widget=forms.NumberInput(attrs={"width": 4}),
                min_value=1,
                max_value=600,
                initial=months[record],
            )
