"""Forms about a Trust's branding."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from trusts.colours import HEX, readable
from trusts.filecheck import LOGO_LIMITS
from trusts.forms.fields import NHSForm
from trusts.forms.files import UploadField


class BrandingForm(NHSForm):
    """The accent colour, and the logo in words where there is one. `edition` is the one the writer saw, `upload` the
    picture that becomes the logo."""

    edition = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    upload = forms.UUIDField(widget=forms.HiddenInput, required=False)
    accent_colour = forms.CharField(
        max_length=7,
        help_text="As # and six signs, for example #00665c. White must be readable on it: a contrast of 4.5 to 1.",
        widget=forms.TextInput(attrs={"width": 10}),
        error_messages={"required": "Enter a colour"},
    )
    logo_text = forms.CharField(
        label="The logo in words",
        max_length=200,
        help_text="Read to people who do not see it. The Trust's name is enough unless the logo says more.",
        error_messages={"required": "Say in words what the logo shows"},
    )

    def __init__(self, *args: Any, has_logo: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_logo:
            del self.fields["logo_text"]

    def clean_accent_colour(self) -> str:
        """A colour that stands out on white, in small letters."""
        colour = str(self.cleaned_data["accent_colour"]).lower()
        if not HEX.fullmatch(colour):
            raise ValidationError("Enter # and six signs, each 0 to 9 or a to f")
        if (enough := readable(colour)) != colour:
            raise ValidationError(f"{colour} is too light to stand out on white. {enough} would do.")
        return colour


class LogoRemoveForm(NHSForm):
    """The edition of the branding that whoever removes the logo saw."""

    edition = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class LogoForm(NHSForm):
    """A picture that may become the logo."""

    file = UploadField(
        label="Logo",
        help_text=f"{LOGO_LIMITS} It is checked for viruses before anybody sees it, shown on white, and made smaller.",
        widget=forms.FileInput(attrs={"accept": ".png,.jpg,.jpeg"}),
    )
