"""Forms that draw themselves from the NHS design system: in a template, one line a field.

`{{ form.title.as_field_group() }}` draws label, hint, error and input; `{{ form.render_error_summary() }}` stands first
on the page and links to each field in error. The word limit of a text comes from `Words(max_words=...)`.
"""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.template import loader
from django.utils.safestring import SafeString, mark_safe


class NHSForm(forms.Form):
    """A form in the NHS design system."""

    def render_error_summary(self) -> SafeString:
        """The list of what needs attention, each a link to its field; empty when nothing does."""
        if not self.errors:
            return SafeString("")
        return mark_safe(  # noqa: S308 - drawn by our own autoescaping template
            loader.get_template("forms/error_summary.jinja", using="jinja2").render({"form": self})
        )


class NHSModelForm(NHSForm, forms.ModelForm):  # type: ignore[type-arg]
    """A model's form in the NHS design system."""


class MostWords:
    """Refuses a text of more words than so many, saying by how much."""

    def __init__(self, limit: int) -> None:
        self.limit = limit

    def __call__(self, value: str) -> None:
        """Count them."""
        if (count := len(value.split())) > self.limit:
            raise ValidationError(f"Use {self.limit} words or fewer: you have written {count}.", code="max_words")


class Words(forms.CharField):
    """A long text with a counted word limit; more words are refused, never cut."""

    def __init__(self, *, max_words: int | None = None, rows: int = 6, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(**kwargs)
        self.max_words = max_words

    def validate(self, value: str) -> None:
        """Refuse a text over its limit, saying by how much."""
        super().validate(value)
        if self.max_words:
            MostWords(self.max_words)(value)


class WholeNumberField(forms.IntegerField):
    """A whole number between two bounds. What is wrong names the field and says both: a page may ask for several."""

    def __init__(self, *, label: str, min_value: int, max_value: int, **kwargs: Any) -> None:
        name = label.removesuffix(" (optional)")
        wrong = f"“{name}” must be a whole number from {min_value} to {max_value}"
        messages = dict.fromkeys(("required", "invalid", "min_value", "max_value"), wrong)
        messages |= kwargs.pop("error_messages", {})
        super().__init__(label=label, min_value=min_value, max_value=max_value, error_messages=messages, **kwargs)


PARTS = ("day", "month", "year")


class DateInput(forms.MultiWidget):
    """Day, month and year as three boxes."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"day": forms.NumberInput, "month": forms.NumberInput, "year": forms.NumberInput}, attrs)

    def decompress(self, value: date | None) -> list[int | None]:
        """A date as its three parts."""
        return [value.day, value.month, value.year] if value else [None, None, None]


class DateField(forms.MultiValueField):
    """A date typed as day, month and year."""

    widget = DateInput

    def __init__(self, **kwargs: Any) -> None:
        parts = (
            forms.IntegerField(min_value=1, max_value=31),
            forms.IntegerField(min_value=1, max_value=12),
            forms.IntegerField(min_value=1900, max_value=2200),
        )
        super().__init__(fields=parts, require_all_fields=True, **kwargs)

    def clean(self, value: Any) -> date | None:
        """A real date; a plain ISO text is taken too. What is wrong names the field: a page may ask for several."""
        if isinstance(value, str):
            value = list(reversed(value.split("-")))
        parts = ["a " + part for part, typed in zip(PARTS, value or (), strict=False) if typed in self.empty_values]
        if 0 < len(parts) < len(PARTS):
            raise ValidationError(f"{self._name} must include {' and '.join(parts)}", code="incomplete")
        try:
            return super().clean(value)
        except ValidationError as error:
            if getattr(error, "code", None) == "required":  # errors of several parts together have no code
                raise
            raise ValidationError(f"{self._name} must be a real date, for example 27 3 2027", code="invalid") from error

    @property
    def _name(self) -> str:
        return f"“{self.label}”" if self.label else "The date"

    def compress(self, data_list: list[int]) -> date | None:
        """Three parts as a date; raises ValidationError when there is no such day."""
        if not data_list:
            return None
        try:
            return date(data_list[2], data_list[1], data_list[0])
        except (ValueError, TypeError) as error:  # no such day; a part left out
            raise ValidationError("No such day.", code="invalid") from error  # clean() says it of the field


class LinkedError(ValidationError):
    """What is wrong with a field of another form, which follows this one on its page: the summary links to it."""

    def __init__(self, message: str, field: forms.BoundField) -> None:
        super().__init__(message)
        self.href = f"#{_first_id(field)}"


def fields_in_error(form: forms.Form) -> list[dict[str, str]]:
    """What the error summary lists: words and a link to the field."""
    of_form = form.non_field_errors().as_data()
    items = [_item(error, "#main-content") for error in of_form if not isinstance(error, LinkedError)]
    for field in form:
        items += [_item(error, f"#{_first_id(field)}") for error in field.errors.as_data()]
    return items + [_item(error, error.href) for error in of_form if isinstance(error, LinkedError)]


def _item(error: ValidationError, href: str) -> dict[str, str]:
    return {"text": error.messages[0], "href": href}


def _first_id(field: forms.BoundField) -> str:
    return f"{field.auto_id}-day" if isinstance(field.field.widget, DateInput) else str(field.auto_id)
