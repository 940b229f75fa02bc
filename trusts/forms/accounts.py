"""Forms of one's own account."""

from typing import Any

from allauth.account.forms import SignupForm
from allauth.core import context
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms

from trusts.forms.fields import NHSForm, WholeNumberField
from trusts.services.accounts import LONGEST_DAYS


class TokenForm(NHSForm):
    """How long a new API token lives."""

    days = WholeNumberField(
        label="Days until it ends",
        min_value=1,
        max_value=LONGEST_DAYS,
        initial=90,
        widget=forms.NumberInput(attrs={"width": 4}),
    )


class SignUpForm(SignupForm):  # type: ignore[misc]
    """A password for the invited address; the address itself is not asked again."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        email = self.fields["email"]
        email.label, email.disabled = "E-mail address", True
        email.initial = self.initial["email"] = context.request.session.get("account_verified_email")


class AddPasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """A passkey that signs in by itself, unless the person says that theirs cannot check who holds it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = "What to call it"
        self.initial["name"] = "My passkey"
        alone = self.fields["passwordless"]
        alone.label, alone.initial = "Sign in with this passkey alone", True
        alone.help_text = "Untick this for a hardware key without PIN or fingerprint: it is asked after the password."
