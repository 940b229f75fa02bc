"""The to-do list, as JSON."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from reports.selectors.duties import to_do
from trusts.access import TrustViewSet
from trusts.models import Person
from trusts.permissions import USE_TRUST, roles_in


class DutySerializer(serializers.Serializer[Any]):
    """One thing to do; `due_on` is the day in UK time, null when there is none."""

    key = serializers.CharField()
    words = serializers.CharField()
    due_on = serializers.DateField(allow_null=True)
    until = serializers.CharField(help_text="The deadline in UK time, in words.")
    is_overdue = serializers.BooleanField()
    page = serializers.CharField()


class DutyViewSet(TrustViewSet):
    """What is asked of the signed-in person, the most urgent first; one's own goals last."""

    permissions = {"list": USE_TRUST}
    model = Person
    serializer_class = DutySerializer
    pagination_class = None

    def list(self, request: Request, trust: str) -> Response:
        """Everything; what is done is no longer here."""
        now = timezone.now()
        duties = to_do(self.person.pk, roles_in(request.user, self.trust.pk))
        lines = [
            {
                "key": duty.key,
                "words": duty.words,
                "due_on": duty.due_on if duty.due else None,
                "until": duty.until,
                "is_overdue": duty.is_overdue(now),
                "page": reverse(duty.name, args=[trust, *duty.args]),
            }
            for duty in duties
        ]
        return Response(DutySerializer(lines, many=True).data)
