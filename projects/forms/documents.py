"""A document of a project."""

from django import forms

from projects.states import DocumentKind
from trusts.forms import NHSForm, UploadField


class DocumentForm(NHSForm):
    """What the document is, and the file."""

    kind = forms.ChoiceField(
        label="What is it?",
        choices=DocumentKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what the document is"},
    )
    file = UploadField(label="Choose a file")
