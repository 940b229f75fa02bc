"""Invitations, for those who may hand out roles."""

from typing import Any

from rest_framework import mixins, serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from trusts.access import TrustViewSet
from trusts.models import DETAILS, Invitation
from trusts.permissions import INVITE_PEOPLE, MANAGE_INVITATION, is_trust_administrator
from trusts.services.invitations import invite, resend_invitation, withdraw_invitation
from trusts.states import Role


class InvitationSerializer(serializers.ModelSerializer[Any]):
    """Who is invited, as what, until when. The link is in the e-mail and nowhere else."""

    roles = serializers.ListField(child=serializers.ChoiceField(choices=Role.choices), allow_empty=False, max_length=8)

    class Meta:
        model = Invitation
        fields = ("id", "email", "roles", *DETAILS, "state", "expires_at", "emailed_at", "created_at")
        read_only_fields = ("state", "expires_at", "emailed_at", "created_at")


class InvitationViewSet(mixins.ListModelMixin, TrustViewSet):
    """An administrator sees everybody's invitations, others those they sent."""

    permissions = {
        "list": INVITE_PEOPLE,
        "create": INVITE_PEOPLE,
        "resend": MANAGE_INVITATION,
        "withdraw": MANAGE_INVITATION,
    }
    model = Invitation
    serializer_class = InvitationSerializer

    def get_queryset(self) -> Any:
        """Newest first."""
        rows = super().get_queryset().order_by("-created_at", "id")
        if self.action == "list" and not is_trust_administrator(self.request.user, self.trust):
            rows = rows.filter(invited_by=self.person)
        return rows

    def create(self, request: Request, trust: str) -> Response:
        """Invite somebody."""
        serializer = self.get_serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        fields = dict(serializer.validated_data)
        roles = [Role(role) for role in fields.pop("roles")]
        invitation = invite(roles=roles, by=self.person, **fields)
        return Response(self.get_serializer(invitation).data, status=status.HTTP_201_CREATED)

    @action(detail=True, methods=["post"])
    def resend(self, request: Request, trust: str, pk: str) -> Response:
        """A new link; the old one is dead."""
        return self._answer(resend_invitation(invitation=self.get_object(), by=self.person))

    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, trust: str, pk: str) -> Response:
        """Take it back."""
        return self._answer(withdraw_invitation(invitation=self.get_object(), by=self.person))

    def _answer(self, invitation: Invitation) -> Response:
        return Response(self.get_serializer(invitation).data)
