"""What the API takes and gives of cohorts and applications."""

from decimal import Decimal
from typing import Any

from rest_framework import serializers

from cohorts.models import Application, Cohort, Criterion, Offer, WorkPlanEntry
from cohorts.models.cohort import with_a_point
from cohorts.selectors.applications import PAS_OF_A_HALF_DAY
from cohorts.services.applications import LONGEST_TEXT


class CriterionSerializer(serializers.ModelSerializer):
    """One thing reviewers score; `anchors` say what 1, 3 and 5 look like."""

    class Meta:
        model = Criterion
        fields = ("position", "name", "guidance", "weight", "anchors")


class CohortSerializer(serializers.ModelSerializer):
    """What applicants are told."""

    programme = serializers.CharField(source="programme.name")
    criteria = CriterionSerializer(many=True)

    class Meta:
        model = Cohort
        fields = (
            "id",
            "programme",
            "name",
            "state",
            "places",
            "applications_open_at",
            "applications_close_at",
            "decisions_on",
            "starts_on",
            "ends_on",
            "weekly_pa_needed",
            "criteria",
        )


class ActivitiesField(serializers.DecimalField):
    """Programmed activities in hundredths; a decimal comma is taken for a point."""

    def to_internal_value(self, data: Any) -> Decimal:
        """The number, however its point was sent."""
        value: Decimal = super().to_internal_value(with_a_point(data))
        return value


class HalfDaySerializer(serializers.ModelSerializer):
    """One half-day of the week: day 1 is Monday, session "am" or "pm"."""

    day = serializers.ChoiceField(choices=WorkPlanEntry.Day.choices)
    session = serializers.ChoiceField(choices=WorkPlanEntry.Session.choices)
    activity = serializers.CharField(max_length=200, allow_blank=True, default="")
    programmed_activities = ActivitiesField(
        max_digits=3, decimal_places=2, min_value=Decimal(0), max_value=Decimal(PAS_OF_A_HALF_DAY)
    )
    cover = serializers.CharField(max_length=200, allow_blank=True, default="")

    class Meta:
        model = WorkPlanEntry
        fields = ("day", "session", "activity", "programmed_activities", "cover", "clash")


class ApplicationSerializer(serializers.ModelSerializer):
    """An application as it is kept; `adjustments` only for its doctor and programme directors, else null."""

    adjustments = serializers.CharField(allow_null=True)
    week = HalfDaySerializer(many=True)

    class Meta:
        model = Application
        fields = (
            "id",
            "cohort",
            "state",
            "commitment",
            "insight",
            "work_plan",
            "adjustments",
            "week",
            "edition",
            "saved_at",
            "receipt",
            "submitted_at",
            "withdrawn_at",
        )


class BeginApplicationSerializer(serializers.Serializer):
    """Which cohort to apply to."""

    cohort = serializers.UUIDField()


class SaveSerializer(serializers.Serializer):
    """Parts to keep, and the edition they were made from; parts left out are left alone."""

    edition = serializers.IntegerField(min_value=0)
    commitment = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST_TEXT)
    insight = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST_TEXT)
    work_plan = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST_TEXT)
    adjustments = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST_TEXT)
    week = HalfDaySerializer(many=True, required=False)

    def validate_week(self, week: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Each half-day once."""
        if len({(row["day"], row["session"]) for row in week}) != len(week):
            raise serializers.ValidationError("Give each half-day once.")
        return week


class WithdrawSerializer(serializers.Serializer):
    """Why, if the doctor wants to say."""

    reason = serializers.CharField(required=False, allow_blank=True, max_length=1000, default="")


class OfferSerializer(serializers.ModelSerializer):
    """A place held open until an instant."""

    class Meta:
        model = Offer
        fields = ("id", "application", "state", "expires_at", "responded_at")
