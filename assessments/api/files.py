"""Files of a piece of evidence: its owner's alone."""

from typing import ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.models import Evidence, EvidenceFile
from assessments.permissions import MANAGE_EVIDENCE, MANAGE_EVIDENCE_FILE, VIEW_EVIDENCE_FILE, VIEW_OWN_ASSESSMENTS
from assessments.services.evidence import attach_file, remove_evidence_file
from trusts.file_api import FileLinkSerializer, FileLinkViewSet, UploadSerializer


class EvidenceUploadSerializer(UploadSerializer):
    """A file, and the piece of evidence it belongs to."""

    evidence = serializers.UUIDField()


class EvidenceFileViewSet(FileLinkViewSet):
    """Files of one's evidence."""

    permissions = {
        "create": VIEW_OWN_ASSESSMENTS,
        "retrieve": VIEW_EVIDENCE_FILE,
        "download": VIEW_EVIDENCE_FILE,
        "destroy": MANAGE_EVIDENCE_FILE,
    }
    model = EvidenceFile
    asks: ClassVar[tuple[str, ...]] = ("evidence__owner",)

    @extend_schema(request=EvidenceUploadSerializer, responses={201: FileLinkSerializer})
    def create(self, request: Request, trust: str) -> Response:
        """Add a file to a piece of one's evidence."""
        given = self.sent(EvidenceUploadSerializer)
        evidence = self.parent(Evidence.objects.all(), given["evidence"], MANAGE_EVIDENCE)
        return self.added(attach_file(evidence=evidence, upload=given["file"], by=self.person))

    def remove(self, link: EvidenceFile) -> None:
        """With its bytes."""
        remove_evidence_file(link=link, by=self.person)
