"""A field for one file. It says the limits before anything is chosen; what is wrong with a file, its service says."""

from typing import Any

from django import forms

from trusts.filecheck import LIMITS, FileKind, RefusedFileError

ACCEPT = ",".join(f".{extension}" for extension in [*FileKind, "jpeg"])
HINT = f"{LIMITS} It is checked for viruses before anybody can open it. Nothing that identifies a patient."


class UploadField(forms.FileField):
    """One file, as the quarantine holds it (trusts.quarantine.QuarantinedFile)."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", HINT)
        kwargs.setdefault("widget", forms.FileInput(attrs={"accept": ACCEPT}))
        super().__init__(allow_empty_file=True, **kwargs)
        self.error_messages["required"] = "Choose a file"
        self.error_messages["invalid"] = "Choose a file"


def field_of(refused: Exception, name: str = "file") -> str | None:
    """Where a refusal is shown: beside the field of the file if it is about the file, else above the form."""
    return name if isinstance(refused, RefusedFileError) else None
