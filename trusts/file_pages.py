"""Pages about uploaded files, for the apps whose rows they hang on: add one, open one, remove one.

Permission is asked of the row a file hangs on, each time, and a browser only ever saves what it is given.
"""

from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from trusts.access import TrustView
from trusts.filecheck import FileKind
from trusts.forms import field_of
from trusts.models import Person, StoredFile
from trusts.services.uploads import open_stored
from trusts.workflow import RefusedError

ADDED = "The file is being checked for viruses. You can open it when that is done."


class FileAddView(TrustView):
    """Choose a file for a row. A subclass names `model`, `permission`, `form_class`, and what is done with the form."""

    form_class: type[forms.Form]
    template = "files/file_add.jinja"
    title = "Add a file"

    def attach(self, form: Any) -> object:
        """Keep the file; raises RefusedError."""
        raise NotImplementedError

    def back(self) -> str:
        """The page the row's files are listed on."""
        raise NotImplementedError

    def context(self) -> dict[str, Any]:
        """What the page shows beside the form: `caption` and `breadcrumbs`, and more."""
        return {}

    def get(self, request: HttpRequest, trust: str, pk: UUID) -> HttpResponse:
        """An empty form."""
        return self.page(self.form_class())

    def post(self, request: HttpRequest, trust: str, pk: UUID) -> HttpResponse:
        """Keep it and go back; or say what is wrong, beside the field."""
        form = self.form_class(request.POST, request.FILES)
        if not form.is_valid():
            return self.page(form)
        try:
            self.attach(form)
        except RefusedError as refused:
            form.add_error(field_of(refused), str(refused))
            return self.page(form)
        messages.success(request, ADDED)
        return redirect(self.back())

    def page(self, form: forms.Form) -> TemplateResponse:
        """The form and its limits."""
        words = {"title": self.title, "form": form, "back": self.back(), **self.context()}
        return TemplateResponse(self.request, self.template, words)


class FileLinkView(TrustView):
    """A page of one link row. `asks` are the ways to the rows its permission asks about."""

    asks: ClassVar[tuple[str, ...]] = ()

    def get_queryset(self) -> Any:
        """With the file and whom the permission asks about."""
        return super().get_queryset().select_related("file", *self.asks)

    def back(self) -> str:
        """The page the file is listed on."""
        raise NotImplementedError


class FileDownloadView(FileLinkView):
    """Fetch the file."""

    def get(self, request: Any, trust: str, pk: UUID) -> HttpResponseBase:
        """The file; while it is closed, why, on the page it is listed on."""
        try:
            return attachment(self.get_object().file, request.person)
        except RefusedError as refused:
            messages.error(request, str(refused))
            return redirect(self.back())


class FileRemoveView(FileLinkView):
    """Delete the file, after a question. `listed_in` are the words of the way back."""

    listed_in = ""

    def get(self, request: HttpRequest, trust: str, pk: UUID) -> HttpResponse:
        """Which file, and whether."""
        back = self.back()
        crumbs = [{"text": self.listed_in, "href": back}]
        context = {"title": "Remove this file?", "file": self.get_object().file, "back": back, "breadcrumbs": crumbs}
        return TemplateResponse(request, "files/file_remove.jinja", context)

    def remove(self) -> None:
        """Do it; raises RefusedError."""
        raise NotImplementedError

    def post(self, request: HttpRequest, trust: str, pk: UUID) -> HttpResponse:
        """Back to the list, with what happened."""
        name, back = self.get_object().file.name, self.back()
        try:
            self.remove()
            messages.success(request, f"“{name}” was removed.")
        except RefusedError as refused:
            messages.error(request, str(refused))
        return redirect(back)


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
