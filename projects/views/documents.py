"""Documents of a project: add and remove for its lead; open for whoever sees the project."""

from typing import Any, ClassVar

from django.urls import reverse

from projects.forms.documents import DocumentForm
from projects.models import ImprovementProject, ProjectDocument
from projects.permissions import EDIT_PROJECT, VIEW_PROJECT
from projects.services.documents import MOST_DOCUMENTS, add_document, remove_document
from trusts.file_pages import FileAddView, FileDownloadView, FileRemoveView


class OnProject:
    """Documents are listed on the page of their project."""

    request: Any
    asks: ClassVar[tuple[str, ...]] = ("project__lead", "project__sponsor")

    def back(self) -> str:
        """The project."""
        row = self.get_object()  # type: ignore[attr-defined]
        project = row.pk if isinstance(row, ImprovementProject) else row.project_id
        return reverse("projects:project_detail", args=[self.request.trust.slug, project])


class DocumentAddView(OnProject, FileAddView):
    """Add a document."""

    permission = EDIT_PROJECT
    model = ImprovementProject
    form_class = DocumentForm
    template = "projects/document_add.jinja"
    title = "Add a document"

    def attach(self, form: DocumentForm) -> ProjectDocument:
        """To this project."""
        given = form.cleaned_data
        return add_document(project=self.get_object(), kind=given["kind"], upload=given["file"], by=self.request.person)

    def context(self) -> dict[str, Any]:
        """Which project it is."""
        title = self.get_object().title
        projects = reverse("projects:my_project_list", args=[self.request.trust.slug])
        crumbs = [{"text": "Projects", "href": projects}, {"text": title, "href": self.back()}]
        return {"caption": title, "most_files": MOST_DOCUMENTS, "breadcrumbs": crumbs}


class DocumentDownloadView(OnProject, FileDownloadView):
    """Open a document."""

    permission = VIEW_PROJECT
    model = ProjectDocument


class DocumentRemoveView(OnProject, FileRemoveView):
    """Delete a document."""

    permission = EDIT_PROJECT
    model = ProjectDocument
    listed_in = "The project"

    def remove(self) -> None:
        """With its bytes."""
        remove_document(document=self.get_object(), by=self.request.person)
