"""Files of an application: add and remove while it is a draft; open for whoever may read it."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from cohorts.forms.files import ApplicationFileForm
from cohorts.models import Application, ApplicationFile
from cohorts.permissions import CHANGE_APPLICATION, CHANGE_APPLICATION_FILE, VIEW_APPLICATION, VIEW_APPLICATION_FILE
from cohorts.selectors.applications import files_of
from cohorts.services.attachments import MOST_FILES, attach_file, remove_attachment
from cohorts.states import ApplicationState
from cohorts.views.applications import trail
from trusts.file_pages import FileAddView, FileDownloadView, FileRemoveView

ASKS = ("application__applicant", "application__cohort__programme")


class ApplicationFileAddView(FileAddView):
    """The files of a draft so far, and a form for one more."""

    permission = CHANGE_APPLICATION
    model = Application
    form_class = ApplicationFileForm
    template = "cohorts/application_file_add.jinja"
    title = "Files (optional)"

    def get_queryset(self) -> Any:
        """With what the page names."""
        return Application.objects.select_related("cohort__programme", "applicant")

    def get(self, request: HttpRequest, trust: str, pk: UUID) -> HttpResponse:
        """The page; of an application that was submitted, what was submitted."""
        if self.get_object().state != ApplicationState.DRAFT:
            return redirect("cohorts:application_detail", trust, pk)
        return super().get(request, trust, pk)

    def attach(self, form: ApplicationFileForm) -> ApplicationFile:
        """To this draft."""
        given = form.cleaned_data
        return attach_file(
            application=self.get_object(), kind=given["kind"], upload=given["file"], by=self.request.person
        )

    def back(self) -> str:
        """This page again: the file is listed on it."""
        return reverse("cohorts:application_file_add", args=[self.request.trust.slug, self.get_object().pk])

    def context(self) -> dict[str, Any]:
        """The files so far."""
        application, slug = self.get_object(), self.request.trust.slug
        files = files_of(application)
        return {
            "caption": f"{application.cohort.programme.name}, {application.cohort.name}",
            "files": files,
            "most_files": MOST_FILES,
            "is_full": len(files) >= MOST_FILES,
            "breadcrumbs": trail(slug, application),
            "back": reverse("cohorts:application_detail", args=[slug, application.pk]),
            "back_words": "Back to your application",
        }


class ApplicationFileDownloadView(FileDownloadView):
    """Open a file of an application."""

    permission = VIEW_APPLICATION_FILE
    model = ApplicationFile
    asks = ASKS

    def back(self) -> str:
        """The application, as this reader reads it."""
        application, slug = self.get_object().application, self.request.trust.slug
        may_view = self.request.user.has_perm(VIEW_APPLICATION, application)
        page = "application_detail" if may_view else "application_consider"
        return reverse(f"cohorts:{page}", args=[slug, application.pk])


class ApplicationFileRemoveView(FileRemoveView):
    """Delete a file of a draft."""

    permission = CHANGE_APPLICATION_FILE
    model = ApplicationFile
    asks = ASKS
    listed_in = "Files of the application"

    def remove(self) -> None:
        """With its bytes."""
        remove_attachment(link=self.get_object(), by=self.request.person)

    def back(self) -> str:
        """The files of the draft."""
        return reverse("cohorts:application_file_add", args=[self.request.trust.slug, self.get_object().application_id])
