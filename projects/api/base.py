"""What the app's endpoints share."""

from collections.abc import Callable
from typing import Any

from rest_framework.response import Response
from rest_framework.serializers import Serializer

from trusts.access import TrustViewSet


class ProjectPartViewSet(TrustViewSet):
    """Rows of projects. `within` is the way from the row to its project."""

    within = ""

    def get_queryset(self) -> Any:
        """With the people whom permissions ask about."""
        way = f"{self.within}__" if self.within else ""
        rows = super().get_queryset()
        return rows.select_related(f"{way}lead", f"{way}sponsor", f"{way}cohort")

    def cleaned(self, serializer: type[Serializer[Any]], *, partial: bool = False) -> dict[str, Any]:
        """What was sent, checked; 400 names each field in trouble."""
        given = serializer(data=self.request.data, partial=partial)
        given.is_valid(raise_exception=True)
        return dict(given.validated_data)

    def do(self, service: Callable[..., Any], serializer: type[Serializer[Any]] | None = None, **row: Any) -> Response:
        """Do a deed of the row with what was sent, and answer with the row as it is then."""
        given = self.cleaned(serializer) if serializer else {}
        return Response(self.get_serializer(service(by=self.person, **row, **given)).data)
