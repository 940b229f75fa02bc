"""A doctor's own goals: the same rules as the pages."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.models import DevelopmentGoal
from assessments.permissions import MANAGE_GOAL, VIEW_OWN_ASSESSMENTS
from assessments.services.goals import change_goal_day
from trusts.access import TrustViewSet


class GoalSerializer(serializers.ModelSerializer):
    """One of one's own goals."""

    class Meta:
        model = DevelopmentGoal
        fields = ("id", "text", "due_on", "state")


class GoalDaySerializer(serializers.Serializer[Any]):
    """The new day of a goal: after today."""

    due_on = serializers.DateField()


class GoalViewSet(ListModelMixin, TrustViewSet):
    """One's own goals."""

    permissions = {"list": VIEW_OWN_ASSESSMENTS, "change_day": MANAGE_GOAL}
    model = DevelopmentGoal
    serializer_class = GoalSerializer

    def get_queryset(self) -> Any:
        """By due date; the list is one's own."""
        rows = super().get_queryset()
        return rows.filter(person=self.person).order_by("due_on", "pk") if self.action == "list" else rows

    @extend_schema(request=GoalDaySerializer, responses=GoalSerializer)
    @action(detail=True, methods=["post"], url_path="change-day")
    def change_day(self, request: Request, trust: str, pk: str) -> Response:
        """Give an open goal another day; a closed goal or a day that is not after today is a 409."""
        goal, sent = self.get_object(), GoalDaySerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        changed = change_goal_day(goal=goal, due_on=sent.validated_data["due_on"], by=self.person)
        return Response(GoalSerializer(changed).data)
