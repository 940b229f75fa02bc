"""Domains, competencies and what each looks like at each level. `position` of a competency is its place in the whole
version, from 0: a submitted assessment keeps its levels as an array in that order."""

from django.db import models

from frameworks.models.framework import FrameworkVersion, Level
from frameworks.models.values import StrategicObjective, TrustValue
from trusts.labels import Record, labelled
from trusts.models import TrustOwned


@labelled(record=Record.TRUST, trust="code name summary")
class Domain(TrustOwned):
    """A group of competencies."""

    version = models.ForeignKey(FrameworkVersion, on_delete=models.CASCADE, related_name="domains")
    code = models.CharField(max_length=10)
    name = models.CharField(max_length=100)
    summary = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta(TrustOwned.Meta):
        ordering = ("position",)
        constraints = [models.UniqueConstraint(fields=["trust", "version", "code"], name="domain_code_once")]

    def __str__(self) -> str:
        return self.name


@labelled(record=Record.TRUST, trust="code title statement is_not examples question")
class Competency(TrustOwned):
    """One thing a leader does."""

    version = models.ForeignKey(FrameworkVersion, on_delete=models.CASCADE, related_name="competencies")
    domain = models.ForeignKey(Domain, on_delete=models.CASCADE, related_name="competencies")
    code = models.CharField(max_length=10)
    title = models.CharField(max_length=120)
    statement = models.TextField()
    is_not = models.TextField("what it is not", blank=True)
    examples = models.TextField(blank=True)
    question = models.TextField("a question to ask yourself", blank=True)
    position = models.PositiveSmallIntegerField()
    values = models.ManyToManyField(TrustValue, through="CompetencyValue", related_name="competencies")
    objectives = models.ManyToManyField(StrategicObjective, through="CompetencyObjective", related_name="competencies")

    class Meta(TrustOwned.Meta):
        verbose_name_plural = "competencies"
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(fields=["trust", "version", "code"], name="competency_code_once"),
            models.UniqueConstraint(
                fields=["trust", "version", "position"],
                name="competency_position_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


@labelled(record=Record.TRUST, trust="text")
class Descriptor(TrustOwned):
    """What one competency looks like at one level."""

    version = models.ForeignKey(FrameworkVersion, on_delete=models.CASCADE, related_name="descriptors")
    competency = models.ForeignKey(Competency, on_delete=models.CASCADE, related_name="descriptors")
    level = models.ForeignKey(Level, on_delete=models.CASCADE, related_name="descriptors")
    text = models.TextField()

    class Meta(TrustOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["trust", "competency", "level"], name="descriptor_once")]

    def __str__(self) -> str:
        return self.text


@labelled(record=Record.TRUST)
class CompetencyValue(TrustOwned):
    """Which value a competency lives out."""

    version = models.ForeignKey(FrameworkVersion, on_delete=models.CASCADE, related_name="+")
    competency = models.ForeignKey(Competency, on_delete=models.CASCADE, related_name="value_links")
    value = models.ForeignKey(TrustValue, on_delete=models.PROTECT, related_name="competency_links")

    class Meta(TrustOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["trust", "competency", "value"], name="competency_value_once")]


@labelled(record=Record.TRUST, trust="why_here")
class CompetencyObjective(TrustOwned):
    """Which strategic objective a competency serves, and why it matters here."""

    version = models.ForeignKey(FrameworkVersion, on_delete=models.CASCADE, related_name="+")
    competency = models.ForeignKey(Competency, on_delete=models.CASCADE, related_name="objective_links")
    objective = models.ForeignKey(StrategicObjective, on_delete=models.PROTECT, related_name="competency_links")
    why_here = models.TextField(blank=True)

    class Meta(TrustOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["trust", "competency", "objective"], name="competency_objective_once")
        ]


@labelled(record=Record.TRUST, trust="post low high")
class RoleTarget(TrustOwned):
    """The range of levels a post asks for in one competency."""

    version = models.ForeignKey(FrameworkVersion, on_delete=models.CASCADE, related_name="role_targets")
    post = models.CharField(max_length=100)
    competency = models.ForeignKey(Competency, on_delete=models.CASCADE, related_name="role_targets")
    low = models.PositiveSmallIntegerField()
    high = models.PositiveSmallIntegerField()

    class Meta(TrustOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["trust", "competency", "post"], name="role_target_once"),
            models.CheckConstraint(
                condition=models.Q(low__gte=1, high__gte=models.F("low")), name="role_target_is_a_range"
            ),
        ]
