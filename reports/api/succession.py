"""Who is near which post, as JSON: what doctors released, by name, beside what each post asks for."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.selectors import named_grid
from assessments.services.readings import record_readings
from cohorts.models import Cohort
from reports.permissions import VIEW_DASHBOARD
from reports.selectors.succession import Successor, succession, targets_by_post
from trusts.access import TrustViewSet


class SuccessionViewSet(TrustViewSet):
    """A comparison that decides nothing: only doctors who released an assessment, and only while it is released."""

    permissions = {"retrieve": VIEW_DASHBOARD}
    model = Cohort

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def retrieve(self, request: Request, trust: str, pk: str) -> Response:
        """Of a cohort: its framework's posts, and each doctor beside them; who read whose is kept."""
        cohort = self.get_object()
        found = succession(named_grid(cohort), targets_by_post(cohort.framework_version_id))
        read = [person.released.id for person in found.people]
        record_readings(ids=read, within=cohort, by=self.person, request=request)
        posts = [{"post": post, "ready": ready} for post, ready in zip(found.posts, found.ready, strict=True)]
        return Response({"posts": posts, "doctors": [_doctor(person, found.posts) for person in found.people]})


def _doctor(person: Successor, posts: tuple[str, ...]) -> dict[str, Any]:
    """One doctor beside every post, with the competencies in which they are below it or have had no opportunity."""
    return {
        "assessment": person.released.id,
        "person": person.released.person_id,
        "name": person.released.name,
        "round": person.released.kind,
        "posts": [
            {
                "post": post,
                "asked": near.asked,
                "reached": near.reached,
                "below": near.short,
                "no_opportunity": near.unsaid,
            }
            for post, near in zip(posts, person.posts, strict=True)
        ],
    }
