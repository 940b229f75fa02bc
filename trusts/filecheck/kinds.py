"""What may be uploaded, and how each kind is known."""

from enum import StrEnum

from trusts.workflow import RefusedError

MOST_BYTES = 25 * 1024 * 1024
LIMITS = "PDF, Word (.docx), Excel (.xlsx), PNG or JPG, up to 25 MB."
"""What every page says before somebody chooses a file."""

_OFFICE = "application/vnd.openxmlformats-officedocument."


class RefusedFileError(RefusedError):
    """The file is not taken; the sentence belongs beside the field it was chosen in."""


class FileKind(StrEnum):
    """The kinds of file that are taken; the value is the extension."""

    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    PNG = "png"
    JPG = "jpg"

    @property
    def words(self) -> str:
        """As a person calls it."""
        return _WORDS[self]

    @property
    def content_type(self) -> str:
        """Its media type."""
        return _CONTENT_TYPES[self]


_WORDS = {
    FileKind.PDF: "PDF",
    FileKind.DOCX: "Word",
    FileKind.XLSX: "Excel",
    FileKind.PNG: "PNG picture",
    FileKind.JPG: "JPG picture",
}
_CONTENT_TYPES = {
    FileKind.PDF: "application/pdf",
    FileKind.DOCX: f"{_OFFICE}wordprocessingml.document",
    FileKind.XLSX: f"{_OFFICE}spreadsheetml.sheet",
    FileKind.PNG: "image/png",
    FileKind.JPG: "image/jpeg",
}
BY_EXTENSION = {kind.value: kind for kind in FileKind} | {"jpeg": FileKind.JPG}
