"""Endorsements: asked for and followed by the doctor, read by those who review and decide. The same services."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from cohorts.models import Application
from cohorts.permissions import CHANGE_APPLICATION, VIEW_ENDORSEMENT
from cohorts.selectors.endorsements import endorsement_of, requests_of
from cohorts.services.endorsements import ask_endorsement, send_endorsement_again, withdraw_endorsement
from cohorts.services.reading import record_view
from cohorts.states import EndorserRole
from trusts.access import TrustViewSet


class EndorsementAskedSerializer(serializers.Serializer[Any]):
    """One request as its doctor sees it: never what was answered."""

    name = serializers.CharField()
    email = serializers.CharField()
    role = serializers.CharField()
    state = serializers.CharField()
    asked_at = serializers.DateTimeField()
    answer_by = serializers.DateTimeField()
    emailed_at = serializers.DateTimeField(allow_null=True)
    reminded_at = serializers.DateTimeField(allow_null=True)
    answered_at = serializers.DateTimeField(allow_null=True)


class EndorsementRequestsSerializer(serializers.Serializer[Any]):
    """How it stands in words, the request that stands, and those before it."""

    words = serializers.CharField()
    standing = EndorsementAskedSerializer(allow_null=True)
    before = EndorsementAskedSerializer(many=True)


class EndorsementAskSerializer(serializers.Serializer[Any]):
    """Whom to ask, as what, whether an address outside the NHS is their work address, and by the end of which day (by
    default two weeks from now)."""

    name = serializers.CharField(max_length=200)
    email = serializers.EmailField(max_length=254)
    role = serializers.ChoiceField(choices=EndorserRole.choices)
    is_work_address = serializers.BooleanField(default=False)
    answer_on = serializers.DateField(required=False, allow_null=True, default=None)


class EndorsementAnswerSerializer(serializers.Serializer[Any]):
    """An endorsement with its answer; what is not answered yet is null or empty."""

    endorsement = serializers.CharField(source="word")
    name = serializers.CharField()
    email = serializers.CharField()
    role = serializers.CharField()
    answered_at = serializers.DateTimeField(allow_null=True)
    is_outside_address = serializers.BooleanField(source="is_outside")
    supports = serializers.BooleanField(allow_null=True)
    is_time_agreed = serializers.BooleanField(allow_null=True)
    programmed_activities = serializers.CharField(source="time")
    has_changed_since = serializers.BooleanField(source="has_changed")
    words = serializers.CharField()


class EndorsementViewSet(TrustViewSet):
    """The endorsement of one application: its doctor's requests, and for those who decide the answer."""

    permissions = {
        "endorsement": CHANGE_APPLICATION,
        "ask": CHANGE_APPLICATION,
        "send_again": CHANGE_APPLICATION,
        "take_back": CHANGE_APPLICATION,
        "answer": VIEW_ENDORSEMENT,
    }
    model = Application
    serializer_class = EndorsementRequestsSerializer

    def get_queryset(self) -> Any:
        """With cohort and applicant, who are asked for."""
        rows = super().get_queryset()
        if getattr(self, "swagger_fake_view", False):
            return rows
        return rows.select_related("cohort", "applicant")

    @extend_schema(responses=EndorsementRequestsSerializer)
    @action(detail=True, methods=["get"])
    def endorsement(self, request: Request, trust: str, pk: str) -> Response:
        """How the doctor's own requests stand."""
        return self._answer(self.get_object())

    @extend_schema(request=EndorsementAskSerializer, responses={201: EndorsementRequestsSerializer})
    @endorsement.mapping.post
    def ask(self, request: Request, trust: str, pk: str) -> Response:
        """Ask somebody to endorse it."""
        application, sent = self.get_object(), EndorsementAskSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        given = dict(sent.validated_data)
        ask_endorsement(application=application, role=EndorserRole(given.pop("role")), by=self.person, **given)
        return self._answer(application, status=201)

    @extend_schema(request=None, responses=EndorsementRequestsSerializer)
    @action(detail=True, methods=["post"], url_path="endorsement/send-again")
    def send_again(self, request: Request, trust: str, pk: str) -> Response:
        """Send the request again with a new link."""
        application = self.get_object()
        send_endorsement_again(application=application, by=self.person)
        return self._answer(application)

    @extend_schema(request=None, responses=EndorsementRequestsSerializer)
    @action(detail=True, methods=["post"], url_path="endorsement/withdraw")
    def take_back(self, request: Request, trust: str, pk: str) -> Response:
        """Withdraw the request, to ask somebody else."""
        application = self.get_object()
        withdraw_endorsement(application=application, by=self.person)
        return self._answer(application)

    @extend_schema(responses=EndorsementAnswerSerializer)
    @action(detail=True, methods=["get"], url_path="endorsement/answer")
    def answer(self, request: Request, trust: str, pk: str) -> Response:
        """What was answered, for those who review and decide; a reading leaves a line."""
        application = self.get_object()
        record_view(application=application, by=self.person)
        return Response(EndorsementAnswerSerializer(endorsement_of(application)).data)

    def _answer(self, application: Application, status: int = 200) -> Response:
        return Response(EndorsementRequestsSerializer(requests_of(application)).data, status=status)
