"""The statistical process control engine against computed vectors.

A vector is one chart: dates, values, options, and what other programs made of them (`x` XmR as the R package
and as Making Data Count, `m` Making Data Count alone, `r` run charts, `i` the textbook I chart).
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from projects.spc import (
    I_CHART,
    MDC,
    NHSR,
    Assurance,
    Conflict,
    Direction,
    Kind,
    MeasureWords,
    Options,
    Point,
    Result,
    Rule,
    SpcError,
    Standing,
    Variation,
    analyse,
    analyse_run,
    before_after,
    changes_of,
    crossings_limit,
    longest_run_limit,
    run_signals,
    sentence,
    standings_of,
)

type Case = dict[str, Any]

SHARED = Path(__file__).resolve().parents[3] / "shared" / "spc"
VECTORS = SHARED if SHARED.is_dir() else Path(__file__).parent / "spc_vectors"

# The R package stops or labels wrongly here; the vectors say how.
FAULTS_OF_THE_PACKAGE = ("x23", "x43", "x44", "x45")

ASSURANCE_OF_THE_PACKAGE = {
    "consistent_pass": "pass",
    "consistent_fail": "fail",
    "inconsistent": "hit_or_miss",
}


def cases(prefix: str) -> list[Any]:
    found = [json.loads(path.read_text(), parse_float=Decimal) for path in sorted(VECTORS.glob(f"{prefix}[0-9]*.json"))]
    return [pytest.param(case, id=case["name"]) for case in found]


def with_oracle(prefix: str, oracle: str) -> list[Any]:
    return [param for param in cases(prefix) if oracle in param.values[0].get("other_oracles", {})]


def points_of(case: Case) -> list[Point]:
    ghosts = set(case["options"].get("ghost") or ())
    pairs = zip(case["dates"], case["values"], strict=True)
    return [Point(date.fromisoformat(day), value, day in ghosts) for day, value in pairs]


def options_of(case: Case) -> Options:
    given = case["options"]
    return Options(
        direction=Direction(given["improvement_direction"]),
        target=given["target"],
        recalculate_at=tuple(date.fromisoformat(day) for day in given.get("rebase") or ()),
        baseline_points=given.get("baseline_n") or given.get("fix_after_n_points"),
        conflict=Conflict(given.get("conflict") or "improvement"),
        shift_length=given.get("shift_n") or 7,
        trend_length=given.get("trend_n") or 7,
        minimum_points=1,
    )


def close(ours: Fraction | None, theirs: Any) -> bool:
    if ours is None or theirs is None:
        return ours is None and theirs is None
    expected = Fraction(theirs)
    return abs(ours - expected) <= abs(expected) / 10**9 + Fraction(1, 10**12)


def assert_lines(result: Result, expected: list[Case]) -> None:
    expected = [point for point in expected if point["value"] is not None]
    assert [point.date.isoformat() for point in result.points] == [point["date"] for point in expected]
    for ours, theirs in zip(result.points, expected, strict=True):
        assert ours.limits is not None
        assert close(ours.value, theirs["value"])
        assert close(ours.limits.mean, theirs["mean"])
        assert close(ours.limits.lower, theirs["lpl"])
        assert close(ours.limits.upper, theirs["upl"])
        assert close(ours.limits.near_lower, theirs["near_lpl"])
        assert close(ours.limits.near_upper, theirs["near_upl"])


def assert_mdc(result: Result, expected: Case) -> None:
    """Points, lines, rules, kinds and icons as Making Data Count gives them."""
    assert_lines(result, expected["points"])
    for ours, theirs in zip(result.points, expected["points"], strict=True):
        assert (ours.ghost, ours.phase) == (theirs["ghost"], theirs["phase"])
        assert list(ours.rules) == theirs["rules"], ours.date
        assert ours.conflict == theirs["conflict"]
        assert ours.ghost or ours.kind == theirs["point_type"]
    assert result.variation == expected["variation_icon"]
    assert result.assurance == expected["assurance"]


def without_unknown_dates(case: Case, options: Options) -> Options:
    """The options less the recalculations that match no point, which we must refuse and SQL ignores."""
    known = {point.date for point in points_of(case) if point.value is not None}
    kept = tuple(day for day in options.recalculate_at if day in known)
    if kept != options.recalculate_at:
        with pytest.raises(SpcError, match="recalculated only at a point"):
            analyse(points_of(case), options)
    return replace(options, recalculate_at=kept)


@pytest.mark.parametrize("case", with_oracle("x", "mdc_after_nov_2023"))
def test_mdc_rules_reproduce_the_tools_since_november_2023(case: Case) -> None:
    options = without_unknown_dates(case, options_of(case))
    assert_mdc(analyse(points_of(case), options), case["other_oracles"]["mdc_after_nov_2023"])


@pytest.mark.parametrize("case", cases("m"))
def test_mdc_rules_reproduce_the_published_sql(case: Case) -> None:
    screen = case["options"].get("exclude_moving_range_outliers", False)
    options = without_unknown_dates(case, replace(options_of(case), screen_outliers=screen))
    assert_mdc(analyse(points_of(case), options), case["expected"])


@pytest.mark.parametrize("case", [p for p in cases("x") if not p.values[0]["name"].startswith(FAULTS_OF_THE_PACKAGE)])
def test_nhsr_rules_reproduce_the_package(case: Case) -> None:
    screen = case["options"]["screen_outliers"]
    options = replace(options_of(case), rule_set=NHSR, screen_outliers=screen)
    expected = case["expected"]
    if "error" in expected:
        with pytest.raises(SpcError):
            analyse(points_of(case), options)
        return
    result = analyse(points_of(case), options)
    assert_lines(result, expected["points"])
    assert_nhsr_points(result, [point for point in expected["points"] if point["value"] is not None])
    assert_nhsr_phases(result, expected["phases"])
    assert result.variation == expected["variation_icon"]
    assert result.assurance == ASSURANCE_OF_THE_PACKAGE.get(expected["assurance"])


def assert_nhsr_points(result: Result, expected: list[Case]) -> None:
    for ours, theirs in zip(result.points, expected, strict=True):
        fired = {rule.value.rsplit("_", 1)[0] for rule in ours.rules}
        # A rule that could not be judged (no limits) is null in the vectors and has not fired here.
        assert fired == {name for name, flag in theirs["rules"].items() if flag}, ours.date
        assert bool(ours.rules) == bool(theirs["special_cause"])
        assert ours.phase == theirs["phase"]
        assert ours.kind == theirs["point_type"]


def assert_nhsr_phases(result: Result, expected: list[Case]) -> None:
    assert [phase.start.isoformat() for phase in result.phases] == [theirs["start"] for theirs in expected]
    for ours, theirs in zip(result.phases, expected, strict=True):
        assert ours.number == theirs["phase"]
        assert ours.limits is not None
        assert close(ours.limits.mean, theirs["mean"])
        assert close(ours.limits.mean_moving_range, theirs["mean_moving_range"])


def starts_of(case: Case) -> tuple[date, ...]:
    """Dates that begin a part; `part` lists the last row of each part but the last."""
    ends = case["options"].get("part") or []
    rows = ends if isinstance(ends, list) else [ends]
    return tuple(date.fromisoformat(case["dates"][row]) for row in rows if 0 < row < len(case["dates"]))


def frozen_points(case: Case) -> int | None:
    """How many values are in the frozen baseline; `freeze` counts rows."""
    rows = case["options"].get("freeze")
    return rows and sum(1 for value in case["values"][:rows] if value is not None)


@pytest.mark.parametrize("case", cases("r"))
def test_run_charts_reproduce_anhoej_rules(case: Case) -> None:
    result = analyse_run(points_of(case), starts_of(case), frozen_points(case))
    expected = case["expected"]["phases"]
    for ours, theirs in zip(result.phases, expected, strict=True):
        assert ours.number == theirs["phase"]
        assert ours.observations == theirs["n_obs"]
        assert close(ours.centre, theirs["centre"])
        assert_signals(ours.signals, theirs)


def assert_signals(ours: Any, theirs: Case) -> None:
    assert ours.useful == theirs["n_useful"]
    assert ours.longest_run == theirs["longest_run"]
    assert ours.longest_run_limit == theirs["longest_run_max"]
    assert ours.crossings == theirs["n_crossings"]
    assert ours.crossings_limit == theirs["n_crossings_min"]
    assert ours.signal == theirs["runs_signal"]


@pytest.mark.parametrize("case", cases("i"))
def test_the_i_chart_constant(case: Case) -> None:
    options = Options(
        rule_set=replace(I_CHART, baseline_stands_alone=False),
        recalculate_at=starts_of(case),
        baseline_points=frozen_points(case),
        screen_outliers=case["options"]["screened_mr"],
    )
    result = analyse(points_of(case), options)
    for ours, theirs in zip(result.phases, case["expected"]["phases"], strict=True):
        assert ours.limits is not None
        assert close(ours.limits.mean, theirs["centre"])
        assert close(ours.limits.lower, theirs["lcl"])
        assert close(ours.limits.upper, theirs["ucl"])
        values = [point.value for point in result.points if point.phase == ours.number]
        assert_signals(run_signals(values, ours.limits.mean), theirs)
    present = [point for point in case["expected"]["points"] if point["value"] is not None]
    outside = [any(rule.startswith("astronomical") for rule in point.rules) for point in result.points]
    assert outside == [point["sigma_signal"] for point in present]


def test_the_anhoej_limits_for_one_to_a_hundred_values() -> None:
    table = json.loads((VECTORS / "anhoej_thresholds_1_100.json").read_text())["table"]
    assert len(table) == 100
    for row in table:
        assert longest_run_limit(row["n_useful"]) == row["longest_run_max"]
        assert crossings_limit(row["n_useful"]) == row["n_crossings_min"]


# --- what the vectors do not show


def monthly(*values: Any, start: date = date(2023, 1, 1)) -> list[Point]:
    return [Point(day, value) for day, value in zip(months(start), values, strict=False)]


def months(start: date) -> Iterator[date]:
    while True:
        yield start
        start = (start.replace(day=1) + timedelta(days=32)).replace(day=1)


STEADY = (10, 12, 11, 10, 12, 11, 10, 12, 11, 10, 12, 11, 10, 12, 11)


def test_a_constant_series_gives_no_signal() -> None:
    result = analyse(monthly(*[Decimal("97.1")] * 15), Options(target=95))
    assert {point.kind for point in result.points} == {Kind.COMMON_CAUSE}
    assert all(not point.rules for point in result.points)
    assert result.phases[0].average == Fraction(971, 10)
    assert result.assurance is Assurance.PASS


def test_under_thirteen_points_there_is_a_run_chart_and_no_limits() -> None:
    result = analyse(monthly(*STEADY[:10]), Options(target=5))
    assert result.points_until_limits == 3
    assert result.run is not None
    assert result.run.phases[0].centre == 11
    assert (result.variation, result.assurance) == (None, None)
    assert all(point.limits is None and not point.rules for point in result.points)
    assert sentence(result) == "10 values so far, median 11.0; 3 more values until limits."


def test_thirteen_points_give_limits() -> None:
    result = analyse(monthly(*STEADY[:13]))
    assert (result.points_until_limits, result.run) == (0, None)
    assert result.variation is Variation.COMMON_CAUSE
    assert not result.phases[0].provisional


def test_ghosts_and_missing_values_do_not_count_towards_limits() -> None:
    points = monthly(*STEADY[:12], None, 400)
    points[-1] = replace(points[-1], ghost=True)
    assert analyse(points).points_until_limits == 1


def test_no_values_at_all() -> None:
    result = analyse([])
    assert (result.points, result.phases, result.variation, result.run) == ((), (), None, None)
    assert sentence(result) == "No values yet."
    assert analyse_run([]).signal is False


def test_a_ghost_is_left_out_of_everything_and_moving_ranges_bridge_it() -> None:
    plain = analyse(monthly(*STEADY))
    points = monthly(*STEADY[:7], 400, *STEADY[7:])
    points[7] = replace(points[7], ghost=True)
    result = analyse(points)
    assert result.phases[0].limits == plain.phases[0].limits
    assert (result.points[7].rules, result.points[7].kind) == ((), Kind.COMMON_CAUSE)
    assert result.variation is plain.variation


def test_a_missing_value_is_no_point_for_making_data_count() -> None:
    gap = analyse(monthly(1, 2, 3, None, 4, 5, 6, 7, 7, 7, 7, 7, 7, 7))
    assert [Rule.TREND_INCREASING in point.rules for point in gap.points[:8]] == [True] * 7 + [False]
    assert gap.missing == (date(2023, 4, 1),)


def test_a_missing_value_breaks_what_it_touches_in_the_r_package() -> None:
    gap = analyse(monthly(1, 2, 3, None, 4, 5, 6, 7, 7, 7, 7, 7, 7, 7), Options(rule_set=NHSR))
    assert not any(Rule.TREND_INCREASING in point.rules for point in gap.points)


def test_a_trend_crosses_a_recalculation_and_a_shift_does_not() -> None:
    values = [*STEADY, 11, 12, 13, 14, 15, 16, 17, 30, 30, 30, 30, 30]
    points = monthly(*values)
    cut = Options(recalculate_at=(points[18].date,))
    rising = [point for point in analyse(points, cut).points if Rule.TREND_INCREASING in point.rules]
    assert {point.phase for point in rising} == {1, 2}
    apart = analyse(points, replace(cut, rule_set=replace(MDC, trend_crosses_phases=False)))
    assert not any(Rule.TREND_INCREASING in point.rules and point.phase == 1 for point in apart.points)


def test_a_baseline_is_a_phase_of_its_own_and_its_limits_go_on() -> None:
    result = analyse(monthly(*STEADY, 20, 21, 20), Options(baseline_points=12, direction=Direction.DECREASE))
    before, after = result.phases
    assert (before.number, after.number, before.points, after.points) == (0, 1, 12, 6)
    assert before.limits == after.limits
    assert after.average == Fraction(94, 6)
    assert result.variation is Variation.CONCERN_HIGH


def test_a_baseline_longer_than_the_series_is_no_baseline_yet() -> None:
    assert analyse(monthly(*STEADY), Options(baseline_points=20)).phases[0].number == 1


def test_a_short_phase_is_provisional() -> None:
    points = monthly(*STEADY, 8, 7, 8)
    result = analyse(points, Options(recalculate_at=(points[15].date,)))
    assert [phase.provisional for phase in result.phases] == [False, True]


def test_the_first_phase_may_hold_only_ghosts() -> None:
    points = monthly(400, *STEADY)
    points[0] = replace(points[0], ghost=True)
    result = analyse(points, Options(recalculate_at=(points[1].date,)))
    assert (result.phases[0].points, result.phases[0].average, result.phases[0].limits) == (0, None, None)
    assert changes_of(result, None) == ()


def test_a_phase_of_one_point_has_a_mean_and_no_limits() -> None:
    points = monthly(*STEADY, 40)
    result = analyse(points, Options(recalculate_at=(points[-1].date,), target=12))
    limits = result.phases[-1].limits
    assert limits is not None
    assert (limits.mean, limits.upper) == (Fraction(40), None)
    assert (result.variation, result.assurance) == (Variation.COMMON_CAUSE, None)


@pytest.mark.parametrize(
    ("target", "direction", "expected"),
    [
        ("7.34", Direction.INCREASE, Assurance.PASS),
        ("7.35", Direction.INCREASE, Assurance.HIT_OR_MISS),
        ("12.66", Direction.INCREASE, Assurance.FAIL),
        ("12.66", Direction.DECREASE, Assurance.PASS),
        ("7.34", Direction.DECREASE, Assurance.FAIL),
        ("7.34", Direction.NEUTRAL, None),
    ],
)
def test_assurance_on_the_limits(target: str, direction: Direction, expected: Assurance | None) -> None:
    values = [Decimal("9.5"), Decimal("10.5")] * 7
    shifted = analyse(monthly(*values), Options(direction=direction, target=Decimal(target)))
    limits = shifted.phases[0].limits
    assert limits is not None
    assert (limits.lower, limits.upper) == (Fraction("7.34"), Fraction("12.66"))
    assert shifted.assurance is expected


@pytest.mark.parametrize(
    ("points", "options", "message"),
    [
        ([*monthly(1), *monthly(2)], Options(), "two values for 1 January 2023"),
        (monthly(1, 2), Options(recalculate_at=(date(2023, 1, 15),)), "15 January 2023 has no value"),
        (monthly(1, None), Options(recalculate_at=(date(2023, 2, 1),)), "1 February 2023 has no value"),
        (monthly(1), Options(baseline_points=0), "at least 1 points"),
        (monthly(1), Options(rule_set=NHSR, baseline_points=11), "at least 12 points"),
        (monthly(1), Options(shift_length=1), "at least two points"),
        (monthly(97.1), Options(), "not floating point"),
        (monthly(Decimal("NaN")), Options(), "finite number"),
        (monthly(Decimal("Infinity")), Options(), "finite number"),
    ],
)
def test_what_cannot_be_analysed_is_refused_with_a_sentence(
    points: list[Point], options: Options, message: str
) -> None:
    with pytest.raises(SpcError, match=message):
        analyse(points, options)


def test_unusual_lengths_are_warned_of() -> None:
    assert analyse([], Options(shift_length=8, trend_length=6)).warnings == ()
    assert "shift of 9 points" in analyse([], Options(shift_length=9)).warnings[0]


def test_at_a_turn_the_package_lets_the_next_trend_decide() -> None:
    values = [1, 2, 3, 4, 5, 6, 7, 6, 5, 4, 3, 2, 1, 9, 0, 9, 0, 9]
    peak = analyse(monthly(*values), Options(rule_set=NHSR, trend_length=7)).points[6]
    assert (peak.kind, peak.conflict) == (Kind.CONCERN, True)
    trough = analyse(monthly(*[-value for value in values]), Options(rule_set=NHSR)).points[6]
    assert trough.kind is Kind.IMPROVEMENT


# --- words


def test_the_sentence_names_the_last_point_and_the_target() -> None:
    result = analyse(monthly(*STEADY), Options(direction=Direction.DECREASE, target=11))
    assert sentence(result, MeasureWords(unit="days")) == (
        "The last value, 11 days on 1 Mar 2024, is common cause: within what this process does by chance; "
        "as it runs now, the process will sometimes meet and sometimes miss the target of 11 days."
    )


def test_of_a_changing_process_limits_of_the_time_before_do_not_judge_the_target() -> None:
    """Its latest values meet the target: a board would read the contrary."""
    result = analyse(monthly(*STEADY, 2, 2), Options(direction=Direction.DECREASE, target=3))
    assert sentence(result, MeasureWords(unit="days")).endswith(
        "special cause, improvement: below the lower limit; "
        "the last 2 values meet the target of 3 days; "
        "the limits still count the time before, so they do not tell of the time to come."
    )


def test_the_sentence_gives_the_reasons_of_a_special_cause() -> None:
    result = analyse(monthly(*STEADY, 30), Options(direction=Direction.DECREASE))
    assert sentence(result, MeasureWords(unit="%")) == (
        "The last value, 30% on 1 Apr 2024, is special cause, concern: above the upper limit."
    )
    neutral = analyse(monthly(*STEADY, 30), Options(direction=Direction.NEUTRAL))
    assert "is unusually high (special cause): above the upper limit." in sentence(neutral)


def test_the_sentence_says_when_rules_disagree() -> None:
    values = [10, 12, 11, 10, 12, 11, 10, 12, 11, 10, 30, 29, 28, 27, 26, 25, 24]
    said = sentence(analyse(monthly(*values), Options(direction=Direction.DECREASE)))
    assert "special cause, improvement" in said
    assert "(the rules point both ways)" in said


def test_a_run_chart_of_ten_useful_values_says_whether_they_changed() -> None:
    flat = analyse(monthly(1, 9, 2, 8, 1, 9, 2, 8, 1, 9, 2, 8))
    assert sentence(flat) == "12 values so far, median 5.0, with no change beyond chance; 1 more value until limits."
    moved = analyse(monthly(1, 2, 1, 2, 1, 2, 9, 8, 9, 8, 9, 8))
    assert "with a change beyond chance, now above the median;" in sentence(moved)
    fell = analyse(monthly(9, 8, 9, 8, 9, 8, 1, 2, 1, 2, 1, 2))
    assert "with a change beyond chance, now below the median;" in sentence(fell)
    ghosts = [Point(date(2023, 1, 1), 4, ghost=True)]
    assert sentence(analyse(ghosts)) == "No values yet."


def test_a_line_for_each_phase_keeps_an_improvement_in_sight() -> None:
    case = json.loads((VECTORS / "x49_pdsa_improvement_story_rebased.json").read_text(), parse_float=Decimal)
    result = analyse(points_of(case), options_of(case))
    assert result.variation is Variation.COMMON_CAUSE
    assert before_after(result, MeasureWords(), None) == (
        "Mean 20.0 → 12.7 (−37%, the right way): 12 values from 1 Jan 2023 to 1 Dec 2023, "
        "then 12 values from 1 Jan 2024 to 1 Dec 2024.",
    )


@pytest.mark.parametrize(
    ("after", "direction", "change"),
    [
        (10, Direction.INCREASE, "(no change)"),
        (15, Direction.NEUTRAL, "(+50%)"),
        (15, Direction.DECREASE, "(+50%, the wrong way)"),
        (-10, Direction.INCREASE, "(−200%, the wrong way)"),
    ],
)
def test_the_change_between_phases(after: int, direction: Direction, change: str) -> None:
    points = monthly(*[10] * 13, *[after] * 13)
    result = analyse(points, Options(direction=direction, recalculate_at=(points[13].date,)))
    assert change in before_after(result, MeasureWords(), None)[0]


def test_a_change_from_nought_has_no_per_cent() -> None:
    points = monthly(*[0] * 13, *[5] * 5)
    result = analyse(points, Options(recalculate_at=(points[13].date,)))
    (line,) = before_after(result, MeasureWords(), None)
    assert line.startswith("Mean 0.0 → 5.0 (up from nought, the right way)")
    assert line.endswith("5 values from 1 Feb 2024 to 1 Jun 2024, provisional.")


def test_without_a_recalculation_the_time_before_the_first_test_stands_beside_the_latest_seven_values() -> None:
    points = monthly(*[20, 22] * 7, *[10, 12] * 5)
    result = analyse(points, Options(direction=Direction.DECREASE))
    assert before_after(result, MeasureWords("days"), points[14].date) == (
        "Mean 21.0 → 11.1 days (−47%, the right way): 14 values before the first test of change, from 1 Jan 2023 to"
        " 1 Feb 2024, then the last 7, from 1 Jun 2024 to 1 Dec 2024; provisional: the limits still count the time"
        " before.",
    )


@pytest.mark.parametrize(
    ("before", "since", "told"),
    [
        (3, 8, "Too few values to compare: 3 before the first test of change began, 1 Apr 2023, where 4 are needed."),
        (0, 8, "Too few values to compare: 0 before the first test of change began, 1 Jan 2023, where 4 are needed."),
        (9, 3, "Too few values to compare: 3 since the first test of change began, 1 Oct 2023, where 4 are needed."),
    ],
)
def test_fewer_than_four_values_on_a_side_are_not_compared(before: int, since: int, told: str) -> None:
    points = monthly(*[20] * before, *[10] * since)
    result = analyse(points)
    assert changes_of(result, points[before].date) == (None,)
    assert before_after(result, MeasureWords(), points[before].date) == (told,)


def test_too_few_values_since_a_recalculation_are_said_in_the_place_of_the_latest_change() -> None:
    points = monthly(*STEADY, *[40] * 12, 41, 42)
    result = analyse(points, Options(recalculate_at=(points[15].date, points[27].date)))
    first, latest = changes_of(result, None)
    assert first is not None
    assert latest is None
    assert before_after(result, MeasureWords(), None)[1] == (
        "Too few values to compare: 2 since 1 Apr 2025, where 4 are needed."
    )


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ([10, 12] * 9, "Mean 11.0 → 11.1 (+1%, not beyond chance): 8 values"),
        ([10, 12] * 4 + [30] * 10, "Mean 11.0 → 30.0 (+173%, the right way): 8 values"),
        ([30] * 8 + [10] * 10, "Mean 30.0 → 10.0 (−67%, the wrong way): 8 values"),
        ([9, 8, 9, 8, 1, 2, 1, 2, 1], "Median 8.5 → 1.0 (−88%, too early to judge): 4 values"),
        ([9, 8, 9, 8, 9, 8, 9, 8, 9, 8, 9, 8], "Median 8.5 → 8.5 (no change, not beyond chance): 8 values"),
        ([1, 2, 1, 2, 1, 2, 9, 8, 9, 8, 9, 8], "Median 1.5 → 8.5 (+467%, the right way): 6 values"),
    ],
)
def test_a_change_is_called_one_only_where_the_chart_shows_more_than_chance(values: list[int], told: str) -> None:
    points = monthly(*values)
    tested = 4 if len(values) == 9 else 6 if values[:2] == [1, 2] else 8
    (line,) = before_after(analyse(points), MeasureWords(), points[tested].date)
    assert line.startswith(told)


def test_a_percentage_changes_by_points_which_are_the_difference_of_what_is_written() -> None:
    points = monthly("20.04", "20.04", "20.04", "20.04", *["30.06"] * 10)
    (line,) = before_after(analyse(points), MeasureWords("%"), points[4].date)
    assert line.startswith("Mean 20.0% → 30.1% (+10.1 percentage points,")


def test_before_a_test_of_change_there_is_nothing_to_compare() -> None:
    told = before_after(analyse(monthly(*STEADY)), MeasureWords(), None)
    assert told == ("Nothing to compare yet: no test of change has begun.",)
    assert before_after(analyse([]), MeasureWords(), None) == ()


def standing(points: list[Point], options: Options) -> str:
    """A letter a value: b before the improvement, k improvement kept, else what the rules say."""
    result = analyse(points, options)
    found = standings_of(result)
    letters = {Standing.BEFORE: "b", Standing.KEPT: "k", None: ""}
    kinds = {Kind.COMMON_CAUSE: ".", Kind.IMPROVEMENT: "i", Kind.CONCERN: "c"}
    return "".join(letters[found.get(reading.date)] or kinds[reading.kind] for reading in result.points)


OLD, NEW = [20, 22, 21, 23] * 3, [10, 11, 12] * 3
LESS = Options(direction=Direction.DECREASE)


def test_the_old_level_is_no_concern_while_the_limits_count_the_improvement() -> None:
    points = monthly(*OLD, *NEW)
    assert {reading.kind for reading in analyse(points, LESS).points[:12]} == {Kind.CONCERN}
    assert standing(points, LESS) == "b" * 12 + "i" * 9
    assert standing(list(reversed(points)), LESS) == "b" * 12 + "i" * 9


def test_what_was_a_concern_in_its_own_time_stays_one() -> None:
    worse = monthly(*OLD, *[30, 31] * 4, *NEW)
    assert standing(worse, LESS) == "." * 9 + "b" * 3 + "c" * 8 + "i" * 9
    spike = monthly(*OLD[:6], 60, *OLD[6:], *NEW)
    assert standing(spike, LESS)[6] == "c"


@pytest.mark.parametrize(
    ("values", "options", "expected"),
    [
        ([*NEW, *OLD], LESS, "i" * 9 + "c" * 12),
        ([*OLD, *NEW], Options(direction=Direction.DECREASE, baseline_points=12), "." * 12 + "i" * 9),
        ([*OLD, *NEW], Options(direction=Direction.NEUTRAL), None),
        ([*OLD, *NEW[:-1], 40], LESS, None),
    ],
)
def test_only_an_improvement_that_lasts_explains_the_old_level(
    values: list[int], options: Options, expected: str | None
) -> None:
    points = monthly(*values)
    assert standings_of(analyse(points, options)) == {}
    assert expected is None or standing(points, options) == expected


def test_a_new_level_is_kept_while_its_own_limits_see_no_worsening() -> None:
    points = monthly(*OLD, *NEW)
    again = replace(LESS, recalculate_at=(points[12].date,))
    assert standing(points, again) == "." * 12 + "k" * 9
    worse = monthly(*OLD, *NEW, 18)
    assert standing(worse, again) == "." * 21 + "c"
    ghost = [*points, Point(date(2030, 1, 1), 15, ghost=True)]
    assert list(standings_of(analyse(ghost, again)).values()) == [Standing.KEPT] * 9
