"""What a request uploads lies in quarantine, on disk and under limits, until a service has looked at it.

Django's own handlers would keep it in memory, or in /tmp, and tidy its name in silence; here it is counted while it
arrives, its given name is kept for trusts.filecheck to judge, and the rest of what is too large is read past.
"""

import html
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http.multipartparser import MultiPartParser

from trusts.filecheck import MOST_BYTES


class QuarantinedFile(UploadedFile):
    """A file as it arrived, gone when the request ends. `given_name` is untouched; `has_failed`: the disk was full."""

    def __init__(self, given_name: str, content_type: str | None) -> None:
        quarantine().mkdir(parents=True, exist_ok=True)
        file = tempfile.NamedTemporaryFile(dir=quarantine(), suffix=".upload")  # noqa: SIM115 - closed with the request
        super().__init__(file, "upload", content_type, 0)
        self.given_name = given_name
        self.has_failed = False


class QuarantineHandler(FileUploadHandler):
    """Write an upload to the quarantine, one byte past the limit at most: enough to see that it is too large."""

    file: QuarantinedFile | None = None
    _has_room = True

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """A file begins."""
        super().new_file(*args, **kwargs)
        try:
            self.file, self._has_room = QuarantinedFile(self.file_name or "", self.content_type), True
        except OSError:
            self.file, self._has_room = None, False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """More of it. A full disk is told by the service, beside the field, not by a server error."""
        if self.file is None or not self._has_room:
            return
        try:
            self.file.write(raw_data[: MOST_BYTES + 1 - start] if start <= MOST_BYTES else b"")
        except OSError:
            self._has_room = False

    def file_complete(self, file_size: int) -> UploadedFile | None:
        """It is whole."""
        if self.file is None:
            return None
        self.file.has_failed = not self._has_room
        self.file.size = file_size
        self.file.seek(0)
        return self.file

    def upload_interrupted(self) -> None:
        """The sender went away: nothing stays."""
        if self.file is not None:
            self.file.close()


class GivenNameParser(MultiPartParser):
    """Hands on the name as given: trusts.filecheck refuses paths and invisible signs and says so. Nothing is ever
    written under this name."""

    def sanitize_file_name(self, file_name: str) -> str | None:
        """The name, unless there is none, which means that no file was chosen."""
        return html.unescape(file_name) if super().sanitize_file_name(file_name) else None


def quarantine() -> Path:
    """The directory uploads lie in until a service has looked at them."""
    return Path(settings.FILES_ROOT, "quarantine")
