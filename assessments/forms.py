"""HTTP in. A form parses and says what to do; the services decide."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.validators import MinLengthValidator

from assessments.models import Rating
from assessments.selectors import Item, LevelText
from assessments.states import MAX_REASON_WORDS
from trusts.forms import DateField, NHSForm, UploadField, Words

NO_OPPORTUNITY = "none"
IMPORTANCE = (
    ("1", "A little"),
    ("2", "Somewhat"),
    ("3", "Very"),
    ("4", "Essential"),
)


class AnswerForm(NHSForm):
    """One competency as an autosave sends it, parsed without asking the database: the statement that saves it knows
    whether the level is one of the version's. `edition` is the one the page was drawn from."""

    level: forms.Field = forms.RegexField(rf"^([0-9]{{1,2}}|{NO_OPPORTUNITY})$", required=False)
    then_level: forms.Field = forms.IntegerField(required=False, min_value=1, max_value=99)
    reason = Words(
        label="Why this level? (optional)",
        help_text="A recent example, in your own words. Do not write anything by which a patient could be known.",
        max_words=MAX_REASON_WORDS,
        rows=4,
        required=False,
    )
    importance: forms.Field = forms.IntegerField(required=False, min_value=1, max_value=4)
    edition = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1)

    @property
    def says_something(self) -> bool:
        """Whether there is anything to keep."""
        given = self.cleaned_data
        return any(given.get(name) for name in ("level", "then_level", "reason", "importance"))

    @property
    def answer(self) -> dict[str, Any]:
        """What services.assessments.rate() takes."""
        given = self.cleaned_data
        level = given["level"]
        return {
            "level": int(level) if level and level != NO_OPPORTUNITY else None,
            "no_opportunity": level == NO_OPPORTUNITY,
            "then_level": int(given["then_level"]) if given.get("then_level") else None,
            "importance": int(given["importance"]) if given["importance"] else None,
            "reason": given["reason"],
            "seen": given["edition"] or 0,
        }


class RatingForm(AnswerForm):
    """One competency of a draft on its page. Everything may be left for later; submitting asks for a level or 'No
    opportunity yet'."""

    level = forms.ChoiceField(label="Where are you now?", required=False, widget=forms.RadioSelect)
    then_level = forms.ChoiceField(
        label="Looking back: where were you at the baseline?",
        help_text="As you see it today, whatever you answered then.",
        required=False,
        widget=forms.Select,
    )
    importance = forms.ChoiceField(
        label="How important is this in your role now? (optional)",
        choices=IMPORTANCE,
        required=False,
        widget=forms.RadioSelect,
    )
    field_order = ["level", "then_level", "reason", "importance", "edition"]

    def __init__(
        self, data: Any = None, *, levels: Sequence[LevelText], item: Item, looks_back: bool, **kwargs: Any
    ) -> None:
        super().__init__(data, prefix=prefix_of(item), initial=_kept(item.rating), **kwargs)
        steps = [(str(step.position), step.name) for step in levels]
        level: Any = self.fields["level"]
        level.choices = [*steps, (NO_OPPORTUNITY, "No opportunity yet")]
        level.divider_before = NO_OPPORTUNITY
        level.hints = {value: text for (value, _), text in zip(steps, item.descriptors, strict=False)}
        level.hints[NO_OPPORTUNITY] = "You have not been in a position to do this. It does not count as a low level."
        if looks_back:
            self.fields["then_level"].choices = [("", "Not said"), *steps]  # type: ignore[attr-defined]
        else:
            del self.fields["then_level"]

    def renew(self, edition: int, elsewhere: Rating | None = None) -> None:
        """Name the edition kept now, and what another tab kept, should the page be shown again."""
        self.data = {**dict(self.data.items()), self.add_prefix("edition"): edition}
        self.elsewhere = elsewhere


def prefix_of(item: Item) -> str:
    """What the names of a competency's fields begin with: its place in the version."""
    return f"c{item.competency.position}"


def _kept(rating: Rating | None) -> dict[str, Any]:
    if rating is None:
        return {"edition": 0}
    return {
        "level": NO_OPPORTUNITY if rating.no_opportunity else rating.level,
        "then_level": rating.then_level,
        "reason": rating.reason,
        "importance": rating.importance,
        "edition": rating.edition,
    }


class EvidenceForm(NHSForm):
    """What supports a rating, and where it can be found."""

    title = forms.CharField(
        label="What is it?", max_length=200, help_text="For example: minutes of the clinic meeting on 3 March"
    )
    link = forms.URLField(
        label="Where is it? (optional)",
        help_text="A web address that starts with https://. Keep documents that name patients out of it.",
        max_length=500,
        required=False,
        assume_scheme="https",
    )
    description = Words(
        label="What does it show? (optional)",
        help_text="You can point to a page, a paragraph or a minute.",
        max_words=150,
        rows=4,
        required=False,
    )
    file = UploadField(label="Add a file (optional)", required=False)


class EvidenceFileForm(NHSForm):
    """One more file of a piece of evidence."""

    file = UploadField(label="Choose a file")


class EvidenceChoiceForm(NHSForm):
    """One's evidence that could support this competency too."""

    evidence = forms.ChoiceField(label="Your evidence", widget=forms.RadioSelect)

    def __init__(self, data: Any = None, *, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["evidence"].choices = choices  # type: ignore[attr-defined]


class ReasonForm(NHSForm):
    """Why something should happen."""

    reason = Words(label="Why?", max_words=200, rows=5, validators=[MinLengthValidator(3, "Enter the reason")])

    def __init__(self, data: Any = None, *, label: str = "Why?", **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["reason"].label = label
        self.fields["reason"].error_messages["required"] = "Enter the reason"


class ReopeningForm(ReasonForm):
    """The programme director's answer to a request to reopen."""

    answer = forms.ChoiceField(
        label="Your answer",
        choices=(
            ("grant", "Reopen it: the snapshot is cleared and it is a draft again"),
            ("refuse", "Leave it as it is"),
        ),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose an answer"},
    )
    field_order = ["answer", "reason"]


class RoundForm(NHSForm):
    """When a round opens and closes."""

    opens_on = DateField(label="Opens on", error_messages={"required": "Enter the day it opens"})
    closes_on = DateField(
        label="Closes on",
        help_text="Doctors can submit until 23:59 on this day, UK time.",
        error_messages={"required": "Enter the day it closes"},
    )


class RoundPlanForm(RoundForm):
    """A new round of a cohort."""

    kind = forms.ChoiceField(
        label="Which round?", widget=forms.RadioSelect, error_messages={"required": "Choose a round"}
    )
    field_order = ["kind", "opens_on", "closes_on"]

    def __init__(self, data: Any = None, *, kinds: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]


class GoalForm(NHSForm):
    """What one means to do about a gap, by when."""

    text = Words(
        label="What will you do?",
        help_text="One thing, so that you can tell when it is done.",
        max_words=100,
        rows=4,
        error_messages={"required": "Enter what you will do"},
    )
    due_on = DateField(label="By when?", error_messages={"required": "Enter the day it is due"})
    competencies = forms.MultipleChoiceField(
        label="Which competencies does it develop?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one competency"},
    )

    def __init__(self, data: Any = None, *, competencies: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["competencies"].choices = competencies  # type: ignore[attr-defined]


class GoalDayForm(NHSForm):
    """Another day for a goal."""

    due_on = DateField(label="By when now?", error_messages={"required": "Enter the day it is due"})
