"""Charts, results and ticks come from rows, in constant queries."""

from datetime import date, timedelta
from typing import Any

import pytest

from projects.selectors import chart_of, charts_of, method_ticks, project_results, projects_by_objective, smart_ticks
from projects.selectors.results import KEPT
from projects.services.cycles import plan_cycle, start_cycle, study_cycle
from projects.services.measures import add_measure, ghost_measurement, recalculate, record_measurement
from projects.services.projects import propose_project, save_charter, set_competencies
from projects.spc import Assurance, Variation
from tests.projects.support import FIRST, outcome, proposed, running
from tests.support.factories import PlaceFactory, StrategicObjectiveFactory
from tests.support.world import World

STEADY = [10, 12, 11, 10, 12, 11, 10, 12, 11, 10, 12, 11, 10, 12, 11]


def test_a_chart_with_limits(in_trust: World) -> None:
    chart = chart_of(outcome(running(in_trust), [*STEADY, 30], target=10))

    assert chart.variation is Variation.IMPROVEMENT_HIGH
    assert chart.assurance is Assurance.HIT_OR_MISS
    assert chart.variation_words == "Improvement: higher, beyond chance"
    assert chart.sentence.startswith("The last value, 30 letters on 21 Apr 2025, is special cause, improvement:")
    assert chart.headers == ("Date", "Value", "Mean", "Lower limit", "Upper limit", "Signal", "Note")
    assert chart.rows[-1][:2] == ("21 Apr 2025", "30 letters")
    assert chart.svg.startswith("<svg") and chart.svg_narrow.startswith("<svg")
    assert chart.is_improvement


@pytest.mark.parametrize(
    ("values", "icons", "told"),
    [
        (STEADY, 2, "will sometimes meet and sometimes miss the target of 12 letters."),
        ([*STEADY, 30], 1, "; it meets the target of 12 letters; the limits still count the time before"),
        ([*STEADY, 9, 30, 30, 30], 1, "; the last 3 values meet the target of 12 letters; the limits"),
        ([*STEADY, 1], 1, "; it does not meet the target of 12 letters; the limits"),
    ],
)
def test_the_target_of_a_changing_process_is_told_by_its_values(
    in_trust: World, values: list[int], icons: int, told: str
) -> None:
    chart = chart_of(outcome(running(in_trust), values, target=12))

    assert told in chart.sentence
    assert len(chart.icons) == icons


def test_values_are_written_as_precisely_as_the_most_precise_of_them(in_trust: World) -> None:
    chart = chart_of(outcome(running(in_trust), ["1.5", "2", "1.62", "1"]))

    assert [row[1] for row in chart.rows] == ["1.50 letters", "2.00 letters", "1.62 letters", "1.00 letters"]
    assert chart.rows[0][2] == "1.56"
    whole = chart_of(outcome(running(in_trust, title="Whole"), ["100", "20"]))
    assert [row[1:3] for row in whole.rows] == [("100 letters", "60.0"), ("20 letters", "60.0")]


@pytest.mark.parametrize(
    ("begun", "told"),
    [
        ([], ""),
        ([2], "2: the start of a test of change (6 Jan 2025)"),
        ([1, 3], "1, 3: the starts of the tests of change (6 Jan 2025, 6 Jan 2025)"),
    ],
)
def test_the_numbers_over_a_chart_have_a_key(in_trust: World, begun: list[int], told: str) -> None:
    project = running(in_trust)
    for number in (1, 2, 3):
        cycle = plan_cycle(project=project, question=f"{number}?", prediction="P.", by=in_trust.doctor)
        if number in begun:
            start_cycle(cycle=cycle, on=FIRST, by=in_trust.doctor)

    assert chart_of(outcome(project)).notes_key.replace("\N{NO-BREAK SPACE}", " ") == told


def test_a_run_chart_says_how_long_until_limits(in_trust: World) -> None:
    chart = chart_of(outcome(running(in_trust), STEADY[:4]))

    assert (chart.variation, chart.assurance, chart.is_improvement) == (None, None, False)
    assert chart.variation_words == "9 more values until limits"
    assert chart.sentence == "4 values so far, median 10.5 letters; 9 more values until limits."


def test_what_a_run_chart_shows_is_said_alike_in_a_list_and_in_a_sentence(in_trust: World) -> None:
    chart = chart_of(outcome(running(in_trust), [1, 2, 1, 2, 1, 2, 9, 8, 9, 8, 9, 8]))

    assert chart.variation_words == "A change beyond chance, now above the median; 1 more value until limits"
    assert "with a change beyond chance, now above the median; 1 more value until limits." in chart.sentence
    assert chart.said_of(chart.measurements[0]).startswith("1 more value until limits; until then")


def test_an_empty_measure_draws_an_empty_chart(in_trust: World) -> None:
    chart = chart_of(outcome(running(in_trust)))

    assert (chart.sentence, chart.rows, chart.suggestion) == ("No values yet.", (), None)
    assert "No values yet" in chart.svg


def test_counts_and_remarks_stand_in_the_table(in_trust: World) -> None:
    measure = outcome(running(in_trust), is_proportion=True)
    row = record_measurement(
        measure=measure, measured_on=FIRST, by=in_trust.doctor, numerator=1, denominator=3, note="Bank holiday"
    )
    ghost_measurement(measurement=row, reason="Ward closed", by=in_trust.doctor)

    chart = chart_of(measure)

    assert chart.headers[:3] == ("Date", "Value", "Counted")
    assert chart.rows == (("6 Jan 2025", "33.3%", "1 of 3", "", "", "", "left out", "Ward closed; Bank holiday"),)


def test_a_recalculation_gives_before_and_after_and_the_success_is_kept(in_trust: World) -> None:
    measure = outcome(running(in_trust), [*STEADY, *(value + 20 for value in STEADY)])
    recalculate(measure=measure, starts_on=FIRST + timedelta(weeks=15), reason="New rota.", by=in_trust.doctor)

    chart = chart_of(measure)

    assert chart.variation is Variation.COMMON_CAUSE
    assert chart.is_improvement
    assert chart.kept_improvement.startswith("By the limits before the recalculation")
    (result,) = project_results(in_trust.cohort)
    assert (result.is_improvement, result.verdict_words) == (True, KEPT)
    assert chart.before_after == (
        "Mean 11.0 → 31.0 letters (+182%, the right way): 15 values from 6 Jan 2025 to 14 Apr 2025,"
        " then 15 values from 21 Apr 2025 to 28 Jul 2025.",
    )
    assert chart.from_to == "11.0 → 31.0 letters"


def test_before_and_after_parts_where_the_first_test_of_change_began(in_trust: World) -> None:
    project = running(in_trust)
    measure = outcome(project, [*STEADY, *(value + 20 for value in STEADY[:8])])
    for question, weeks in (("Second?", 18), ("First?", 15)):
        cycle = plan_cycle(project=project, question=question, prediction="P.", by=in_trust.doctor)
        start_cycle(cycle=cycle, on=FIRST + timedelta(weeks=weeks), by=in_trust.doctor)
    plan_cycle(project=project, question="Not begun?", by=in_trust.doctor)

    (result,) = project_results(in_trust.cohort)
    key = chart_of(measure).notes_key.replace("\N{NO-BREAK SPACE}", " ")

    assert key == "1 to 2: the starts of the tests of change (12 May 2025, 21 Apr 2025)"

    assert result.from_to == chart_of(measure).from_to == "11.0 → 31.1 letters"
    assert result.before_after[0].startswith("Mean 11.0 → 31.1 letters (+183%, the right way): 15 values before the")


def test_what_is_worse_since_a_recalculation_is_a_concern_however_well_it_stands_against_the_start(
    in_trust: World,
) -> None:
    measure = outcome(running(in_trust), [*STEADY, *(value + 20 for value in STEADY[:14]), 24])
    recalculate(measure=measure, starts_on=FIRST + timedelta(weeks=15), reason="New rota.", by=in_trust.doctor)

    chart = chart_of(measure)

    assert chart.variation is Variation.CONCERN_LOW
    assert (chart.is_improvement, chart.kept_improvement) == (False, "")


def test_a_shift_suggests_a_recalculation_since_the_last_test(in_trust: World) -> None:
    project = running(in_trust)
    measure = outcome(project, [*STEADY, *(value + 20 for value in STEADY[:8])])
    cycle = plan_cycle(project=project, question="Q?", prediction="P.", by=in_trust.doctor)
    cycle = start_cycle(cycle=cycle, on=date(2025, 3, 3), by=in_trust.doctor)
    study_cycle(cycle=cycle, happened="H", learning="L", act="adopt", on=date(2025, 4, 1), by=in_trust.doctor)

    suggestion = chart_of(measure).suggestion

    assert suggestion is not None
    assert (suggestion.starts_on, suggestion.points) == (FIRST + timedelta(weeks=15), 8)
    assert suggestion.words.startswith("The last 8 values are above the mean, since PDSA cycle 1 was adopted.")


def test_no_suggestion_without_a_run_to_the_end(in_trust: World) -> None:
    assert chart_of(outcome(running(in_trust), [*STEADY, *(value + 20 for value in STEADY[:8]), 5])).suggestion is None


@pytest.mark.parametrize("count", [1, 3])
def test_charts_take_three_queries(in_trust: World, count: int, django_assert_num_queries: Any) -> None:
    project = running(in_trust)
    measures = [outcome(project, STEADY[:3], name=f"Measure {n}") for n in range(count)]

    with django_assert_num_queries(3):
        charts = charts_of(measures)
        told = [(chart.sentence, chart.rows, chart.svg, chart.suggestion) for chart in charts.values()]

    assert len(told) == count


@pytest.mark.parametrize("count", [1, 3])
def test_a_cohorts_results_take_six_queries(in_trust: World, count: int, django_assert_num_queries: Any) -> None:
    for n in range(count):
        project = running(in_trust, title=f"Project {n}")
        outcome(project, STEADY)
        add_measure(project=project, by=in_trust.doctor, name="Calls", kind="process", direction="increase")
        set_competencies(
            project=project,
            competencies=in_trust.cohort.framework_version.competencies.all(),
            by=in_trust.doctor,
        )

    with django_assert_num_queries(6):
        results = project_results(in_trust.cohort)
        told = [(r.sentence, r.state, r.lead, r.objective, r.before_after, r.method_score) for r in results]

    assert len(told) == count
    assert [len(r.charts) for r in results] == [2] * count
    assert [len(r.competencies) for r in results] == [4] * count


def test_untouched_objectives_are_there_and_projects_without_one_come_last(in_trust: World) -> None:
    first, second = StrategicObjectiveFactory(position=1), StrategicObjectiveFactory(position=2)
    proposed(in_trust, objective=second)
    proposed(in_trust, title="Astray", objective=None)

    groups = projects_by_objective(in_trust.cohort)

    assert [(g.objective, [r.project.title for r in g.results], g.is_untouched) for g in groups] == [
        (first, [], True),
        (second, ["Letters sooner"], False),
        (None, ["Astray"], False),
    ]


def test_a_project_that_measures_nothing_says_so(in_trust: World) -> None:
    proposed(in_trust)

    result = project_results(in_trust.cohort)[0]

    assert (result.sentence, result.variation, result.variation_words, result.before_after) == (
        "No outcome measure yet.",
        None,
        "Not measured yet",
        (),
    )


def test_smart_ticks_come_from_facts(in_trust: World) -> None:
    PlaceFactory(cohort=in_trust.cohort, person=in_trust.doctor)
    project = propose_project(cohort=in_trust.cohort, by=in_trust.doctor, title="T")
    assert [tick.done for tick in smart_ticks(project, None)] == [False] * 5

    project = proposed(in_trust, title="Full")
    assert [tick.done for tick in smart_ticks(project, 3)] == [True] * 5
    assert [tick.done for tick in smart_ticks(project, 0)] == [True, False, True, True, True]

    project = save_charter(project=project, by=in_trust.doctor, aim_direction="decrease", aim_by=date(2020, 1, 1))
    assert [(t.name, t.fact) for t in smart_ticks(project, 3) if not t.done] == [
        ("Achievable", "From 40% to 90% is not the way you want to go"),
        ("Time-bound", "By 1 January 2020, outside the programme's dates"),
    ]


def test_method_ticks_come_from_cycles_and_values(in_trust: World) -> None:
    project = running(in_trust)
    measure = outcome(project, STEADY)
    assert [tick.done for tick in method_ticks([], [], {})] == [False] * 4

    for n in range(2):
        cycle = plan_cycle(project=project, question=f"Q{n}", prediction="P.", scale="One clinic", by=in_trust.doctor)
        cycle = start_cycle(cycle=cycle, on=FIRST, by=in_trust.doctor)
        study_cycle(
            cycle=cycle, happened="H", learning="L", act="adapt", prediction_met="yes", on=FIRST, by=in_trust.doctor
        )
    ticks = method_ticks(project.cycles.all(), [measure], {measure.pk: 15})

    assert [(tick.done, tick.fact) for tick in ticks] == [
        (True, "2 tests of change studied"),
        (True, "2 of 2 tests had a written prediction, 2 compared with what happened"),
        (True, "First test: One clinic"),
        (True, "15 dated values of the outcome, 10 are enough to judge by"),
    ]
