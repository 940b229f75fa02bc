"""Projects, measures, values and tests of change as JSON. Text that holds an NHS number, or more words than its page
takes, is refused as on the pages: a serializer names the form of its `page`."""

from typing import Any

from rest_framework import serializers

from cohorts.models import Cohort
from frameworks.models import StrategicObjective
from projects import forms
from projects.models import ImprovementProject, Measure, Measurement, PDSACycle
from projects.services.measures import MEASURE
from projects.states import CycleAct, Direction, Frequency, MeasureKind, PredictionMet
from trusts.forms import MostWords, no_patients
from trusts.models import Person


class Text(serializers.CharField):
    """Free text, looked through for NHS numbers, of no more words than the field of the same name on the page."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.validators.append(no_patients)

    def bind(self, field_name: str, parent: Any) -> None:
        """Take the page's limit."""
        super().bind(field_name, parent)
        if limit := getattr(parent.page.base_fields.get(field_name), "max_words", None):
            self.validators.append(MostWords(limit))


class Row(serializers.PrimaryKeyRelatedField[Any]):
    """A row of the Trust in context, by its id."""

    def __init__(self, of: Any, **kwargs: Any) -> None:
        self.of = of
        super().__init__(pk_field=serializers.UUIDField(), **kwargs)

    def get_queryset(self) -> Any:
        """Asked in context, never at import."""
        return self.of.objects.all()


class PersonNameSerializer(serializers.Serializer[Any]):
    """Who."""

    id = serializers.UUIDField()
    name = serializers.CharField(source="__str__")


class ProjectSerializer(serializers.ModelSerializer[Any]):
    """A project as it stands."""

    lead = PersonNameSerializer()
    sponsor = PersonNameSerializer(allow_null=True)
    aim_direction = serializers.ChoiceField(Direction.choices, allow_blank=True, read_only=True)

    class Meta:
        model = ImprovementProject
        fields = (
            "id",
            "cohort",
            "lead",
            "sponsor",
            "objective",
            "title",
            "state",
            "problem",
            "aim",
            "aim_direction",
            "aim_what",
            "aim_whom",
            "aim_baseline",
            "aim_target",
            "aim_unit",
            "aim_by",
            "patients_experience",
            "stakeholders",
            "risks",
            "is_governed",
            "governance_reference",
            "learning",
            "starts_on",
            "ends_on",
            "approved_at",
            "edition",
        )
        read_only_fields = fields


class CharterSerializer(serializers.Serializer[Any]):
    """Parts of the charter to be saved."""

    page = forms.CharterForm
    edition = serializers.IntegerField(required=False, help_text="Of the charter that was read; refused when older.")
    title = Text(max_length=200)
    problem = Text(allow_blank=True)
    sponsor = Row(Person, allow_null=True)
    objective = Row(StrategicObjective, allow_null=True)
    aim = Text(allow_blank=True, help_text="In own words; empty, and the parts write the sentence.")
    aim_direction = serializers.ChoiceField(Direction.choices, allow_blank=True)
    aim_what = Text(max_length=200, allow_blank=True)
    aim_whom = Text(max_length=200, allow_blank=True)
    aim_baseline = serializers.DecimalField(12, 4, allow_null=True)
    aim_target = serializers.DecimalField(12, 4, allow_null=True)
    aim_unit = Text(max_length=40, allow_blank=True)
    aim_by = serializers.DateField(allow_null=True)
    patients_experience = Text(allow_blank=True)
    stakeholders = Text(allow_blank=True)
    risks = Text(allow_blank=True)
    is_governed = serializers.BooleanField()
    governance_reference = Text(max_length=100, allow_blank=True)


class CharterReadSerializer(serializers.Serializer[Any]):
    """Which charter was read."""

    edition = serializers.IntegerField(help_text="Of the charter that was read; refused when it was saved since.")


class ProposalSerializer(serializers.Serializer[Any]):
    """A new project."""

    page = forms.ProposeForm
    cohort = Row(Cohort)
    title = Text(max_length=200)
    problem = Text(required=False, allow_blank=True)


class ProjectReasonSerializer(serializers.Serializer[Any]):
    """Why the charter goes back."""

    page = forms.ApprovalReturnForm
    reason = Text()


class LeaveOutSerializer(serializers.Serializer[Any]):
    """Why a value is left out."""

    page = forms.GhostForm
    reason = Text(max_length=300)


class DaySerializer(serializers.Serializer[Any]):
    """On which day; today when left out."""

    on = serializers.DateField(required=False)


class PauseSerializer(serializers.Serializer[Any]):
    """Why it rests, if that is said."""

    page = forms.PauseForm
    reason = Text(required=False, allow_blank=True)


class LearningSerializer(DaySerializer):
    """What was learnt."""

    page = forms.CompleteForm
    learning = Text()


class SustainSerializer(serializers.Serializer[Any]):
    """How the gain is kept."""

    page = forms.SustainForm
    owner = Text(max_length=200)
    review_on = serializers.DateField(required=False)
    spread = Text(required=False, allow_blank=True)
    benefits = Text(required=False, allow_blank=True)


class MeasureSerializer(serializers.ModelSerializer[Any]):
    """A measure as it stands."""

    class Meta:
        model = Measure
        fields = ("id", "project", *MEASURE)
        read_only_fields = fields


class MeasureInputSerializer(serializers.Serializer[Any]):
    """A measure to be added or changed."""

    page = forms.MeasureForm
    name = Text(max_length=200)
    kind = serializers.ChoiceField(MeasureKind.choices, required=False)
    definition = Text(required=False, allow_blank=True)
    unit = Text(max_length=60, required=False, allow_blank=True)
    source: Any = Text(max_length=200, required=False, allow_blank=True)
    frequency = serializers.ChoiceField(Frequency.choices, required=False)
    direction = serializers.ChoiceField(Direction.choices)
    conflict_rule = serializers.ChoiceField(Measure.ConflictRule.choices, required=False)
    is_proportion = serializers.BooleanField(required=False)
    is_patient_experience = serializers.BooleanField(required=False)
    target = serializers.DecimalField(14, 4, required=False, allow_null=True)
    floor = serializers.DecimalField(14, 4, required=False, allow_null=True)
    ceiling = serializers.DecimalField(14, 4, required=False, allow_null=True)
    baseline_points = serializers.IntegerField(required=False, allow_null=True, min_value=2, max_value=1000)


class MeasurementSerializer(serializers.ModelSerializer[Any]):
    """One dated value."""

    class Meta:
        model = Measurement
        fields = ("id", "measured_on", "value", "numerator", "denominator", "note", "is_ghost", "ghost_reason")
        read_only_fields = fields


class MeasurementInputSerializer(serializers.Serializer[Any]):
    """A value to be recorded: `value`, or of a proportion `numerator` and `denominator`."""

    page = forms.ValueForm
    measured_on = serializers.DateField()
    value = serializers.DecimalField(14, 4, required=False)
    numerator = serializers.IntegerField(required=False)
    denominator = serializers.IntegerField(required=False)
    note = Text(max_length=300, required=False, allow_blank=True)


class RecalculationInputSerializer(serializers.Serializer[Any]):
    """From which value limits are calculated anew, and why."""

    page = forms.RecalculateForm
    starts_on = serializers.DateField()
    reason = Text()


class CycleSerializer(serializers.ModelSerializer[Any]):
    """A test of change."""

    prediction_met = serializers.ChoiceField(PredictionMet.choices, allow_blank=True, read_only=True)
    act = serializers.ChoiceField(CycleAct.choices, allow_blank=True, read_only=True)

    class Meta:
        model = PDSACycle
        fields = (
            "id",
            "project",
            "number",
            "state",
            "question",
            "prediction",
            "prediction_met",
            "scale",
            "happened",
            "learning",
            "act",
            "started_on",
            "ended_on",
        )
        read_only_fields = fields


class PlanSerializer(serializers.Serializer[Any]):
    """A test to be planned."""

    page = forms.PlanForm
    question = Text()
    prediction = Text(required=False, allow_blank=True)
    scale = Text(max_length=200, required=False, allow_blank=True)


class StudySerializer(DaySerializer):
    """What came of a test."""

    page = forms.StudyForm
    happened = Text()
    learning = Text()
    act = serializers.ChoiceField(CycleAct.choices)
    prediction_met = serializers.ChoiceField(PredictionMet.choices, required=False)
