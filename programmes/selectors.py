"""Programmes with their stages and modules."""

from dataclasses import dataclass

from django.db.models import Count, Sum

from programmes.models import Module, Programme, Stage


@dataclass(frozen=True)
class Syllabus:
    """A programme laid out: its stages and modules in order, and the credits they add up to."""

    programme: Programme
    stages: tuple[Stage, ...]
    modules: tuple[Module, ...]

    @property
    def credits(self) -> int:
        """Credits of all modules."""
        return sum(module.credits for module in self.modules)


@dataclass(frozen=True)
class Line:
    """A programme in the list."""

    programme: Programme
    stages: int
    modules: int
    credits: int


def syllabus(programme: Programme) -> Syllabus:
    """Everything a programme consists of. Two queries."""
    return Syllabus(programme, tuple(programme.stages.all()), tuple(programme.modules.all()))


def programme_lines() -> list[Line]:
    """Every programme of the Trust by name. Three queries however many there are."""
    stages = dict(Stage.objects.order_by().values_list("programme_id").annotate(Count("pk")))
    modules = {
        programme: (count, credits)
        for programme, count, credits in Module.objects.order_by()
        .values_list("programme_id")
        .annotate(Count("pk"), Sum("credits"))
    }
    return [
        Line(programme, stages.get(programme.pk, 0), *modules.get(programme.pk, (0, 0)))
        for programme in Programme.objects.select_related("university")
    ]
