"""What the app's forms share."""

from typing import Any

from django import forms
from django.utils import timezone

from trusts.forms import DateField, NHSForm, no_patients

PLACES = 4  # digits after the point in every column that holds a number


class ProjectForm(NHSForm):
    """A form whose every text is looked through for NHS numbers."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.CharField):
                field.validators.append(no_patients)


class PastDateField(DateField):
    """A date that is today or earlier, in UK time."""

    def clean(self, value: Any) -> Any:
        """The date, if it has come."""
        day = super().clean(value)
        if day is not None and day > timezone.localdate():
            raise forms.ValidationError("The date must be today or in the past.")
        return day


def number(label: str, *, before: int = 10, help_text: str = "") -> forms.DecimalField:
    """A decimal number typed on a phone's number pad; signs and the point are allowed. `before` is how many digits its
    column holds before the point; after it there are four."""
    too_long = f"Use at most {before} digits before the point and four after it."
    return forms.DecimalField(
        label=label,
        help_text=help_text,
        required=False,
        localize=False,
        max_digits=before + PLACES,
        decimal_places=PLACES,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "width": 5, "autocomplete": "off"}),
        error_messages={
            "invalid": "Enter a number, such as 12 or 3.5.",
            **dict.fromkeys(("max_digits", "max_decimal_places", "max_whole_digits"), too_long),
        },
    )


def count(label: str) -> forms.IntegerField:
    """A whole number typed on a phone's number pad."""
    return forms.IntegerField(
        label=label,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "width": 4, "autocomplete": "off"}),
        error_messages={"invalid": "Enter a whole number."},
    )


def plain(value: Any) -> Any:
    """A decimal as a person types it: 40, not 40.0000."""
    if value is None:
        return None
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


class NoForm(ProjectForm):
    """A question with one answer: nothing to type."""
