"""Laws that hold for every series, whatever the values."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from projects.spc import (
    MDC,
    NHSR,
    Direction,
    Limits,
    MeasureWords,
    Options,
    Point,
    Result,
    Rule,
    RuleSet,
    Standing,
    analyse,
    analyse_run,
    before_after,
    changes_of,
    sentence,
    standings_of,
)

MIRRORED = {
    Rule.ASTRONOMICAL_HIGH: Rule.ASTRONOMICAL_LOW,
    Rule.SHIFT_HIGH: Rule.SHIFT_LOW,
    Rule.TREND_INCREASING: Rule.TREND_DECREASING,
    Rule.TWO_IN_THREE_HIGH: Rule.TWO_IN_THREE_LOW,
}
MIRROR = MIRRORED | {low: high for high, low in MIRRORED.items()}

# Steps rather than free values, so that shifts, trends, ties and repeats all happen often.
steps = st.lists(st.integers(-3, 3) | st.sampled_from([-40, 40]), min_size=1, max_size=40)


days = st.none() | st.integers(-5, 300).map(lambda number: date(2024, 1, 1) + timedelta(days=number))


@st.composite
def series(draw: st.DrawFn) -> tuple[list[Point], Options]:
    points, value = [], 0
    for number, step in enumerate(draw(steps)):
        value = step if draw(st.booleans()) else value + step
        missing, ghost = draw(st.integers(0, 12)) == 0, draw(st.integers(0, 12)) == 0
        day = date(2024, 1, 1) + timedelta(weeks=number)
        points.append(Point(day, None if missing else Decimal(value) / 10, ghost))
    dates = [point.date for point in points if point.value is not None]
    cuts = draw(st.lists(st.sampled_from(dates), max_size=2, unique=True)) if dates else []
    options = Options(
        direction=draw(st.sampled_from(Direction)),
        rule_set=draw(st.sampled_from([MDC, NHSR])),
        recalculate_at=tuple(cuts),
        baseline_points=draw(st.sampled_from([None, 12, 15])),
        screen_outliers=draw(st.booleans()),
        minimum_points=draw(st.sampled_from([1, 13])),
    )
    return points, options


def moved(points: list[Point], factor: int, constant: Decimal) -> list[Point]:
    return [p if p.value is None else replace(p, value=Decimal(str(p.value)) * factor + constant) for p in points]


def flags(result: Result) -> list[tuple[tuple[Rule, ...], str, bool]]:
    return [(point.rules, point.kind, point.conflict) for point in result.points]


def lines(limits: Limits | None) -> list[Fraction | None]:
    if limits is None:
        return []
    return [limits.lower, limits.near_lower, limits.mean, limits.near_upper, limits.upper]


def every_line(result: Result) -> list[Fraction | None]:
    return [line for phase in result.phases for line in lines(phase.limits)]


@settings(max_examples=150, deadline=None)
@given(series(), st.decimals(-1000, 1000, places=3))
def test_adding_a_constant_moves_the_lines_by_it_and_changes_no_flag(
    case: tuple[list[Point], Options], constant: Decimal
) -> None:
    points, options = case
    before, after = analyse(points, options), analyse(moved(points, 1, constant), options)
    assert flags(after) == flags(before)
    moved_lines = [None if line is None else line + Fraction(constant) for line in every_line(before)]
    assert every_line(after) == moved_lines


@settings(max_examples=150, deadline=None)
@given(series())
def test_minus_one_mirrors_high_and_low(case: tuple[list[Point], Options]) -> None:
    points, options = case
    before, after = analyse(points, options), analyse(moved(points, -1, Decimal(0)), options)
    for plain, mirrored in zip(before.points, after.points, strict=True):
        assert {MIRROR[rule] for rule in plain.rules} == set(mirrored.rules)
        assert lines(mirrored.limits) == [None if line is None else -line for line in reversed(lines(plain.limits))]


@settings(max_examples=100, deadline=None)
@given(series())
def test_minus_one_with_the_other_direction_keeps_every_kind(case: tuple[list[Point], Options]) -> None:
    points, options = case
    other = {Direction.INCREASE: Direction.DECREASE, Direction.DECREASE: Direction.INCREASE}
    if options.direction in other:
        turned = analyse(moved(points, -1, Decimal(0)), replace(options, direction=other[options.direction]))
        assert [point.kind for point in turned.points] == [point.kind for point in analyse(points, options).points]


@settings(max_examples=100, deadline=None)
@given(series(), st.randoms(use_true_random=False))
def test_the_order_of_input_does_not_matter(case: tuple[list[Point], Options], random: Random) -> None:
    points, options = case
    shuffled = random.sample(points, len(points))
    assert analyse(shuffled, options) == analyse(points, options)
    assert analyse_run(shuffled) == analyse_run(points)


@settings(max_examples=100, deadline=None)
@given(series())
def test_decimals_and_scaled_integers_agree(case: tuple[list[Point], Options]) -> None:
    points, options = case
    whole = [p if p.value is None else replace(p, value=int(p.value * 10)) for p in points]
    scaled, plain = analyse(whole, options), analyse(points, options)
    assert flags(scaled) == flags(plain)
    assert every_line(scaled) == [None if line is None else line * 10 for line in every_line(plain)]


@settings(max_examples=100, deadline=None)
@given(series(), days)
def test_every_series_has_a_sentence(case: tuple[list[Point], Options], tested_on: date | None) -> None:
    result = analyse(*case)
    said = [sentence(result), *before_after(result, MeasureWords(), tested_on)]
    assert all(text.endswith(".") and "None" not in text for text in said)


@settings(max_examples=100, deadline=None)
@given(series())
def test_no_rule_without_a_reason(case: tuple[list[Point], Options]) -> None:
    """A ghost has no rule; a point beyond a limit always has; a kind other than common cause has a rule."""
    for point in analyse(*case).points:
        assert not (point.ghost and point.rules)
        assert bool(point.rules) == (point.kind != "common_cause")
        if point.limits and point.limits.upper is not None and not point.ghost:
            assert (point.value > point.limits.upper) == (Rule.ASTRONOMICAL_HIGH in point.rules)


@pytest.mark.parametrize("rules", [MDC, NHSR])
@given(st.decimals(-1000, 1000, places=4), st.integers(13, 40))
def test_a_constant_series_never_signals(rules: RuleSet, value: Decimal, count: int) -> None:
    points = [Point(date(2024, 1, 1) + timedelta(days=at), value) for at in range(count)]
    result = analyse(points, Options(rule_set=rules))
    assert not any(point.rules for point in result.points)
    assert every_line(result) == [Fraction(value)] * 5


@settings(max_examples=150, deadline=None)
@given(series(), days)
def test_before_and_after_are_of_the_values_that_count_and_of_no_other(
    case: tuple[list[Point], Options], tested_on: date | None
) -> None:
    """Of two spans the first ends before the second begins, each has four values or more, and its mean or median lies
    among those values; without phases the first test of change lies between."""
    result = analyse(*case)
    live = [point for point in result.points if not point.ghost]
    for change in filter(None, changes_of(result, tested_on)):
        assert change.before.end < change.after.start
        for span in (change.before, change.after):
            inside = [point.value for point in live if span.start <= point.date <= span.end]
            assert len(inside) == span.values >= 4
            assert min(inside) <= span.centre <= max(inside)
        if change.by_test:
            assert tested_on is not None
            assert change.before.end < tested_on <= change.after.start
            assert (change.before.start, change.after.end) == (live[0].date, live[-1].date)
            assert change.after.values <= 7


@settings(max_examples=100, deadline=None)
@given(series(), days, st.integers(-1000, 1000))
def test_a_change_is_of_the_same_size_wherever_nought_lies_and_turns_with_the_sign(
    case: tuple[list[Point], Options], tested_on: date | None, constant: int
) -> None:
    points, options = case

    def sizes(factor: int, added: int) -> list[Fraction | None]:
        found = changes_of(analyse(moved(points, factor, Decimal(added)), options), tested_on)
        return [None if change is None else change.after.centre - change.before.centre for change in found]

    plain = sizes(1, 0)
    assert sizes(1, constant) == plain
    assert sizes(-1, 0) == [None if size is None else -size for size in plain]


@settings(max_examples=100, deadline=None)
@given(series(), days, st.integers(-1000, 1000))
def test_a_value_left_out_changes_nothing_before_or_after(
    case: tuple[list[Point], Options], tested_on: date | None, value: int
) -> None:
    points, options = case
    ghost = Point(points[-1].date + timedelta(days=1), value, ghost=True)
    assert changes_of(analyse([*points, ghost], options), tested_on) == changes_of(analyse(points, options), tested_on)


@settings(max_examples=200, deadline=None)
@given(series(), st.decimals(-1000, 1000, places=3))
def test_a_change_of_level_explains_no_more_than_the_rules_said(
    case: tuple[list[Point], Options], constant: Decimal
) -> None:
    """Before an improvement there were concerns, after one that is kept common cause; no ghost is either, and it does
    not matter where nought lies."""
    points, options = case
    result = analyse(points, options)
    kinds = {point.date: (point.kind, point.ghost) for point in result.points}
    found = standings_of(result)
    told = {Standing.BEFORE: "special_cause_concern", Standing.KEPT: "common_cause"}
    assert all(kinds[day] == (told[standing], False) for day, standing in found.items())
    assert len(set(found.values())) <= 1
    assert standings_of(analyse(moved(points, 1, constant), options)) == found
