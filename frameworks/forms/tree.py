"""What people type about domains, competencies and what posts ask for."""

from collections.abc import Sequence
from typing import Any

from django import forms

from frameworks.models import Domain, FrameworkVersion, StrategicObjective, TrustValue
from frameworks.selectors import Booklet, CompetencyText
from trusts.forms import NHSForm, Words


class DomainForm(NHSForm):
    """A domain."""

    code = forms.CharField(
        max_length=10,
        help_text="Short, for example D1. It stays with the domain and cannot be changed later.",
        widget=forms.TextInput(attrs={"width": 5}),
        error_messages={"required": "Enter a code, for example D7."},
    )
    name = forms.CharField(max_length=100, error_messages={"required": "Enter the name of the domain."})
    summary = Words(max_words=80, rows=3, required=False, help_text="Optional. What these competencies have in common.")


class MoveForm(NHSForm):
    """Where to move a domain or a competency: "up", "down" or the code of another domain."""

    to = forms.ChoiceField(
        label="Where to?", widget=forms.RadioSelect, error_messages={"required": "Choose where to move it."}
    )

    def __init__(self, *args: Any, domains: Sequence[Domain] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            ("up", "One place up"),
            ("down", "One place down"),
            *((str(domain.pk), f"To the end of {domain.name}") for domain in domains),
        ]


class CompetencyForm(NHSForm):
    """One competency with its descriptors and links. A field a level and a reason an objective are added."""

    code = forms.CharField(
        max_length=10,
        help_text="For example 1.1. It stays with the competency wherever it moves and cannot be changed later.",
        widget=forms.TextInput(attrs={"width": 5}),
        error_messages={"required": "Enter a code, for example 2.6."},
    )
    title = forms.CharField(
        max_length=120,
        help_text="A few words, for example Says what good care looks like.",
        error_messages={"required": "Enter a title."},
    )
    statement = Words(
        max_words=60,
        rows=3,
        help_text="What a leader does, in one sentence somebody else could observe.",
        error_messages={"required": "Enter what a leader does."},
    )
    is_not = Words(
        max_words=60,
        rows=2,
        required=False,
        label="What it is not",
        help_text="Optional. What people mistake for it.",
    )
    examples = Words(max_words=120, rows=3, required=False, help_text="Optional. One a line, from work here.")
    question = Words(
        max_words=40,
        rows=2,
        required=False,
        label="A question to ask yourself",
        help_text="Optional. For example: when did I last hear bad news first?",
    )

    def __init__(
        self,
        *args: Any,
        version: FrameworkVersion,
        competency: CompetencyText | None = None,
        **kwargs: Any,
    ) -> None:
        self.levels = list(version.levels.all())
        self.all_values = _offered(TrustValue, competency.values if competency else ())
        self.all_objectives = _offered(StrategicObjective, competency.objectives if competency else ())
        kwargs["initial"] = _initial(competency)
        super().__init__(*args, **kwargs)
        if competency:
            del self.fields["code"]
        for level in self.levels:
            self.fields[f"descriptor_{level.position}"] = Words(
                max_words=80, rows=3, required=False, label=f"Level {level.position}: {level.name}"
            )
        self.fields["values"] = forms.MultipleChoiceField(
            label="Which values does it live out?",
            choices=[(str(value.pk), value.name) for value in self.all_values],
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )
        self.fields["objectives"] = forms.MultipleChoiceField(
            label="Which objectives does it serve?",
            choices=[(str(objective.pk), str(objective)) for objective in self.all_objectives],
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )
        for objective in self.all_objectives:
            self.fields[f"why_{objective.pk}"] = Words(
                max_words=60, rows=2, required=False, label=f"Why it matters here, for {objective.name}"
            )

    def words(self) -> dict[str, Any]:
        """The plain texts, by field."""
        return {name: self.cleaned_data[name] for name in ("title", "statement", "is_not", "examples", "question")}

    def parts(self) -> dict[str, Any]:
        """Descriptors and links as the services take them."""
        data = self.cleaned_data
        return {
            "descriptors": [data[f"descriptor_{level.position}"] for level in self.levels],
            "values": [value for value in self.all_values if str(value.pk) in data["values"]],
            "objectives": {
                objective: data[f"why_{objective.pk}"]
                for objective in self.all_objectives
                if str(objective.pk) in data["objectives"]
            },
        }


def _offered(model: Any, linked: Sequence[Any]) -> list[Any]:
    kept = {each.pk for each in linked}
    return [row for row in model.objects.all() if row.retired_on is None or row.pk in kept]


def _initial(competency: CompetencyText | None) -> dict[str, Any]:
    if competency is None:
        return {}
    return {
        **{name: getattr(competency, name) for name in ("title", "statement", "is_not", "examples", "question")},
        **{f"descriptor_{n}": text for n, text in enumerate(competency.descriptors, start=1)},
        "values": [str(value.pk) for value in competency.values],
        "objectives": [str(objective.pk) for objective in competency.objectives],
        **{f"why_{objective.pk}": objective.why_here for objective in competency.objectives},
    }


class TargetsForm(NHSForm):
    """What a post asks for: a select a competency, its choices every range of the scale."""

    post = forms.CharField(
        max_length=100,
        help_text="For example Clinical lead.",
        error_messages={"required": "Enter the name of the post."},
    )

    def __init__(self, *args: Any, book: Booklet, post: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.book = book
        if post:
            self.fields["post"].initial = post
            self.fields["post"].widget = forms.HiddenInput()
        for competency in book.competencies:
            held = [f"{t.low}-{t.high}" for t in competency.targets if t.post == post]
            self.fields[f"range_{competency.pk}"] = forms.ChoiceField(
                label=f"{competency.code} {competency.title}",
                choices=_ranges(book),
                required=False,
                initial=held[0] if held else "",
            )

    def ranges(self) -> dict[Any, tuple[int, int]]:
        """Competency key to (low, high), both included; what is not asked for is left out."""
        chosen = {c.pk: self.cleaned_data[f"range_{c.pk}"] for c in self.book.competencies}
        return {pk: tuple(map(int, text.split("-"))) for pk, text in chosen.items() if text}  # type: ignore[misc]


def _ranges(book: Booklet) -> list[tuple[str, str]]:
    levels = book.levels
    return [
        ("", "Not asked for"),
        *(
            (f"{a.position}-{b.position}", a.name if a is b else f"{a.name} to {b.name}")
            for a in levels
            for b in levels
            if a.position <= b.position
        ),
    ]
