"""The to-do list: whose duties, in which order, when they are late, and what they cost."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from assessments.models import DevelopmentGoal
from reports.selectors.duties import to_do, to_do_of_everybody
from tests.support.factories import (
    ApplicationFactory,
    AssessmentFactory,
    ImprovementProjectFactory,
    MeasurementFactory,
    OfferFactory,
    PlaceFactory,
    ReviewFactory,
    RoundFactory,
)
from tests.support.world import World
from trusts.duties import Duty
from trusts.models import Message, Person, SharingAgreement
from trusts.selectors.duties import everybody
from trusts.services.erasures import ask_erasure
from trusts.states import DataClass, MessageState, Role
from trusts.tenancy import trust_context

LONDON = ZoneInfo("Europe/London")
SUMMER_BEGINS, SUMMER_ENDS = date(2026, 3, 29), date(2026, 10, 25)


def words(person: Person, *roles: Role) -> list[str]:
    return [duty.words for duty in to_do(person.pk, frozenset(roles))]


def duty(due: Any) -> Duty:
    return Duty(uuid4(), "key", "Do it", "To do", "reports:home", due=due)


def test_a_doctors_duties_come_and_go(in_trust: World) -> None:
    doctor = in_trust.doctor
    assert words(doctor, Role.DOCTOR) == ["Apply for 2027"]

    application = ApplicationFactory(cohort=in_trust.cohort, applicant=doctor)
    assert words(doctor, Role.DOCTOR) == ["Finish your application for 2027"]

    type(application).objects.update(state="submitted", submitted_at=timezone.now())
    assert words(doctor, Role.DOCTOR) == []


def test_an_offer_is_answered_where_it_stands(in_trust: World) -> None:
    offer = OfferFactory(application__cohort=in_trust.cohort, application__applicant=in_trust.doctor)

    (one,) = to_do(in_trust.doctor.pk, frozenset({Role.DOCTOR}))

    assert (one.words, one.name, one.args, one.due) == (
        "Answer your offer of a place",
        "cohorts:offer_detail",
        (offer.pk,),
        offer.expires_at,
    )


def test_what_is_only_offered_stands_after_what_is_asked_and_not_before_who_has_a_place(in_trust: World) -> None:
    in_trust.cohort.applications_close_at = timezone.now() + timedelta(hours=1)
    in_trust.cohort.save()
    offer = OfferFactory(application__applicant=in_trust.doctor, expires_at=timezone.now() + timedelta(days=9))
    PlaceFactory(person=in_trust.colleague)

    assert words(in_trust.doctor, Role.DOCTOR)[:2] == ["Answer your offer of a place", "Apply for 2027"]
    assert "Apply for 2027" not in words(in_trust.colleague, Role.DOCTOR)
    assert offer.expires_at > in_trust.cohort.applications_close_at


@pytest.mark.parametrize(
    ("state", "has_path", "told"),
    [
        ("draft", True, "Next: Finish your application for 2027"),
        ("submitted", True, "Reviewers read it. You will hear by"),
        ("declined", False, "You may apply to a later cohort."),
        ("withdrawn", True, "You can take it up again until"),
    ],
)
def test_home_says_where_the_newest_application_stands(
    world: World, sign_in: Any, state: str, has_path: bool, told: str
) -> None:
    with trust_context(world.trust.pk):
        application = ApplicationFactory(cohort=world.cohort, applicant=world.doctor)
        type(application).objects.update(state=state, submitted_at=timezone.now())

    page = sign_in(world.doctor).get("/t/northfield/").content.decode()

    assert ("Your path through the programme" in page) is has_path
    assert told in page
    assert ("My application</p>" in page) is (state != "draft")
    assert "My individual report" not in page


def test_home_says_that_a_place_has_ended(world: World, sign_in: Any) -> None:
    with trust_context(world.trust.pk):
        PlaceFactory(cohort=world.cohort, person=world.doctor, state="withdrawn")

    page = sign_in(world.doctor).get("/t/northfield/").content.decode()

    assert "Your place in 2027 has ended" in page
    assert "Your path through the programme" not in page


def test_a_round_is_asked_of_those_with_a_place_until_they_submit(in_trust: World) -> None:
    asked = RoundFactory(cohort=in_trust.cohort)
    PlaceFactory(cohort=in_trust.cohort, person=in_trust.doctor, number=1)
    PlaceFactory(cohort=in_trust.cohort, person=in_trust.colleague, number=2)
    AssessmentFactory(round=asked, subject=in_trust.doctor, submitted=True)
    AssessmentFactory(round=asked, subject=in_trust.colleague)

    assert "self-assessment" not in str(words(in_trust.doctor, Role.DOCTOR))
    assert "Finish your baseline self-assessment" in words(in_trust.colleague, Role.DOCTOR)


def test_an_erasure_is_confirmed_by_somebody_else_than_who_asked(in_trust: World) -> None:
    ask_erasure(person=in_trust.doctor, reason="By letter", by=in_trust.administrator)

    assert "Confirm or take back an erasure" in words(in_trust.medical_director, Role.MEDICAL_DIRECTOR)
    assert "erasure" not in str(words(in_trust.administrator, Role.TRUST_ADMINISTRATOR))
    assert "erasure" not in str(words(in_trust.doctor, Role.MEDICAL_DIRECTOR))


def test_goals_and_quiet_projects(in_trust: World) -> None:
    today = timezone.localdate()
    DevelopmentGoal.objects.create(person=in_trust.doctor, text="Chair one board.", due_on=today)
    project = ImprovementProjectFactory(lead=in_trust.doctor, state="running", title="Letters")
    MeasurementFactory(measure__project=project, measured_on=today - timedelta(days=40))

    found = [one for one in words(in_trust.doctor, Role.DOCTOR) if not one.startswith("Apply")]

    assert (found[0], found[-1]) == ("Add the latest value to Letters", "Reach your goal: Chair one board.")


def test_each_role_sees_its_own(in_trust: World) -> None:
    ReviewFactory(application__cohort=in_trust.cohort, reviewer=in_trust.reviewer)
    ImprovementProjectFactory(sponsor=in_trust.line_manager, title="Letters")
    ImprovementProjectFactory(title="Wards")
    RoundFactory(cohort=in_trust.cohort, state="planned", opens_on=timezone.localdate())
    SharingAgreement.objects.create(
        university=in_trust.university,
        data_classes=[DataClass.PROGRESS],
        purpose="Progress",
        starts_on=timezone.localdate(),
        ends_on=timezone.localdate() + timedelta(days=10),
    )
    Message.objects.create(recipient=in_trust.doctor, subject="S", body="B", state=MessageState.FAILED)

    assert words(in_trust.reviewer, Role.REVIEWER) == ["Review 1 application for 2027"]
    assert words(in_trust.line_manager, Role.LINE_MANAGER) == ["Approve or return the project Letters"]
    assert words(in_trust.director, Role.PROGRAMME_DIRECTOR) == [
        "Open the baseline of 2027",
        "Decide 1 application for 2027",
        "Approve or return the project Letters",
        "Approve or return the project Wards",
    ]
    assert words(in_trust.administrator, Role.TRUST_ADMINISTRATOR) == [
        "The sharing agreement with Lakeside University ends: sign a new one, or tell them",
        "See to 1 e-mail that could not be sent",
    ]
    assert words(in_trust.hr_officer, Role.HR_OFFICER) == []


@pytest.mark.parametrize("state", ["draft", "declined", "withdrawn"])
def test_a_review_overtaken_by_the_decision_is_not_asked_for(in_trust: World, state: str) -> None:
    ReviewFactory(application__cohort=in_trust.cohort, application__state=state, reviewer=in_trust.reviewer)

    assert words(in_trust.reviewer, Role.REVIEWER) == []


def test_titles_for_calendars_name_nobody(in_trust: World) -> None:
    ReviewFactory(application__cohort=in_trust.cohort, reviewer=in_trust.reviewer)
    ImprovementProjectFactory(lead=in_trust.doctor, state="running", title="Secret of the ward")
    DevelopmentGoal.objects.create(person=in_trust.doctor, text="Secret weakness", due_on=timezone.localdate())
    OfferFactory(application__cohort=in_trust.cohort, application__applicant=in_trust.doctor)
    held, people = everybody()

    titles = {one.title for mine in to_do_of_everybody(held).values() for one in mine}

    assert "Review due: 1 application" in titles
    shown = " ".join(titles).lower()
    assert not [word for word in ("secret", "offer", "northfield", "2027") if word in shown]
    assert len(people) == 10


def test_people_who_left_have_no_duties(in_trust: World) -> None:
    in_trust.doctor.user.is_active = False
    in_trust.doctor.user.save()

    held, _ = everybody()

    assert in_trust.doctor.pk not in held


@pytest.mark.parametrize("last_day", [SUMMER_BEGINS, SUMMER_ENDS])
def test_a_day_ends_at_midnight_in_uk_time(last_day: date) -> None:
    end = datetime(last_day.year, last_day.month, last_day.day, 23, 59, 59, tzinfo=LONDON)

    assert not duty(last_day).is_overdue(end)
    assert duty(last_day).is_overdue(end.astimezone(UTC) + timedelta(seconds=1))
    assert duty(last_day).until == f"23:59 on {last_day.day} {last_day:%B} 2026"


def test_an_instant_is_told_in_uk_time_and_the_hour_that_comes_twice_is_two_hours() -> None:
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # 01:30 BST
    second = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)  # 01:30 GMT

    assert duty(first).until == duty(second).until == "01:30 on 25 October 2026"
    assert duty(first).is_overdue(second)
    assert not duty(second).is_overdue(first)
    assert duty(first).order(first.date()) < duty(second).order(first.date())
    assert duty(datetime(2026, 3, 29, 23, 30, tzinfo=UTC)).due_on == date(2026, 3, 30)


@pytest.mark.parametrize(
    ("days", "left"), [(-3, "3 days ago"), (-1, "yesterday"), (0, "today"), (1, "tomorrow"), (7, "in 7 days")]
)
def test_how_long_there_is(days: int, left: str) -> None:
    today = date(2026, 3, 29)

    assert duty(today + timedelta(days=days)).left(today) == left
    assert duty(None).left(today) == ""


@pytest.mark.parametrize(
    ("asked", "goal", "is_goal_first"),
    [
        (-1, -100, False),  # both late: the programme waits
        (3, -100, False),
        (14, 0, False),  # within a fortnight, even on its last day
        (15, 0, True),
        (15, -100, True),
        (93, 3, True),
        (93, 100, False),
        (None, 3, True),  # without a date
        (None, None, False),
    ],
)
def test_a_goal_stands_as_if_it_were_due_a_fortnight_later(
    asked: int | None, goal: int | None, is_goal_first: bool
) -> None:
    today = date(2026, 3, 29)

    def due(days: int | None, *, is_own: bool) -> Duty:
        day = None if days is None else today + timedelta(days=days)
        return Duty(uuid4(), "key", "Do it", "To do", "reports:home", due=day, is_own=is_own)

    assert (due(goal, is_own=True).order(today) < due(asked, is_own=False).order(today)) is is_goal_first


def test_home_and_interface_have_one_order_and_the_list_parts_what_others_wait_for(world: World, sign_in: Any) -> None:
    with trust_context(world.trust.pk):
        today = timezone.localdate()
        asked = RoundFactory(cohort=world.cohort, closes_on=today + timedelta(days=30))
        PlaceFactory(cohort=world.cohort, person=world.doctor, number=1)
        DevelopmentGoal.objects.create(person=world.doctor, text="Near", due_on=today + timedelta(days=3))
        DevelopmentGoal.objects.create(person=world.doctor, text="Far", due_on=asked.closes_on)
        DevelopmentGoal.objects.create(person=world.doctor, text="Late", due_on=today - timedelta(days=2))
    client = sign_in(world.doctor)

    page = client.get("/t/northfield/to-do/").content.decode()
    home = client.get("/t/northfield/").content.decode()
    rows = client.get("/api/t/northfield/to-do/").json()

    asked_for = "Begin your baseline self-assessment"
    order = ["Reach your goal: Late", "Reach your goal: Near", asked_for, "Reach your goal: Far"]
    assert [row["words"] for row in rows if row["words"] in order] == order
    parts = ["Others wait for this", asked_for, "What you set yourself", order[0], order[1], order[3]]
    assert sorted(parts, key=page.index) == parts
    assert "Overdue" in page
    assert f"Next: {order[0]}" in home
    assert rows[0]["is_overdue"]


def test_an_empty_list_says_what_will_stand_there(world: World, sign_in: Any) -> None:
    assert "Nothing is asked of you today." in sign_in(world.hr_officer).get("/t/northfield/to-do/").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_long(
    count: int, world: World, sign_in: Any, django_assert_num_queries: Any
) -> None:
    with trust_context(world.trust.pk):
        for _ in range(count):
            ReviewFactory(reviewer=world.reviewer)
            place = PlaceFactory(person=world.doctor)
            RoundFactory(cohort=place.cohort)
            ImprovementProjectFactory(lead=world.doctor, state="running")
            DevelopmentGoal.objects.create(person=world.doctor, text="Goal", due_on=timezone.localdate())
    doctor, reviewer = sign_in(world.doctor), sign_in(world.reviewer)
    doctor.get("/t/northfield/to-do/")
    reviewer.get("/t/northfield/to-do/")

    with django_assert_num_queries(17):
        doctor.get("/t/northfield/to-do/")
    with django_assert_num_queries(8):
        reviewer.get("/t/northfield/to-do/")


@pytest.mark.parametrize("count", [1, 3])
def test_everybodys_duties_cost_the_same_however_many(
    count: int, in_trust: World, django_assert_num_queries: Any
) -> None:
    for _ in range(count):
        ReviewFactory(reviewer=in_trust.reviewer)
        RoundFactory(cohort=PlaceFactory(person=in_trust.doctor).cohort)

    with django_assert_num_queries(23):
        held, _ = everybody()
        to_do_of_everybody(held)


@pytest.mark.parametrize("count", [1, 3])
def test_a_doctors_home_costs_the_same_however_much_is_asked(
    count: int, world: World, sign_in: Any, django_assert_num_queries: Any
) -> None:
    with trust_context(world.trust.pk):
        RoundFactory(cohort=PlaceFactory(cohort=world.cohort, person=world.doctor).cohort)
        for _ in range(count):
            ImprovementProjectFactory(lead=world.doctor, state="running")
            DevelopmentGoal.objects.create(person=world.doctor, text="Goal", due_on=timezone.localdate())
    client = sign_in(world.doctor)
    client.get("/t/northfield/")

    with django_assert_num_queries(26):
        client.get("/t/northfield/")
