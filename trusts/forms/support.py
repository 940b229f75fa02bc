"""The form that opens support access."""

from django import forms

from trusts.forms.fields import NHSForm
from trusts.models import Trust


class SupportForm(NHSForm):
    """Which Trust, why, and under which number of ours."""

    trust = forms.SlugField(
        label="Trust",
        help_text="Its short name, as in its addresses: for example lancashire.",
        error_messages={"required": "Enter the Trust's short name"},
    )
    reference = forms.CharField(
        label="Reference number",
        max_length=40,
        help_text="The number of the case the Trust opened with us.",
        error_messages={"required": "Enter the reference number of the case"},
    )
    reason = forms.CharField(
        label="Why do you need to read this Trust's pages?",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The Trust's administrators read this at once, by e-mail and in their audit.",
        error_messages={"required": "Say why"},
    )

    def clean_trust(self) -> Trust:
        """A Trust that is served now."""
        trust = Trust.objects.filter(slug=self.cleaned_data["trust"], is_active=True).first()
        if trust is None:
            raise forms.ValidationError("There is no Trust of that name.")
        return trust
