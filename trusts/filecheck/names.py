"""The name of an upload: text to show, never a path."""

import unicodedata

from trusts.filecheck.kinds import BY_EXTENSION, LIMITS, FileKind, RefusedFileError

LONGEST_NAME = 150


def check_name(name: str) -> tuple[str, FileKind]:
    """The name in one Unicode form, and the kind its extension claims. Refuses paths, signs nobody sees (they can turn
    "annexe‮fdp.exe" into "annexeexe.pdf" on a screen), long names, and extensions that are not allowed."""
    name = unicodedata.normalize("NFC", name).strip()
    if not name.isprintable():
        raise RefusedFileError(
            "The name of the file holds characters that cannot be seen. Rename the file and try again."
        )
    if "/" in name or "\\" in name or name.startswith("."):
        raise RefusedFileError("The name of the file looks like a path. Rename the file and try again.")
    if len(name) > LONGEST_NAME:
        raise RefusedFileError(f"The name of the file is too long. Rename it to {LONGEST_NAME} characters or fewer.")
    stem, dot, extension = name.rpartition(".")
    kind = BY_EXTENSION.get(extension.lower())
    if not dot or not stem.strip() or kind is None:
        raise RefusedFileError(f"This kind of file cannot be uploaded. Choose one of these: {LIMITS}")
    return name, kind
