"""Forms of signing in through one's Trust, and of setting that up."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from trusts.forms.fields import NHSForm
from trusts.models.identity_provider import DOMAIN
from trusts.states import ProviderKind

ENTRA_TENANT = re.compile(r"^https://login\.microsoftonline\.(com|us)/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/v2\.0$")


class WordsField(forms.CharField):
    """Several words, apart by spaces, commas or lines; the value is a list."""

    def prepare_value(self, value: Any) -> Any:
        """A list as its text."""
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        """The list, each once, in the order typed."""
        words = re.split(r"[\s,;]+", super().clean(value))
        return [word for word in dict.fromkeys(words) if word]


class TrustSignInForm(NHSForm):
    """A work e-mail address: only its domain is looked at."""

    email = forms.EmailField(
        label="Your work e-mail address",
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
        error_messages={"required": "Enter your work e-mail address"},
    )


class ProviderForm(NHSForm):
    """How a Trust signs its own people in."""

    kind = forms.ChoiceField(
        label="What your Trust signs in with",
        choices=ProviderKind,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what your Trust signs in with"},
    )
    issuer = forms.URLField(
        assume_scheme="https",
        max_length=300,
        help_text="The address your identity provider calls itself by. For Entra ID:"
        " https://login.microsoftonline.com/your-tenant-id/v2.0",
        error_messages={"required": "Enter the issuer", "invalid": "Enter the issuer as an https:// address"},
    )
    client_id = forms.CharField(
        label="Client ID", max_length=191, error_messages={"required": "Enter the client ID you were given"}
    )
    secret = forms.CharField(
        label="Client secret",
        max_length=500,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text="Kept sealed and never shown again. Leave it empty to keep the one we hold.",
    )
    domains = WordsField(
        label="E-mail domains of your Trust",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One a line, for example lancashirecare.nhs.uk. Nobody with another address comes in this way.",
        error_messages={"required": "Enter at least one domain"},
    )
    acr_values = WordsField(
        label="Authentication contexts (acr) that prove a second factor",
        required=False,
        help_text="As your identity provider writes them, for example AAL2_OR_AAL3_ANY for NHS CIS2.",
    )
    amr_values = WordsField(
        label="Authentication methods (amr) that prove a second factor",
        required=False,
        help_text="For example mfa. If both lists are empty, people set up and use a second factor here.",
    )

    def clean_domains(self) -> list[str]:
        """Each a domain, in small letters."""
        domains = [word.lower().removeprefix("@") for word in self.cleaned_data["domains"]]
        for domain in domains:
            DOMAIN(domain)
        return domains

    def clean(self) -> dict[str, Any]:
        """An Entra issuer names one tenant: `common` would let in any Microsoft account."""
        cleaned = super().clean() or {}
        issuer = cleaned.get("issuer", "")
        if cleaned.get("kind") == ProviderKind.ENTRA and issuer and not ENTRA_TENANT.match(issuer):
            self.add_error("issuer", ValidationError("Enter your own tenant's issuer: it ends in its ID and /v2.0"))
        return cleaned
