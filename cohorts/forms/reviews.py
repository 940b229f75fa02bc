"""What a reviewer says: whether there is a conflict, the scores, and which reviewers are asked."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.dateparse import parse_datetime

from cohorts.models import Criterion, Review
from cohorts.models.review import HIGHEST, LOWEST
from trusts.forms import NHSForm, Words

NO_CONFLICT = "none"
OTHER = "other"
CONFLICTS = {
    "manager": "I manage them, or they manage me",
    "appraiser": "I am their appraiser or responsible officer",
    "mentor": "I am their mentor, or was",
    "colleague": "We work closely together",
    "family": "We are family or close friends",
    "practice": "We share a private practice or another interest",
    "grievance": "There is a grievance, complaint or dispute between us",
    OTHER: "Another reason",
}


class ConflictForm(NHSForm):
    """The question before everything else. `can_deny` is false for somebody who only declares a conflict."""

    answer = forms.ChoiceField(
        widget=forms.RadioSelect, error_messages={"required": "Say whether you have a conflict of interest"}
    )
    details = Words(
        label="Anything the programme director should know",
        help_text="Needed if you chose another reason. Programme directors and the Medical Director may read it.",
        required=False,
        rows=3,
    )

    def __init__(self, *args: Any, can_deny: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        answer: Any = self.fields["answer"]
        answer.label = "Do you have a conflict of interest?" if can_deny else "What is the conflict of interest?"
        choices = list(CONFLICTS.items())
        answer.choices = [(NO_CONFLICT, "No, I have none"), *choices] if can_deny else choices
        if can_deny:
            answer.divider_before = choices[0][0]

    def clean(self) -> dict[str, Any]:
        """Another reason is to be told."""
        data = super().clean() or {}
        if data.get("answer") == OTHER and not data.get("details", "").strip():
            self.add_error("details", "Say what the conflict of interest is")
        return data

    @property
    def has_conflict(self) -> bool:
        """Whether a conflict was declared."""
        return bool(self.cleaned_data["answer"] != NO_CONFLICT)

    @property
    def reason(self) -> str:
        """The kind of conflict, then what else was said."""
        kind = CONFLICTS[self.cleaned_data["answer"]]
        details = self.cleaned_data.get("details", "").strip()
        return f"{kind}. {details}".strip() if details else f"{kind}."


SCORES = [(str(value), str(value)) for value in range(LOWEST, HIGHEST + 1)]


class ScoreForm(NHSForm):
    """Scores and reasons of one review. A draft may lack anything; with `is_final` nothing may be missing."""

    edition = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, criteria: Sequence[Criterion], is_final: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        for criterion in criteria:
            self.fields[f"value_{criterion.position}"] = forms.TypedChoiceField(
                label=f"Score for {criterion.name}",
                choices=SCORES,
                coerce=int,
                empty_value=None,
                widget=forms.RadioSelect,
                required=is_final,
                error_messages={"required": f"Score {criterion.name} from {LOWEST} to {HIGHEST}"},
            )
            self.fields[f"reason_{criterion.position}"] = forms.CharField(
                label=f"Why this score for “{criterion.name}”?",
                widget=forms.Textarea(attrs={"rows": 3}),
                required=is_final,
                error_messages={"required": f"Give a reason for your score for {criterion.name}"},
            )
        self.fields["comment"] = Words(
            label="Anything else for the programme director",
            help_text="Optional. Other reviewers of this application read it once they have submitted their own.",
            required=False,
            rows=3,
        )

    def sections(self) -> list[tuple[Criterion, Any, Any]]:
        """Each criterion with its two fields."""
        return [(c, self[f"value_{c.position}"], self[f"reason_{c.position}"]) for c in self.criteria]

    @property
    def scores(self) -> dict[Criterion, tuple[int | None, str]]:
        """What was typed, for the service. What does not parse is left as it was kept before."""
        kept = {}
        for criterion in self.criteria:
            value, reason = f"value_{criterion.position}", f"reason_{criterion.position}"
            if value not in self.errors or not self.data.get(value):
                kept[criterion] = (self.cleaned_data.get(value), self.data.get(reason, ""))
        return kept

    @property
    def edition_read(self) -> datetime | None:
        """The edition the page was drawn from, if it named one."""
        try:
            return parse_datetime(self.data.get("edition", ""))
        except ValueError:
            return None

    @staticmethod
    def initial_of(review: Review) -> dict[str, Any]:
        """What the review holds now, as the form's first values; one query."""
        initial: dict[str, Any] = {"comment": review.comment, "edition": review.updated_at.isoformat()}
        for score in review.scores.select_related("criterion"):
            initial[f"value_{score.criterion.position}"] = score.value
            initial[f"reason_{score.criterion.position}"] = score.reason
        return initial


class AssignForm(NHSForm):
    """Which reviewers are asked."""

    reviewers = forms.MultipleChoiceField(
        label="Who should review this application?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one reviewer"},
    )

    def __init__(
        self, *args: Any, people: Iterable[tuple[UUID, str]], loads: Mapping[UUID, int], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["reviewers"]
        people = list(people)
        field.choices = [(str(pk), name) for pk, name in people]
        field.hints = {str(pk): _load(loads.get(pk, 0)) for pk, _ in people}

    @property
    def chosen(self) -> list[UUID]:
        """Who was ticked."""
        return [UUID(pk) for pk in self.cleaned_data["reviewers"]]


def _load(count: int) -> str:
    return "1 review in this cohort" if count == 1 else f"{count} reviews in this cohort"
