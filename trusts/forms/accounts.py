"""Forms of one's own account."""

from django import forms

from trusts.forms.fields import NHSForm
from trusts.services.accounts import LONGEST_DAYS


class TokenForm(NHSForm):
    """How long a new API token lives."""

    days = forms.IntegerField(
        label="Days until it ends",
        min_value=1,
        max_value=LONGEST_DAYS,
        initial=90,
        widget=forms.NumberInput(attrs={"width": 4}),
    )
