"""What the Trust stands for and what it is trying to achieve. Words that a published version shows never change: a
trigger says so (migration 0004). New words are a new row, and the old one is retired."""

from typing import Any, ClassVar

from django.db import models

from trusts.labels import Record, labelled
from trusts.models import TrustOwned, TrustQuerySet, owned_manager


class CurrentQuerySet(TrustQuerySet):
    """What the Trust stands for now."""

    def current(self) -> "CurrentQuerySet":
        """Without those retired."""
        return self.filter(retired_on=None)


@labelled(record=Record.TRUST, trust="name statement retired_on")
class TrustValue(TrustOwned):
    """What the Trust stands for."""

    name = models.CharField(max_length=100)
    statement = models.TextField()
    position = models.PositiveSmallIntegerField()
    retired_on = models.DateField(null=True, blank=True)

    objects: ClassVar[Any] = owned_manager(CurrentQuerySet)

    class Meta(TrustOwned.Meta):
        ordering = ("position",)
        constraints = [models.UniqueConstraint(fields=["trust", "name"], name="value_name_once")]

    def __str__(self) -> str:
        return self.name


@labelled(record=Record.TRUST, trust="code name statement retired_on")
class StrategicObjective(TrustOwned):
    """What the Trust is trying to achieve."""

    code = models.CharField(max_length=10)
    name = models.CharField(max_length=100)
    statement = models.TextField()
    position = models.PositiveSmallIntegerField()
    retired_on = models.DateField(null=True, blank=True)

    objects: ClassVar[Any] = owned_manager(CurrentQuerySet)

    class Meta(TrustOwned.Meta):
        ordering = ("position",)
        constraints = [models.UniqueConstraint(fields=["trust", "code"], name="objective_code_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
