"""When a recalculation of limits is worth a thought (improvement.md 3.3). Never done by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from projects.models import PDSACycle
from projects.spc import Result, Rule

SHIFT = 7


@dataclass(frozen=True)
class Suggestion:
    """Seven or more last values on one side of the mean: a person may decide that limits start anew there.

    Attributes:
        starts_on: the first value of the run.
        points: how many values the run has.
        words: the whole suggestion as a sentence.
    """

    starts_on: date
    points: int
    words: str


def suggested(result: Result, cycles: Sequence[PDSACycle]) -> Suggestion | None:
    """A recalculation worth a thought: a run to the very end, within one phase and not its whole."""
    live = [reading for reading in result.points if not reading.ghost]
    for rule, side in ((Rule.SHIFT_HIGH, "above"), (Rule.SHIFT_LOW, "below")):
        run = []
        for reading in reversed(live):
            if rule not in reading.rules or reading.phase != live[-1].phase:
                break
            run.append(reading)
        first = run[-1] if run else None
        if first is not None and len(run) >= SHIFT and first.date != _phase_start(result, first.phase):
            since = _since(first.date, cycles)
            words = (
                f"The last {len(run)} values are {side} the mean{since}. If the process has really changed, and you"
                f" know why, limits can be recalculated from {first.date:%-d %B %Y}."
            )
            return Suggestion(first.date, len(run), words)
    return None


def _phase_start(result: Result, number: int) -> date:
    return next(phase.start for phase in result.phases if phase.number == number)


def _since(first: date, cycles: Sequence[PDSACycle]) -> str:
    """The last test of change that began before the run, if any."""
    begun = [cycle for cycle in cycles if cycle.started_on is not None and cycle.started_on <= first]
    if not begun:
        return ""
    last = max(begun, key=lambda cycle: (cycle.started_on, cycle.number))
    adopted = last.act == "adopt" and last.ended_on is not None and last.ended_on <= first
    return f", since PDSA cycle {last.number} {'was adopted' if adopted else 'began'}"
