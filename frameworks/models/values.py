"""What the Trust stands for and what it is trying to achieve."""

from django.db import models

from trusts.models import TrustOwned


class TrustValue(TrustOwned):
    """What the Trust stands for."""

    name = models.CharField(max_length=100)
    statement = models.TextField()
    position = models.PositiveSmallIntegerField()

    class Meta(TrustOwned.Meta):
        ordering = ("position",)
        constraints = [models.UniqueConstraint(fields=["trust", "name"], name="value_name_once")]

    def __str__(self) -> str:
        return self.name


class StrategicObjective(TrustOwned):
    """What the Trust is trying to achieve."""

    code = models.CharField(max_length=10)
    name = models.CharField(max_length=100)
    statement = models.TextField()
    position = models.PositiveSmallIntegerField()

    class Meta(TrustOwned.Meta):
        ordering = ("position",)
        constraints = [models.UniqueConstraint(fields=["trust", "code"], name="objective_code_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
