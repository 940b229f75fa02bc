"""Forms about e-mails: a Trust's words for a kind, its settings, and when a person wants them."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from trusts.forms.fields import NHSForm, WholeNumberField
from trusts.kinds import Kind
from trusts.states import MailMode, NoticeGroup, NoticeTiming
from trusts.wording import gaps_in, has_stray_brace

LONGEST_BODY = 5000
LONGEST_SIGNATURE = 500


class TemplateForm(NHSForm):
    """A Trust's words for one kind of e-mail. `edition` is the one the writer opened."""

    edition = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    subject = forms.CharField(max_length=150, error_messages={"required": "Enter a subject"})
    body = forms.CharField(
        label="Text",
        max_length=LONGEST_BODY,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text="Plain text. Leave an empty line between paragraphs.",
        error_messages={"required": "Enter the text"},
    )

    def __init__(self, kind: Kind, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind

    def clean_subject(self) -> str:
        """Only gaps this kind knows."""
        return self._clean_words(self.cleaned_data["subject"])

    def clean_body(self) -> str:
        """Only gaps this kind knows, and the way to the page when there is one."""
        body = self._clean_words(self.cleaned_data["body"].replace("\r\n", "\n").strip() + "\n")
        if self.kind.needs_link and "link" not in gaps_in(body):
            raise ValidationError("Put {link} in the text: without it people cannot find the page.")
        return body

    def _clean_words(self, text: str) -> str:
        unknown = sorted(gaps_in(text) - self.kind.gap_names)
        if unknown:
            raise ValidationError(f"{{{unknown[0]}}} is not known here. Use only the names listed below.")
        if has_stray_brace(text):
            raise ValidationError("A brace stands alone. Write a name as {name}, without spaces inside the braces.")
        return text


class MailSettingsForm(NHSForm):
    """Whom the Trust's e-mails reach, how they are signed, when people are reminded."""

    mode = forms.ChoiceField(label="Who gets this Trust's e-mails", choices=MailMode, widget=forms.RadioSelect)
    signature = forms.CharField(
        required=False,
        max_length=LONGEST_SIGNATURE,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Stands below every e-mail, for example the programme office and its telephone number.",
    )
    early_days = WholeNumberField(
        label="First reminder: days before a deadline",
        min_value=2,
        max_value=60,
        widget=forms.NumberInput(attrs={"width": 3}),
    )
    late_days = WholeNumberField(
        label="Last reminder: days before a deadline",
        min_value=1,
        max_value=14,
        widget=forms.NumberInput(attrs={"width": 3}),
    )

    def clean(self) -> dict[str, Any]:
        """The first reminder comes first."""
        cleaned = super().clean() or {}
        early, late = cleaned.get("early_days"), cleaned.get("late_days")
        if early and late and early <= late:
            self.add_error("early_days", "The first reminder must come more days before than the last one")
        return cleaned


class ChoicesForm(NHSForm):
    """When one person wants the e-mails of each group that leaves a choice. `groups` says which may be switched off."""

    def __init__(self, groups: Iterable[tuple[NoticeGroup, bool, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for group, has_optional, titles in groups:
            timings = [t for t in NoticeTiming if has_optional or t != NoticeTiming.NEVER]
            self.fields[group.value] = forms.ChoiceField(
                label=group.label,
                choices=[(timing.value, timing.label) for timing in timings],
                widget=forms.RadioSelect,
                help_text=titles,
            )
