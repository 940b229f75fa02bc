"""The dashboard and home: who may open them, what they say, what they cost."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from assessments.models import Assessment, DevelopmentGoal, Round
from assessments.selectors import heat_map
from cohorts.models import Cohort
from config.jinja2 import uk_date
from frameworks.models import RoleTarget
from reports.documents.asks import asks
from reports.selectors.dashboard import dashboard
from reports.selectors.heat import counted
from reports.selectors.heat import number as told
from reports.selectors.home import home
from reports.selectors.multiples import multiples
from reports.selectors.succession import targets_by_post
from reports.wording import share
from tests.support.factories import (
    AssessmentFactory,
    CohortFactory,
    ImprovementProjectFactory,
    PersonFactory,
    PlaceFactory,
    ReviewFactory,
    RoundFactory,
    StrategicObjectiveFactory,
    publish_for_tests,
    version_tree,
)
from tests.support.world import World
from trusts.states import Role
from trusts.tenancy import trust_context


def closed_round(cohort: Cohort, *, doctors: int) -> Round:
    """A baseline that has closed, submitted by so many doctors with a place."""
    asked = RoundFactory(cohort=cohort)
    for number in range(doctors):
        person = PersonFactory(full_name=f"Subject {number}")
        PlaceFactory(cohort=cohort, person=person, number=number + 1)
        AssessmentFactory(round=asked, subject=person, submitted=True, levels=[1, 2, 3, 4])
    Round.objects.filter(pk=asked.pk).update(state="closed")
    return asked


def test_only_directors_open_the_dashboard(world: World, sign_in: Any) -> None:
    address = f"/t/northfield/cohorts/{world.cohort.pk}/dashboard/"

    for person in (world.director, world.medical_director):
        assert sign_in(person).get(address).status_code == 200
    for person in (world.doctor, world.reviewer, world.hr_officer, world.administrator, world.mentor):
        assert sign_in(person).get(address).status_code == 403


def test_the_index_goes_to_the_cohort(world: World, sign_in: Any) -> None:
    response = sign_in(world.medical_director).get("/t/northfield/dashboard/")

    assert response["Location"] == f"/t/northfield/cohorts/{world.cohort.pk}/dashboard/"


def test_four_doctors_are_hidden_and_five_are_shown(in_trust: World) -> None:
    closed_round(in_trust.cohort, doctors=4)
    hidden = dashboard(in_trust.cohort)
    person = PersonFactory(full_name="Subject 5")
    PlaceFactory(cohort=in_trust.cohort, person=person, number=9)
    AssessmentFactory(round=Round.objects.get(), subject=person, submitted=True, levels=[1, 2, 3, 4])
    shown = dashboard(in_trust.cohort)

    assert {line.then for section in hidden.table.sections for line in section.competencies} == {None}
    assert "fewer than 5" in hidden.table.sections[0].domain.then_words
    counts = [cell.count for cell in shown.table.sections[0].competencies[0].then or ()]
    assert counts == [5, 0, 0, 0]
    assert hidden.counted == (
        "No numbers are shown: fewer than 5 doctors could be counted without giving somebody away."
    )
    assert shown.counted == "Counted are all 5 who submitted the baseline."
    person.places.update(state="withdrawn")
    also = "Counted are all 5 who submitted the baseline, doctors who have left since among them."
    assert dashboard(in_trust.cohort).counted == also


def test_who_is_left_out_is_told_with_the_reason_and_to_a_university_without_of_how_many(in_trust: World) -> None:
    closed_round(in_trust.cohort, doctors=9)
    released = [f"Subject {at}" for at in range(6)]
    now = timezone.now()
    rows = Assessment.objects.filter(subject__full_name__in=released)
    rows.update(state="released", released_at=now, first_released_at=now)
    heat = heat_map(in_trust.cohort)

    why = (
        "Doctors who kept their levels to themselves are left out where they are fewer than 5: whoever reads the "
        "released levels by name could take those away, and be left with theirs."
    )
    assert counted(heat) == f"Counted are 6 of the 9 who submitted the baseline. {why}"
    assert counted(heat, of_submitted=False) == f"Counted are 6 doctors at baseline. {why}"


def test_nothing_unreleased_is_named(world: World, sign_in: Any) -> None:
    with trust_context(world.trust.pk):
        closed_round(world.cohort, doctors=6)
        Assessment.objects.filter(subject__full_name="Subject 0").update(state="released", released_at=timezone.now())

    page = sign_in(world.medical_director).get(f"/t/northfield/cohorts/{world.cohort.pk}/dashboard/").content.decode()

    assert "Subject 0" in page
    assert "Subject 1" not in page


def test_the_sentence_tells_facts_with_denominators(in_trust: World) -> None:
    closed_round(in_trust.cohort, doctors=6)
    served = StrategicObjectiveFactory(name="quality")
    StrategicObjectiveFactory(name="people")
    ImprovementProjectFactory(cohort=in_trust.cohort, objective=served)  # an idea still, and so not counted
    ImprovementProjectFactory(cohort=in_trust.cohort, objective=served, state="running")

    assert dashboard(in_trust.cohort).sentence == (
        "All six doctors have finished the baseline assessment; people is the objective with no project;"
        " no project shows improvement beyond chance (one idea is not counted)."
    )


def test_of_a_round_that_is_open_the_sentence_says_until_when(in_trust: World) -> None:
    asked = closed_round(in_trust.cohort, doctors=6)
    Round.objects.filter(pk=asked.pk).update(state="open")

    said = dashboard(in_trust.cohort).sentence

    assert said == (
        f"All six doctors have finished the baseline assessment, which is open until {asked.closes_on:%-d %B %Y}."
    )


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [
        (10, 11, ("ten of eleven doctors", True)),
        (1, 11, ("one of eleven doctors", False)),
        (0, 11, ("none of the eleven doctors", False)),
        (11, 11, ("all eleven doctors", True)),
        (2, 2, ("both doctors", True)),
        (1, 1, ("the one doctor", False)),
        (0, 1, ("no doctor", False)),
        (12, 30, ("12 of 30 doctors", True)),
        (0, 30, ("none of the 30 doctors", False)),
    ],
)
def test_a_part_of_a_whole_as_a_person_would_say_it(part: int, whole: int, said: tuple[str, bool]) -> None:
    assert share(part, whole, "doctor") == said


def test_the_bars_say_who_reaches_the_target_of_a_post(in_trust: World) -> None:
    version = version_tree()
    second, third = version.competencies.order_by("position")[1:3]
    for post, low in (("Clinical lead", 4), ("Consultant", 2)):
        RoleTarget.objects.create(version=version, competency=second, post=post, low=low, high=4)
    RoleTarget.objects.create(version=version, competency=third, post="Consultant", low=1, high=4)
    cohort = CohortFactory(framework_version=publish_for_tests(version))
    closed_round(cohort, doctors=6)

    targets = targets_by_post(version.pk)
    shown = multiples(heat_map(cohort), targets)
    asked = multiples(heat_map(cohort), targets, "Clinical lead")

    assert (shown.posts, shown.post, asked.post) == (("Consultant", "Clinical lead"), "Consultant", "Clinical lead")
    level = shown.key[1][1]
    said = {part.code: part.reach for domain in shown.domains for part in domain.parts}
    assert said[second.code] == f"6 of 6 at {level} or above"
    assert said[third.code] == ""  # everybody has the first level
    highest = {part.code: part.reach for domain in asked.domains for part in domain.parts}[second.code]
    assert highest == f"0 of 6 at {shown.key[3][1]}"  # above it there is nothing


def test_a_quartile_is_told_whole() -> None:
    assert [told(value) for value in (0, 2, 2.5, 2.75, 10)] == ["0", "2", "2.5", "2.75", "10"]


def test_a_hidden_group_has_no_bar_and_no_target(in_trust: World) -> None:
    version = version_tree()
    for competency in version.competencies.all():
        RoleTarget.objects.create(version=version, competency=competency, post="Consultant", low=2, high=4)
    cohort = CohortFactory(framework_version=publish_for_tests(version))
    closed_round(cohort, doctors=4)

    parts = [
        part
        for domain in multiples(heat_map(cohort), targets_by_post(version.pk)).domains
        for part in (domain.whole, *domain.parts)
    ]

    assert {(bar.svg, bar.words) for part in parts for bar in part.rounds} == {(None, "Hidden: fewer than 5 people")}
    assert {(part.reach, part.change) for part in parts} == {("", "")}


def test_an_empty_cohort_says_so(in_trust: World) -> None:
    board = dashboard(in_trust.cohort)

    assert board.sentence == "The cohort has not begun: no round has opened and no project has begun."
    assert [(figure.label, figure.value, figure.of) for figure in board.figures[2:]] == [
        ("No project has begun", None, None),
        ("No objective is written yet", None, None),
    ]


def test_a_pilot_that_led_nothing_says_so_in_words(in_trust: World) -> None:
    closed_round(in_trust.cohort, doctors=6)
    StrategicObjectiveFactory()
    idea = ImprovementProjectFactory(cohort=in_trust.cohort, state="idea")

    labels = [figure.label for figure in dashboard(in_trust.cohort).figures if figure.value is None]
    idea.delete()
    without = [figure.label for figure in dashboard(in_trust.cohort).figures if figure.value is None]

    assert labels == ["No project has begun (one idea is not counted)", "No objective has a project"]
    assert without == ["No project has begun", "No objective has a project"]


@pytest.mark.parametrize("doctors", [1, 6])
def test_the_dashboard_costs_the_same_however_many(
    doctors: int, world: World, sign_in: Any, django_assert_num_queries: Any
) -> None:
    with trust_context(world.trust.pk):
        closed_round(world.cohort, doctors=doctors)
        for _ in range(doctors):
            ImprovementProjectFactory(cohort=world.cohort, objective=StrategicObjectiveFactory())
    client = sign_in(world.medical_director)

    with django_assert_num_queries(24):
        client.get(f"/t/northfield/cohorts/{world.cohort.pk}/dashboard/")


def test_the_dashboard_says_what_is_asked_of_its_reader_and_makes_the_report(world: World, sign_in: Any) -> None:
    with trust_context(world.trust.pk):
        ImprovementProjectFactory(cohort=world.cohort, title="Letters on the day", state="idea")
    client = sign_in(world.medical_director)

    page = client.get(f"/t/northfield/cohorts/{world.cohort.pk}/dashboard/")
    asked = client.post(
        "/t/northfield/reports/request/",
        {"kind": "cohort", "cohort": world.cohort.pk},
        follow=True,
    )

    assert "Approve or return the project Letters on the day" in page.content.decode()
    assert "Your report is being made" in asked.content.decode()


def test_a_reviewer_is_told_how_many_and_by_when(in_trust: World) -> None:
    for _ in range(2):
        ReviewFactory(application__cohort=in_trust.cohort, reviewer=in_trust.reviewer)

    task = home(in_trust.reviewer, frozenset({Role.REVIEWER})).next

    assert task is not None
    assert (task.words, task.due) == ("Review 2 applications for 2027", in_trust.cohort.decisions_on)


def test_a_doctor_with_a_place_sees_the_round_first(in_trust: World) -> None:
    PlaceFactory(cohort=in_trust.cohort, person=in_trust.doctor, number=1)
    asked = RoundFactory(cohort=in_trust.cohort, closes_on=timezone.localdate() + timedelta(days=3))

    mine = home(in_trust.doctor, frozenset({Role.DOCTOR}))

    assert [task.words for task in mine.tasks] == [
        "Begin your baseline self-assessment",
        "Propose your improvement project",
    ]
    assert mine.tasks[0].due == asked.closes_on
    assert mine.path is not None
    assert [step.state.value for step in mine.path.steps] == ["done", "now", *["to come"] * 4]


@pytest.mark.parametrize(
    ("states", "told"),
    [
        (["idea"], ("to come", "")),
        (["running"], ("now", "running")),
        (["paused"], ("now", "paused")),
        (["stopped"], ("done", "")),
        (["sustained", "idea"], ("done", "")),
    ],
)
def test_the_path_says_of_a_project_what_it_says_itself(
    states: list[str], told: tuple[str, str], in_trust: World
) -> None:
    PlaceFactory(cohort=in_trust.cohort, person=in_trust.doctor, number=1)
    RoundFactory(cohort=in_trust.cohort)
    for state in states:
        ImprovementProjectFactory(cohort=in_trust.cohort, lead=in_trust.doctor, state=state)

    path = home(in_trust.doctor, frozenset({Role.DOCTOR})).path

    assert path is not None
    assert (path.steps[2].state.value, path.steps[2].note) == told


def test_the_path_follows_the_rounds_states(in_trust: World) -> None:
    PlaceFactory(cohort=in_trust.cohort, person=in_trust.doctor, number=1)
    ImprovementProjectFactory(cohort=in_trust.cohort, lead=in_trust.doctor, state="complete")
    AssessmentFactory(round=RoundFactory(cohort=in_trust.cohort), subject=in_trust.doctor, submitted=True)
    midpoint = RoundFactory(cohort=in_trust.cohort, kind="midpoint", state="planned")
    ended = RoundFactory(cohort=in_trust.cohort, kind="end", state="planned")

    def told() -> list[tuple[str, str]]:
        path = home(in_trust.doctor, frozenset({Role.DOCTOR})).path
        return [(step.state.value, step.note) for step in path.steps[2:]] if path else []

    assert told() == [("done", ""), ("now", f"opens {uk_date(midpoint.opens_on)}"), ("to come", ""), ("to come", "")]
    Round.objects.filter(pk=midpoint.pk).update(state="closed")
    Round.objects.filter(pk=ended.pk).update(state="open")
    assert told() == [("done", ""), ("missed", "not submitted"), ("now", ""), ("to come", "")]


def test_the_path_of_a_complete_place_is_at_its_end(in_trust: World) -> None:
    PlaceFactory(cohort=in_trust.cohort, person=in_trust.doctor, number=1, state="complete")
    RoundFactory(cohort=in_trust.cohort, state="closed")

    path = home(in_trust.doctor, frozenset({Role.DOCTOR})).path

    assert path is not None
    assert [(step.name, step.state.value) for step in path.steps] == [
        ("Apply", "done"),
        ("Benchmark", "missed"),
        ("Award", "done"),
    ]
    assert "now: finished" in path.description


def test_a_complete_cohort_is_asked_for_nothing_more(world: World, sign_in: Any) -> None:
    address = f"/t/northfield/cohorts/{world.cohort.pk}/dashboard/"
    medical_director = sign_in(world.medical_director)
    with trust_context(world.trust.pk):
        served, _ = StrategicObjectiveFactory(name="Quality"), StrategicObjectiveFactory(name="People")
        Cohort.objects.filter(pk=world.cohort.pk).update(
            state="complete", starts_on=date(2023, 9, 4), ends_on=date(2024, 1, 31)
        )
        cohort = Cohort.objects.get(pk=world.cohort.pk)
    without = medical_director.get(address).content.decode()
    with trust_context(world.trust.pk):
        nothing = asks(dashboard(cohort), timezone.localdate())
        ImprovementProjectFactory(cohort=cohort, objective=served, state="complete")
        board = dashboard(cohort)
    with_one = medical_director.get(address).content.decode()

    assert nothing == ()
    assert board.risks == ()
    assert without.count("This cohort led no projects.") == 1
    assert "this objective" not in without
    assert "What is asked of you" not in without
    assert with_one.count("No project served this objective.") == 1


def test_a_programme_past_its_end_is_not_asked_to_run_again(in_trust: World) -> None:
    Cohort.objects.filter(pk=in_trust.cohort.pk).update(
        state="running", starts_on=date(2023, 9, 4), ends_on=date(2024, 1, 31)
    )
    cohort = Cohort.objects.get(pk=in_trust.cohort.pk)

    said = [ask.what for ask in asks(dashboard(cohort), timezone.localdate())]

    assert "Keep the doctors' time protected" in said
    assert "Decide whether the programme runs again" not in said


def test_a_doctors_home_draws_the_path_and_the_project(world: World, sign_in: Any) -> None:
    with trust_context(world.trust.pk):
        PlaceFactory(cohort=world.cohort, person=world.doctor, number=1)
        ImprovementProjectFactory(cohort=world.cohort, lead=world.doctor, title="Letters on the day")

    page = sign_in(world.doctor).get("/t/northfield/").content.decode()

    assert "Your path through the programme" in page
    assert "Letters on the day" in page


def test_everybody_has_a_home(world: World, sign_in: Any) -> None:
    for person in (world.doctor, world.mentor, world.hr_officer, world.administrator, world.medical_director):
        assert sign_in(person).get("/t/northfield/").status_code == 200


def two_rounds(world: World, *, goals: int) -> None:
    """The doctor's baseline and midpoint, both submitted, and goals on the framework's first competency."""
    PlaceFactory(cohort=world.cohort, person=world.doctor, number=1)
    for kind, levels in (("baseline", [1, 2, 3, 4]), ("midpoint", [2, 3, 2, None])):
        asked = RoundFactory(cohort=world.cohort, kind=kind)
        AssessmentFactory(round=asked, subject=world.doctor, submitted=True, levels=levels)
    for number in range(goals):
        DevelopmentGoal.objects.create(
            person=world.doctor, text=f"Goal {number}", due_on=timezone.localdate() + timedelta(days=number)
        )


def test_a_doctors_home_says_how_far_they_have_come(world: World, sign_in: Any) -> None:
    with trust_context(world.trust.pk):
        two_rounds(world, goals=4)
        found = home(world.doctor, frozenset({Role.DOCTOR})).headway

    assert found is not None
    assert found.sentence == "At the midpoint you place yourself higher than at the baseline in 2 of 3 competencies."
    assert [(row.then, row.now, row.higher, row.both) for row in found.domains] == [(1.5, 2.5, 2, 2), (3.5, 2, 0, 1)]

    page = sign_in(world.doctor).get("/t/northfield/").content.decode()
    assert "My benchmark as a table" in page
    assert "All 4 open goals" in page


def test_before_the_first_round_there_is_no_benchmark(in_trust: World) -> None:
    PlaceFactory(cohort=in_trust.cohort, person=in_trust.doctor, number=1)

    assert home(in_trust.doctor, frozenset({Role.DOCTOR})).headway is None


def test_one_round_says_how_much_was_rated(in_trust: World) -> None:
    PlaceFactory(cohort=in_trust.cohort, person=in_trust.doctor, number=1)
    asked = RoundFactory(cohort=in_trust.cohort)
    AssessmentFactory(round=asked, subject=in_trust.doctor, submitted=True, levels=[1, None, 3, 4])

    found = home(in_trust.doctor, frozenset({Role.DOCTOR})).headway

    assert found is not None
    assert found.sentence == "At the baseline you rated 3 of 4 competencies."
    assert {row.then for row in found.domains} == {None}


@pytest.mark.parametrize("goals", [1, 5])
def test_the_statements_of_a_doctors_home_do_not_grow(
    goals: int, world: World, sign_in: Any, django_assert_num_queries: Any
) -> None:
    with trust_context(world.trust.pk):
        two_rounds(world, goals=goals)
        for _ in range(goals):
            ImprovementProjectFactory(cohort=world.cohort, lead=world.doctor)
    client = sign_in(world.doctor)

    with django_assert_num_queries(29):
        client.get("/t/northfield/")
