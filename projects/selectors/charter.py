"""The aim as a sentence, and what the facts say of the aim (S-M-A-R-T) and of the method (four habits).

Source: Taylor and others 2013 (iteration, prediction, small scale, data over time); Knudsen and others 2019 found all
four in 4 of 120 projects. Ticks come from rows, never from a person's opinion of their own work.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import formats

from projects.models import ImprovementProject, Measure, PDSACycle
from projects.spc import MeasureWords
from projects.states import CycleState, Direction, MeasureKind

ENOUGH_POINTS = 10
"""Values from which a run chart can be judged (the author of its rules advises 10 to 12)."""


@dataclass(frozen=True)
class Tick:
    """One thing that is so or not yet so, and the fact behind it as a short sentence."""

    name: str
    done: bool
    fact: str


def aim_sentence(project: ImprovementProject) -> str:
    """The guided aim as one sentence; empty until direction, what, from, to and by are all there.

    "Increase comments acted on for patients on Hodder ward from 1% to 40% by 31 July 2027."
    """
    parts = (project.aim_direction, project.aim_what, project.aim_baseline, project.aim_target, project.aim_by)
    if any(part in (None, "") for part in parts):
        return ""
    whom = f" for {project.aim_whom}" if project.aim_whom else ""
    start, end = (_with_unit(project, value) for value in (project.aim_baseline, project.aim_target))
    verb = "Reduce" if project.aim_direction == Direction.DECREASE else "Increase"
    return f"{verb} {project.aim_what}{whom} from {start} to {end} by {_day(project.aim_by)}."


def smart_ticks(project: ImprovementProject, points_of_outcome: int | None) -> tuple[Tick, ...]:
    """The five letters, each from facts of the charter and the outcome measure.

    Args:
        project: with `cohort` and `objective` loaded.
        points_of_outcome: dated values of the outcome measure; None when there is no such measure.
    """
    return (
        _specific(project),
        _measurable(project, points_of_outcome),
        _achievable(project),
        _relevant(project),
        _time_bound(project),
    )


def method_ticks(
    cycles: Sequence[PDSACycle], measures: Sequence[Measure], points_by_measure: dict[Any, int]
) -> tuple[Tick, ...]:
    """Iterated? Predicted? Small first? Data over time? In this order, each with its fact.

    Args:
        cycles: of the project, by number.
        points_by_measure: dated values that count, by the measure's pk.
    """
    begun = [cycle for cycle in cycles if cycle.state != CycleState.PLANNED]
    studied = [cycle for cycle in begun if cycle.state == CycleState.STUDIED]
    compared = sum(1 for cycle in studied if cycle.prediction_met)
    outcome = max((points_by_measure.get(m.pk, 0) for m in measures if m.kind == MeasureKind.OUTCOME), default=0)
    scale = begun[0].scale if begun else ""
    return (
        Tick("Tested more than once", len(studied) > 1, f"{_count(len(studied), 'test')} of change studied"),
        Tick(
            "Predicted first",
            bool(begun) and all(cycle.prediction for cycle in begun),
            f"{sum(1 for c in begun if c.prediction)} of {_count(len(begun), 'test')} had a written prediction"
            + (f", {compared} compared with what happened" if compared else ""),
        ),
        Tick("Began small", bool(scale), f"First test: {scale}" if scale else "No test has said how small it is"),
        Tick(
            "Data over time",
            outcome >= ENOUGH_POINTS,
            f"{_count(outcome, 'dated value')} of the outcome, {ENOUGH_POINTS} are enough to judge by",
        ),
    )


def _specific(project: ImprovementProject) -> Tick:
    said = bool(project.aim_direction and project.aim_what and project.aim_whom)
    return Tick("Specific", said, "Says what changes, which way, for whom" if said else "Say what, which way, for whom")


def _measurable(project: ImprovementProject, points: int | None) -> Tick:
    if points is None:
        return Tick("Measurable", False, "Add an outcome measure")
    if project.aim_baseline is None:
        return Tick("Measurable", False, "Give the baseline")
    return Tick("Measurable", points > 0, f"{_count(points, 'value')} of the outcome measure")


def _achievable(project: ImprovementProject) -> Tick:
    start, end = project.aim_baseline, project.aim_target
    if start is None or end is None:
        return Tick("Achievable", False, "Give the baseline and the target")
    rises = project.aim_direction == Direction.INCREASE
    right = end > start if rises else end < start
    words = f"From {_with_unit(project, start)} to {_with_unit(project, end)}"
    return Tick("Achievable", right, words if right else f"{words} is not the way you want to go")


def _relevant(project: ImprovementProject) -> Tick:
    serves = f"Serves {project.objective}" if project.objective else "Choose the Trust's objective it serves"
    return Tick("Relevant", project.objective is not None, serves)


def _time_bound(project: ImprovementProject) -> Tick:
    by, cohort = project.aim_by, project.cohort
    if by is None:
        return Tick("Time-bound", False, "Give a date")
    within = cohort.starts_on <= by <= cohort.ends_on
    words = f"By {_day(by)}"
    return Tick("Time-bound", within, words if within else f"{words}, outside the programme's dates")


def _with_unit(project: ImprovementProject, value: Decimal | None) -> str:
    return "" if value is None else MeasureWords(project.aim_unit).value(value)


def _day(day: date | None) -> str:
    return formats.date_format(day or "", "j F Y")


def _count(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
