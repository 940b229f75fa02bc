"""What goes over the wire. A group's number is either a cell or the words that stand for it."""

from typing import Any

from rest_framework import serializers

from assessments.models import Assessment, Rating
from assessments.selectors import Benchmark, ReleasedAssessment, RoundNumbers, Trend, TrendPoint
from assessments.states import MAX_REASON_WORDS
from assessments.statistics import Cell, Step, Suppressed


class RatingSerializer(serializers.ModelSerializer):
    """One's own rating of one competency."""

    class Meta:
        model = Rating
        fields = ("competency", "level", "no_opportunity", "importance", "reason", "then_level", "edition")


class AssessmentSerializer(serializers.ModelSerializer):
    """One's own assessment. `levels`, `importance` and `then_levels` are in the order of the version's competencies."""

    ratings = RatingSerializer(many=True, read_only=True)
    kind = serializers.CharField(source="round.kind", read_only=True)

    class Meta:
        model = Assessment
        fields = (
            "id",
            "round",
            "kind",
            "version",
            "state",
            "ratings",
            "levels",
            "importance",
            "then_levels",
            "submitted_at",
            "released_at",
        )


class ReleasedSerializer(serializers.Serializer[ReleasedAssessment]):
    """A released assessment as named staff of the Trust see it."""

    id = serializers.UUIDField()
    person_id = serializers.UUIDField()
    name = serializers.CharField()
    job_title = serializers.CharField()
    cohort = serializers.CharField()
    kind = serializers.CharField()
    version_id = serializers.UUIDField()
    submitted_at = serializers.DateTimeField()
    released_at = serializers.DateTimeField()
    levels = serializers.ListField(child=serializers.IntegerField(allow_null=True))
    then_levels = serializers.ListField(child=serializers.IntegerField(allow_null=True), allow_null=True)


class BeginAssessmentSerializer(serializers.Serializer[Any]):
    """Which round to begin."""

    round = serializers.UUIDField()


class RateSerializer(serializers.Serializer[Any]):
    """A competency's rating, replacing what is kept. `edition` is the one last read (0 for none); without it whatever
    is kept is replaced."""

    level = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=99, default=None)
    no_opportunity = serializers.BooleanField(default=False)
    importance = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=4, default=None)
    reason = serializers.CharField(required=False, allow_blank=True, default="", max_length=10_000)
    then_level = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=99, default=None)
    edition = serializers.IntegerField(
        required=False, allow_null=True, min_value=0, max_value=2**31 - 1, default=None, source="seen"
    )

    def validate_reason(self, value: str) -> str:
        """The same limit as on the page."""
        count = len(value.split())
        if count > MAX_REASON_WORDS:
            raise serializers.ValidationError(f"Use {MAX_REASON_WORDS} words or fewer: you have written {count}.")
        return value


class SavedSerializer(serializers.Serializer[Any]):
    """What was kept, and signs that the reason identifies a patient."""

    edition = serializers.IntegerField()
    at = serializers.DateTimeField()
    warnings = serializers.ListField(child=serializers.CharField())


def cell(numbers: Cell) -> dict[str, Any]:
    """A group's number as JSON: people, counts by level, median and quartiles; or why it is hidden."""
    if isinstance(numbers, Suppressed):
        return {"hidden": numbers.words}
    return {
        "people": numbers.people,
        "counts": numbers.counts,
        "median": numbers.median,
        "lower": numbers.lower,
        "upper": numbers.upper,
    }


def step(found: Step | None) -> dict[str, Any] | None:
    """A change as JSON: people in both rounds, their median step and, of a domain, how many rose, stayed and fell; or
    why it is hidden; null where there is none."""
    if found is None:
        return None
    if isinstance(found, Suppressed):
        return {"hidden": found.words}
    ways = zip(("rose", "stayed", "fell"), found.ways or (), strict=False)
    return {"people": found.people, "median": found.median, **dict(ways)}


def trend_of(found: Trend) -> dict[str, Any]:
    """A Trust's trend as JSON."""
    return {
        "smallest_group": found.floor,
        "cohorts": [
            {
                "id": cohort.id,
                "name": cohort.name,
                "programme": cohort.programme,
                "version": cohort.version,
                "starts_on": cohort.starts_on,
                "rounds": cohort.planned,
                "closed_rounds": cohort.kinds,
            }
            for cohort in found.cohorts
        ],
        "domains": [
            {
                "code": line.code,
                "name": line.name,
                "levels": line.levels,
                "versions": line.versions,
                "cohorts": [_point(point) for point in line.points],
            }
            for line in found.lines
        ],
    }


def _point(point: TrendPoint) -> dict[str, Any]:
    rounds = zip(point.cohort.kinds, point.rounds, strict=True)
    return {
        "cohort": point.cohort.id,
        "rounds": [{"kind": kind, **cell(found)} for kind, found in rounds],
        "change": step(point.change),
    }


def benchmark(found: Benchmark) -> dict[str, Any]:
    """The benchmark of a cohort as JSON."""
    return {
        "version": found.outline.version,
        "levels": found.outline.levels,
        "smallest_group": found.floor,
        "rounds": [_round(numbers) for numbers in found.rounds],
    }


def _round(numbers: RoundNumbers) -> dict[str, Any]:
    return {
        "kind": numbers.progress.kind,
        "state": numbers.progress.state,
        "submitted": numbers.progress.submitted,
        "places": numbers.progress.places,
        "competencies": [
            {"code": row.head.code, "title": row.head.title, **cell(row.numbers)} for row in numbers.competencies
        ],
        "domains": [{"code": row.head.code, "name": row.head.name, **cell(row.numbers)} for row in numbers.domains],
    }
