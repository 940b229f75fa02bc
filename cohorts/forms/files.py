"""A file of an application."""

from django import forms

from cohorts.states import AttachmentKind
from trusts.forms import NHSForm, UploadField


class ApplicationFileForm(NHSForm):
    """What the file is, and the file."""

    kind = forms.ChoiceField(
        label="What is it?",
        choices=AttachmentKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what the file is"},
    )
    file = UploadField(label="Choose a file")
