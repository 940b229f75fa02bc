"""The bespoke course of development, its stages and the university modules it leads to."""

from django.db import models

from trusts.labels import Record, labelled
from trusts.models import TrustOwned, University


@labelled(record=Record.TRUST, trust="name summary award")
class Programme(TrustOwned):
    """The bespoke course of development a Trust runs, with a university where it leads to an award."""

    name = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    university = models.ForeignKey(University, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    award = models.CharField(max_length=200, blank=True)

    class Meta(TrustOwned.Meta):
        ordering = ("name",)
        constraints = [models.UniqueConstraint(fields=["trust", "name"], name="programme_name_once")]

    def __str__(self) -> str:
        return self.name


@labelled(record=Record.TRUST, trust="name summary")
class Stage(TrustOwned):
    """A named stretch of the programme."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="stages")
    name = models.CharField(max_length=100)
    summary = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta(TrustOwned.Meta):
        ordering = ("position",)
        constraints = [models.UniqueConstraint(fields=["trust", "programme", "position"], name="stage_position_once")]

    def __str__(self) -> str:
        return self.name


@labelled(record=Record.TRUST, trust="code title credits")
class Module(TrustOwned):
    """A unit of the university's award."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="modules")
    code = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    credits = models.PositiveSmallIntegerField()
    position = models.PositiveSmallIntegerField()

    class Meta(TrustOwned.Meta):
        ordering = ("position",)
        constraints = [models.UniqueConstraint(fields=["trust", "programme", "code"], name="module_code_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"
