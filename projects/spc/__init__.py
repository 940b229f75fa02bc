"""Statistical process control: a measure's dated values read as an XmR chart or a run chart.

Pure Python on exact numbers. `analyse` reads, `sentence` says what was read and `before_after` how much it
changed, `analyse_run` reads a run chart alone. Two rule sets are named: `MDC` (NHS England's Making Data Count, the
default) and `NHSR`.
"""

from .changes import Change, before_after, changes_of, from_to
from .engine import Assurance, Kind, Phase, Reading, Result, Variation, analyse, variation_of
from .inputs import I_CHART, MDC, NHSR, Conflict, Direction, Number, Options, Point, RuleSet, SpcError
from .levels import Standing, reading_words, standings_of
from .rules import Limits, Rule
from .runs import (
    RunPhase,
    RunResult,
    RunSignals,
    analyse_run,
    crossings_limit,
    longest_run_limit,
    run_signals,
)
from .words import KIND_WORDS, RULE_WORDS, MeasureWords, run_verdict, sentence

__all__ = [
    "I_CHART",
    "KIND_WORDS",
    "MDC",
    "NHSR",
    "RULE_WORDS",
    "Assurance",
    "Change",
    "Conflict",
    "Direction",
    "Kind",
    "Limits",
    "MeasureWords",
    "Number",
    "Options",
    "Phase",
    "Point",
    "Reading",
    "Result",
    "Rule",
    "RuleSet",
    "RunPhase",
    "RunResult",
    "RunSignals",
    "SpcError",
    "Standing",
    "Variation",
    "analyse",
    "analyse_run",
    "before_after",
    "changes_of",
    "crossings_limit",
    "from_to",
    "longest_run_limit",
    "reading_words",
    "run_signals",
    "run_verdict",
    "sentence",
    "standings_of",
    "variation_of",
]
