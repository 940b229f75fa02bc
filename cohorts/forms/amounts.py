"""Programmed activities as a field."""

from decimal import Decimal
from typing import Any

from django import forms

from cohorts.models.cohort import amount, with_a_point


class ActivitiesField(forms.DecimalField):
    """Programmed activities in hundredths, shown as amount() writes them; a decimal comma is taken for a point."""

    def __init__(self, *, width: str | None = None, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal"} | ({"width": width} if width else {}))
        super().__init__(min_value=Decimal(0), decimal_places=2, widget=widget, **kwargs)

    def to_python(self, value: Any) -> Any:
        """The number, however its point was typed."""
        return super().to_python(with_a_point(value))

    def prepare_value(self, value: Any) -> Any:
        """What was typed, as it was typed; what is kept, as amount() writes it."""
        return amount(value) if isinstance(value, Decimal) else value
