"""What a chart says, in plain English, made from the result and nothing else."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

from .engine import Assurance, Kind, Reading, Result
from .inputs import Direction, Number, exact
from .rules import Rule
from .runs import JUDGED_FROM, RunPhase

KIND_WORDS = {
    Kind.COMMON_CAUSE: "common cause",
    Kind.IMPROVEMENT: "improvement",
    Kind.CONCERN: "concern",
    Kind.NEUTRAL_HIGH: "unusually high",
    Kind.NEUTRAL_LOW: "unusually low",
}

RULE_WORDS = {
    Rule.ASTRONOMICAL_HIGH: "above the upper limit",
    Rule.ASTRONOMICAL_LOW: "below the lower limit",
    Rule.SHIFT_HIGH: "part of a run above the mean",
    Rule.SHIFT_LOW: "part of a run below the mean",
    Rule.TREND_INCREASING: "part of a steady rise",
    Rule.TREND_DECREASING: "part of a steady fall",
    Rule.TWO_IN_THREE_HIGH: "one of two in three near or beyond the upper limit",
    Rule.TWO_IN_THREE_LOW: "one of two in three near or beyond the lower limit",
}

_ASSURANCE_WORDS = {
    Assurance.PASS: "the process can be expected to meet the target of {target} every time",
    Assurance.FAIL: "the process cannot be expected to meet the target of {target}",
    Assurance.HIT_OR_MISS: "the process will sometimes meet and sometimes miss the target of {target}",
}


@dataclass(frozen=True, slots=True)
class MeasureWords:
    """How values of a measure are written.

    Attributes:
        unit: written after a value: "%" joined to it, anything else after a space ("" for none).
        decimals: places after the point in means.
        places: most places after the point in a value, which is otherwise written as it was entered.
        written: places after the point in every dated value, so that they can be read one under the other; None for as
            each was entered.
    """

    unit: str = ""
    decimals: int = 1
    places: int = 4
    written: int | None = None

    def value(self, number: Number) -> str:
        """A value as entered, with its unit: 14, 97.1%, 12.5 days."""
        return self._with_unit(self.number(number))

    def reading(self, number: Number) -> str:
        """A dated value with its unit: 14.0 days where another was entered as 12.5."""
        if self.written is None:
            return self.value(number)
        return self._with_unit(f"{_rounded(exact(number), self.written):,f}")

    def mean(self, number: Number) -> str:
        """A mean with its unit: 12.7 days."""
        return self._with_unit(self.rounded(number))

    def number(self, number: Number) -> str:
        """A value as entered, without its unit: 1,400 or 12.5."""
        text = f"{_rounded(exact(number), self.places):,f}"
        return text.rstrip("0").rstrip(".") if "." in text else text

    def rounded(self, number: Number) -> str:
        """A mean or a limit, rounded half to even, without its unit: 12.7."""
        return f"{self.as_written(number):,f}"

    def as_written(self, number: Number) -> Decimal:
        """A mean as it is written, to reckon with."""
        return _rounded(exact(number), self.decimals)

    def _with_unit(self, text: str) -> str:
        return f"{text}%" if self.unit == "%" else f"{text} {self.unit}".rstrip()


def sentence(result: Result, words: MeasureWords | None = None) -> str:
    """One plain sentence about the chart: the last point, and what to expect of the target."""
    words = words or MeasureWords()
    last = next((reading for reading in reversed(result.points) if not reading.ghost), None)
    if last is None:
        return "No values yet."
    if result.points_until_limits:
        return _run_sentence(result, words)
    parts = [_last_point(last, words)]
    if result.assurance and result.options.target is not None:
        parts.append(_expected(last, result, exact(result.options.target), words))
    return "; ".join(parts) + "."


def _expected(last: Reading, result: Result, target: Fraction, words: MeasureWords) -> str:
    """What to expect of the target. Of a process that is changing the limits cannot say, for they still count the time
    before and may lie short of a target which the latest values meet: then how many in a row have met it."""
    if result.assurance and last.kind is Kind.COMMON_CAUSE:
        return f"as it runs now, {_ASSURANCE_WORDS[result.assurance].format(target=words.value(target))}"
    met = _met_in_a_row(result, target)
    told = {0: "it does not meet", 1: "it meets"}.get(met, f"the last {met} values meet")
    limits = "the limits still count the time before, so they do not tell of the time to come"
    return f"{told} the target of {words.value(target)}; {limits}"


def _met_in_a_row(result: Result, target: Fraction) -> int:
    """How many of the latest values, without a break, have met the target."""
    up = result.options.direction is Direction.INCREASE
    values = [exact(reading.value) for reading in reversed(result.points) if not reading.ghost]
    return next((at for at, value in enumerate(values) if (value < target if up else value > target)), len(values))


def _last_point(last: Reading, words: MeasureWords) -> str:
    opening = f"The last value, {words.reading(last.value)} on {_day(last.date)}, is"
    if last.kind is Kind.COMMON_CAUSE:
        return f"{opening} common cause: within what this process does by chance"
    reasons = _listed([RULE_WORDS[rule] for rule in last.rules])
    conflict = " (the rules point both ways)" if last.conflict else ""
    kind = KIND_WORDS[last.kind]
    what = f"special cause, {kind}" if last.kind in (Kind.IMPROVEMENT, Kind.CONCERN) else f"{kind} (special cause)"
    return f"{opening} {what}: {reasons}{conflict}"


def more_values(result: Result) -> str:
    """How long until limits are given: "3 more values until limits"."""
    return f"{_points(result.points_until_limits, 'more value')} until limits"


def _run_sentence(result: Result, words: MeasureWords) -> str:
    last = _run_phase(result)
    values = sum(1 for reading in result.points if not reading.ghost)
    wait = more_values(result)
    if last is None or last.centre is None:
        return f"{_points(values, 'value')} so far, {wait}."
    verdict = run_verdict(result)
    told = f", with {verdict}" if verdict else ""
    return f"{_points(values, 'value')} so far, median {words.mean(last.centre)}{told}; {wait}."


def run_verdict(result: Result) -> str:
    """What a run chart shows, with the side of the median on which it ends: "a change beyond chance, now above the
    median"; empty while its values are too few to say."""
    phase = _run_phase(result)
    if phase is None or phase.centre is None or phase.signals.useful < JUDGED_FROM:
        return ""
    if not phase.signals.signal:
        return "no change beyond chance"
    sides = (reading.value > phase.centre for reading in reversed(result.points) if _is_useful(reading, phase.centre))
    return f"a change beyond chance, now {'above' if next(sides) else 'below'} the median"


def _is_useful(reading: Reading, centre: Fraction) -> bool:
    return not reading.ghost and reading.value != centre


def _run_phase(result: Result) -> RunPhase | None:
    return result.run.phases[-1] if result.run and result.run.phases else None


def _points(count: int, noun: str = "point") -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _listed(texts: list[str]) -> str:
    return texts[0] if len(texts) == 1 else ", ".join(texts[:-1]) + " and " + texts[-1]


def _day(day: date) -> str:
    return f"{day:%-d %b %Y}"


def _rounded(number: Fraction, places: int) -> Decimal:
    """Rounded half to even, from the exact number; never a minus before nought."""
    scale: int = 10**places
    whole = Decimal(round(number * scale))
    return (whole / scale).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_EVEN) + 0
