"""Uploaded files over the API, for the apps whose rows they hang on: read what one is, fetch it, remove it."""

from typing import Any, ClassVar

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.generics import get_object_or_404
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from trusts.access import TrustViewSet
from trusts.file_pages import attachment
from trusts.filecheck import LIMITS, FileKind
from trusts.models import FileLink
from trusts.states import FileState


class FileLinkSerializer(serializers.Serializer[FileLink]):
    """A file hanging on a row. It can be fetched in state `available` only."""

    id = serializers.UUIDField()
    name = serializers.CharField(source="file.name")
    format = serializers.ChoiceField(source="file.kind", choices=[kind.value for kind in FileKind])
    size = serializers.IntegerField(source="file.size")
    sha256 = serializers.CharField(source="file.sha256")
    state = serializers.ChoiceField(source="file.state", choices=FileState.choices)
    reason = serializers.CharField(source="file.reason")


class UploadSerializer(serializers.Serializer[Any]):
    """What is sent, as multipart/form-data."""

    file = serializers.FileField(use_url=False, allow_empty_file=True, help_text=LIMITS)


class FileLinkViewSet(TrustViewSet):
    """Files of one kind of row. A subclass names `model` (a FileLink), `permissions`, and `create` and `remove()`."""

    parser_classes = [MultiPartParser]
    serializer_class = FileLinkSerializer
    asks: ClassVar[tuple[str, ...]] = ()

    def get_queryset(self) -> Any:
        """With the file and whom the permission asks about."""
        rows = super().get_queryset()
        return rows if getattr(self, "swagger_fake_view", False) else rows.select_related("file", *self.asks)

    def remove(self, link: Any) -> None:
        """Delete it; raises RefusedError."""
        raise NotImplementedError

    def parent(self, rows: Any, pk: Any, permission: str) -> Any:
        """The row a file is added to, if one may."""
        row = get_object_or_404(rows, pk=pk)
        if not self.request.user.has_perm(permission, row):
            raise PermissionDenied
        return row

    def sent(self, serializer: type[UploadSerializer]) -> dict[str, Any]:
        """What was sent; 400 names each field in trouble."""
        given = serializer(data=self.request.data)
        given.is_valid(raise_exception=True)
        return dict(given.validated_data)

    def added(self, link: FileLink) -> Response:
        """The answer to an upload: its virus check has still to come."""
        return Response(FileLinkSerializer(link).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses=FileLinkSerializer)
    def retrieve(self, request: Request, trust: str, pk: str) -> Response:
        """What the file is, and whether it may be fetched yet."""
        return Response(FileLinkSerializer(self.get_object()).data)

    @extend_schema(responses={(200, kind.content_type): OpenApiTypes.BINARY for kind in FileKind})
    @action(detail=True)
    def download(self, request: Request, trust: str, pk: str) -> Any:
        """The bytes; 409 while they are being checked for viruses, or when they were refused."""
        return attachment(self.get_object().file, self.person)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, trust: str, pk: str) -> Response:
        """Delete the file."""
        self.remove(self.get_object())
        return Response(status=status.HTTP_204_NO_CONTENT)
