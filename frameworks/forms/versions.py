"""What people type about a framework, its versions and its scale."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone

from frameworks.models import Level
from frameworks.states import ScaleKind
from trusts.forms import DateField, NHSForm, Words

MOST_LEVELS = 6
MOST_WORDS_OF_A_REASON = 200


class FrameworkForm(NHSForm):
    """A framework's name and purpose."""

    name = forms.CharField(
        max_length=200,
        help_text="For example Medical leadership, with your Trust's name.",
        error_messages={"required": "Enter the name of the framework."},
    )
    purpose = Words(max_words=120, rows=4, required=False, help_text="Who it is for and what it is used for.")


def _scale_kind() -> forms.ChoiceField:
    return forms.ChoiceField(
        label="What does the scale measure?",
        choices=ScaleKind.choices,
        widget=forms.RadioSelect,
        initial=ScaleKind.PROFICIENCY,
        error_messages={"required": "Choose what the scale measures."},
    )


class LevelsForm(NHSForm):
    """The scale, level by level. With `levels` their number stays; without, two to six are asked for."""

    def __init__(self, *args: Any, levels: Sequence[Level] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.count = len(levels) or MOST_LEVELS
        self.least = len(levels) or 2
        for n in range(1, self.count + 1):
            given = levels[n - 1] if levels else None
            self.fields[f"name_{n}"] = forms.CharField(
                label=f"Level {n}: name",
                help_text="For example Starting, or Rarely." if n == 1 else "Optional." if n > self.least else "",
                max_length=60,
                required=n <= self.least,
                initial=given and given.name,
                widget=forms.TextInput(attrs={"width": 20}),
                error_messages={"required": f"Enter a name for level {n}."},
            )
            self.fields[f"definition_{n}"] = Words(
                label=f"Level {n}: what it means",
                max_words=60,
                rows=2,
                required=n <= self.least,
                initial=given and given.definition,
                error_messages={"required": f"Enter what level {n} means."},
            )

    def clean(self) -> dict[str, Any]:
        """A name needs a meaning and the other way round; no level is left out between others."""
        cleaned = super().clean() or {}
        ended = False
        for n in range(self.least + 1, self.count + 1):
            name, definition = cleaned.get(f"name_{n}"), cleaned.get(f"definition_{n}")
            if name and not definition:
                self.add_error(f"definition_{n}", f"Enter what level {n} means.")
            elif definition and not name:
                self.add_error(f"name_{n}", f"Enter a name for level {n}.")
            elif name and ended:
                self.add_error(f"name_{n}", "Fill the levels in order, without a gap.")
            ended = ended or not name
        return cleaned

    def levels(self) -> list[tuple[str, str]]:
        """(name, definition), the first level first."""
        rows = [(self.cleaned_data[f"name_{n}"], self.cleaned_data[f"definition_{n}"]) for n in self.numbers]
        return [(name, definition) for name, definition in rows if name]

    @property
    def numbers(self) -> range:
        """Positions asked for."""
        return range(1, self.count + 1)


class FirstVersionForm(LevelsForm):
    """The first version: its scale and on whose terms the text is kept."""

    scale_kind = _scale_kind()
    licence = Words(
        max_words=100,
        rows=2,
        required=False,
        label="Whose text is this?",
        help_text="Optional. Your Trust's own words need nothing here. Of anybody else's, say whose they are and on"
        " what terms you keep them; it is shown at the end of the booklet.",
    )


class VersionForm(NHSForm):
    """What a version says of itself."""

    change_note = Words(
        max_words=150,
        rows=3,
        required=False,
        label="What changes, and why?",
        help_text="Shown in the history of versions.",
    )
    scale_kind = _scale_kind()
    licence = Words(max_words=100, rows=2, required=False, label="Whose text is this?")


class CopyForm(NHSForm):
    """Why there is a new version."""

    change_note = Words(
        max_words=150,
        rows=3,
        required=False,
        label="What will change, and why?",
        help_text="You can add to this later.",
    )


class ReturnForm(NHSForm):
    """Why an approved version goes back."""

    reason = Words(
        max_words=MOST_WORDS_OF_A_REASON,
        rows=4,
        label="Why does it go back to draft?",
        error_messages={"required": "Enter why it goes back to draft."},
    )


class PublishForm(NHSForm):
    """From when a version holds."""

    effective_on = DateField(
        label="From which day does it hold?", initial=timezone.localdate, error_messages={"required": "Enter a date."}
    )
