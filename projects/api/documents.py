"""Documents of a project: added by its lead, fetched by whoever sees it."""

from typing import ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from projects.models import ImprovementProject, ProjectDocument
from projects.permissions import EDIT_PROJECT, VIEW_MY_PROJECTS, VIEW_PROJECT
from projects.services.documents import add_document, remove_document
from projects.states import DocumentKind
from trusts.file_api import FileLinkSerializer, FileLinkViewSet, UploadSerializer


class DocumentUploadSerializer(UploadSerializer):
    """A file, what it is, and its project."""

    project = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=DocumentKind.choices)


class DocumentViewSet(FileLinkViewSet):
    """Documents of projects."""

    permissions = {
        "create": VIEW_MY_PROJECTS,
        "retrieve": VIEW_PROJECT,
        "download": VIEW_PROJECT,
        "destroy": EDIT_PROJECT,
    }
    model = ProjectDocument
    asks: ClassVar[tuple[str, ...]] = ("project__lead", "project__sponsor")

    @extend_schema(request=DocumentUploadSerializer, responses={201: FileLinkSerializer})
    def create(self, request: Request, trust: str) -> Response:
        """Add a document to a project one leads."""
        given = self.sent(DocumentUploadSerializer)
        project = self.parent(
            ImprovementProject.objects.select_related("lead", "sponsor"), given["project"], EDIT_PROJECT
        )
        return self.added(add_document(project=project, kind=given["kind"], upload=given["file"], by=self.person))

    def remove(self, link: ProjectDocument) -> None:
        """With its bytes."""
        remove_document(document=link, by=self.person)
