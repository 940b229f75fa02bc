"""Files of an application: added by its doctor to the draft, fetched by whoever may read it."""

from typing import ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cohorts.models import Application, ApplicationFile
from cohorts.permissions import (
    CHANGE_APPLICATION,
    CHANGE_APPLICATION_FILE,
    VIEW_APPLICATION_FILE,
    VIEW_MY_APPLICATIONS,
)
from cohorts.services.attachments import attach_file, remove_attachment
from cohorts.states import AttachmentKind
from trusts.file_api import FileLinkSerializer, FileLinkViewSet, UploadSerializer


class ApplicationUploadSerializer(UploadSerializer):
    """A file, what it is, and the draft it belongs to."""

    application = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=AttachmentKind.choices)


class ApplicationFileViewSet(FileLinkViewSet):
    """Files of applications."""

    permissions = {
        "create": VIEW_MY_APPLICATIONS,
        "retrieve": VIEW_APPLICATION_FILE,
        "download": VIEW_APPLICATION_FILE,
        "destroy": CHANGE_APPLICATION_FILE,
    }
    model = ApplicationFile
    asks: ClassVar[tuple[str, ...]] = ("application__applicant",)

    @extend_schema(request=ApplicationUploadSerializer, responses={201: FileLinkSerializer})
    def create(self, request: Request, trust: str) -> Response:
        """Add a file to one's draft."""
        given = self.sent(ApplicationUploadSerializer)
        application = self.parent(
            Application.objects.select_related("applicant"), given["application"], CHANGE_APPLICATION
        )
        return self.added(
            attach_file(application=application, kind=given["kind"], upload=given["file"], by=self.person)
        )

    def remove(self, link: ApplicationFile) -> None:
        """With its bytes."""
        remove_attachment(link=link, by=self.person)
