"""Documents of a project: the final report, the poster. They come at any time, also when the work has ended."""

from django.db import transaction

from projects.models import ImprovementProject, ProjectDocument
from projects.services.guards import locked
from projects.states import DocumentKind
from trusts.models import Person
from trusts.services.uploads import Upload, keep_upload, remove_file
from trusts.workflow import RefusedError

MOST_DOCUMENTS = 5


@transaction.atomic
def add_document(*, project: ImprovementProject, kind: str, upload: Upload, by: Person) -> ProjectDocument:
    """Add a document to a project; refused when it has five."""
    project = locked(project)
    if project.documents.count() >= MOST_DOCUMENTS:
        raise RefusedError(f"A project holds {MOST_DOCUMENTS} documents at most. Remove one first.")
    file = keep_upload(upload=upload, by=by)
    return ProjectDocument.objects.create(project=project, kind=DocumentKind(kind), file=file)


@transaction.atomic
def remove_document(*, document: ProjectDocument, by: Person) -> None:
    """Delete a document of a project."""
    locked(document.project)
    remove_file(link=document, by=by)
