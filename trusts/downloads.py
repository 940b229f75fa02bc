"""Give out an uploaded file: permission is asked of the row it hangs on, each time, and a browser only saves it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from trusts.access import TrustView
from trusts.filecheck import FileKind
from trusts.models import Person, StoredFile
from trusts.services.uploads import open_stored
from trusts.workflow import RefusedError


class FileDownloadView(TrustView):
    """Fetch the file of a link row. A subclass names `model` (a FileLink), `permission`, and where to go instead."""

    def get_queryset(self) -> Any:
        """With the file."""
        return super().get_queryset().select_related("file")

    def get(self, request: Any, trust: str, pk: UUID) -> HttpResponseBase:
        """The file; while it is closed, why, on the page it is listed on."""
        try:
            return attachment(self.get_object().file, request.person)
        except RefusedError as refused:
            messages.error(request, str(refused))
            return redirect(self.back())

    def back(self) -> str:
        """The page the file is listed on."""
        raise NotImplementedError


def attachment(file: StoredFile, person: Person) -> FileResponse:
    """The bytes, to save and not to show: even opened in a browser they are alone in a sandbox; no cache keeps them.

    Raises RefusedError while the file is closed.
    """
    response = FileResponse(
        open_stored(file=file, by=person),
        as_attachment=True,
        filename=file.name,
        content_type=FileKind(file.kind).content_type,
    )
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
