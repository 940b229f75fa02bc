"""The search of the audit."""

from typing import Any

from django import forms

from trusts.selectors.audit import DEEDS, SHOWN, Search


class AuditForm(forms.Form):
    """Every field may be left empty; what cannot be read is an error beside its field."""

    show = forms.ChoiceField(choices=list(SHOWN.items()), required=False)
    person = forms.CharField(max_length=200, required=False)
    action = forms.CharField(max_length=80, required=False)
    thing = forms.CharField(max_length=40, required=False)
    first = forms.DateField(required=False, error_messages={"invalid": "Enter the first day as 2027-03-31"})
    last = forms.DateField(required=False, error_messages={"invalid": "Enter the last day as 2027-03-31"})

    def search(self) -> Search:
        """What was asked for, as far as it could be read."""
        self.is_valid()
        said: dict[str, Any] = {name: value for name, value in self.cleaned_data.items() if value}
        return Search(**{"show": DEEDS, **said})
