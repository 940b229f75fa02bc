"""Planning, opening, starting and completing a cohort."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from cohorts.models import Cohort, Criterion, Endorsement
from cohorts.selectors.cohorts import date_warnings
from cohorts.services.cohorts import (
    change_cohort,
    complete_cohort,
    create_cohort,
    date_problems,
    open_cohort,
    start_cohort,
)
from cohorts.services.decisions import end_of
from cohorts.states import CohortState, PlaceState
from config.jinja2 import uk_time
from tests.support.factories import (
    ApplicationFactory,
    CohortFactory,
    CriterionFactory,
    OfferFactory,
    PlaceFactory,
    ProgrammeFactory,
    RoundFactory,
    publish_for_tests,
    version_tree,
)
from tests.support.world import World
from trusts.models import Event, Message
from trusts.workflow import RefusedError

UK = ZoneInfo("Europe/London")
UTC = ZoneInfo("UTC")
CRITERIA = [
    {"name": "Commitment", "guidance": "What was done, not meant.", "weight": 2, "anchors": ["Little", "Some", "Much"]},
    {"name": "Insight", "guidance": "", "weight": 1, "anchors": ["Vague", "Clear", "Measured"]},
]


def facts(**changed: Any) -> dict[str, Any]:
    return {
        "name": "2028",
        "places": 11,
        "applications_open_at": datetime(2027, 3, 1, 0, 0, tzinfo=UK),
        "applications_close_at": datetime(2027, 3, 31, 23, 59, tzinfo=UK),
        "decisions_on": date(2027, 5, 1),
        "starts_on": date(2027, 9, 1),
        "ends_on": date(2028, 9, 1),
        "weekly_pa_needed": Decimal("1.00"),
    } | changed


def test_a_cohort_is_planned_with_its_criteria_in_order(in_trust: World) -> None:
    version = publish_for_tests(version_tree())

    cohort = create_cohort(
        programme=ProgrammeFactory(), framework_version=version, criteria=CRITERIA, by=in_trust.director, **facts()
    )

    assert cohort.state == CohortState.PLANNED
    assert list(cohort.criteria.values_list("position", "name", "weight", "anchors")) == [
        (1, "Commitment", 2, ["Little", "Some", "Much"]),
        (2, "Insight", 1, ["Vague", "Clear", "Measured"]),
    ]
    assert Event.objects.filter(action="cohort.create", subject_id=str(cohort.pk)).count() == 1


def test_a_cohort_pins_a_published_version_only(in_trust: World) -> None:
    with pytest.raises(RefusedError, match="Choose a published version"):
        create_cohort(programme=ProgrammeFactory(), framework_version=version_tree(), by=in_trust.director, **facts())


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"applications_close_at": datetime(2027, 2, 1, tzinfo=UK)}, "must close after they open"),
        ({"decisions_on": date(2027, 3, 30)}, "on or after the day applications close"),
        ({"starts_on": date(2027, 4, 1)}, "on or after the day decisions are due"),
        ({"ends_on": date(2027, 9, 1)}, "must end after it starts"),
        ({"places": 0}, "at least one place"),
    ],
)
def test_dates_out_of_order_are_refused(changed: dict[str, Any], sentence: str, in_trust: World) -> None:
    version = publish_for_tests(version_tree())

    with pytest.raises(RefusedError, match=sentence):
        create_cohort(programme=ProgrammeFactory(), framework_version=version, by=in_trust.director, **facts(**changed))


def test_a_name_is_used_once_in_a_programme(in_trust: World) -> None:
    cohort = in_trust.cohort

    with pytest.raises(RefusedError, match="already has a cohort named 2027"):
        create_cohort(
            programme=cohort.programme,
            framework_version=cohort.framework_version,
            by=in_trust.director,
            **facts(name="2027"),
        )


def test_opening_needs_criteria(in_trust: World) -> None:
    cohort = CohortFactory(state=CohortState.PLANNED)

    with pytest.raises(RefusedError, match="Add at least one criterion"):
        open_cohort(cohort=cohort, by=in_trust.director)
    CriterionFactory(cohort=cohort)

    assert open_cohort(cohort=cohort, by=in_trust.director).state == CohortState.OPEN


def test_a_cohort_whose_closing_time_has_passed_does_not_open(in_trust: World) -> None:
    cohort = CohortFactory(state=CohortState.PLANNED, applications_close_at=timezone.now() - timedelta(seconds=5))
    CriterionFactory(cohort=cohort)

    with pytest.raises(RefusedError, match="closing time of applications has passed"):
        open_cohort(cohort=cohort, by=in_trust.director)


def test_a_cohort_opens_once(in_trust: World) -> None:
    with pytest.raises(RefusedError, match="2027 is open to applications already"):
        open_cohort(cohort=in_trust.cohort, by=in_trust.director)


APPLYING, READING, ARRANGING = "have 13 days to apply", "Reviewers have 13 days to read", "no sooner than the day"


@pytest.mark.parametrize(
    ("changed", "sentences"),
    [
        ({"applications_close_at": datetime(2027, 3, 15, 0, 0, tzinfo=UK)}, []),
        ({"applications_close_at": datetime(2027, 3, 14, 23, 59, tzinfo=UK)}, [APPLYING]),
        ({"applications_close_at": datetime(2027, 3, 1, 17, 0, tzinfo=UK)}, ["less than a day to apply"]),
        ({"applications_close_at": datetime(2027, 3, 2, 17, 0, tzinfo=UK)}, ["have 1 day to apply"]),
        ({"decisions_on": date(2027, 4, 14)}, []),
        ({"decisions_on": date(2027, 4, 13)}, [READING]),
        ({"decisions_on": date(2027, 9, 1)}, [ARRANGING]),
        ({"decisions_on": date(2027, 4, 13), "starts_on": date(2027, 4, 13)}, [READING, ARRANGING]),
        ({"now": datetime(2027, 3, 18, tzinfo=UK)}, [APPLYING]),
        ({"now": datetime(2027, 3, 18, tzinfo=UK), "state": CohortState.OPEN}, []),
        ({"now": datetime(2027, 4, 1, tzinfo=UK), "decisions_on": date(2027, 4, 1)}, []),
    ],
)
def test_dates_that_leave_little_time_are_told(changed: dict[str, Any], sentences: list[str]) -> None:
    now = changed.pop("now", datetime(2027, 1, 1, tzinfo=UK))

    warnings = date_warnings(Cohort(**facts(**changed)), now)

    assert len(warnings) == len(sentences)
    assert all(sentence in warning for sentence, warning in zip(sentences, warnings, strict=True))


def test_a_cohort_starts_when_applications_have_closed_and_a_place_is_taken(in_trust: World) -> None:
    cohort = CohortFactory()
    with pytest.raises(RefusedError, match="still open"):
        start_cohort(cohort=cohort, by=in_trust.director)
    cohort.applications_close_at = timezone.now() - timedelta(days=1)
    cohort.save()
    with pytest.raises(RefusedError, match="No place is taken"):
        start_cohort(cohort=cohort, by=in_trust.director)
    PlaceFactory(cohort=cohort, number=1)

    assert start_cohort(cohort=cohort, by=in_trust.director).state == CohortState.RUNNING


@pytest.fixture
def over(in_trust: World) -> Cohort:
    """A cohort that runs still although it ended yesterday, with one doctor."""
    ended_on = timezone.localdate() - timedelta(days=1)
    cohort = CohortFactory(state=CohortState.RUNNING, starts_on=ended_on - timedelta(days=90), ends_on=ended_on)
    accepted = ApplicationFactory(cohort=cohort, submitted=True, state="accepted")
    PlaceFactory(cohort=cohort, application=accepted, person=accepted.applicant, number=1)
    return cohort


def test_a_cohort_is_complete_with_the_places_still_held(over: Cohort, in_trust: World) -> None:
    left = ApplicationFactory(cohort=over, submitted=True, state="withdrawn")
    PlaceFactory(cohort=over, application=left, person=left.applicant, number=2, state=PlaceState.WITHDRAWN)

    assert complete_cohort(cohort=over, by=in_trust.director).state == CohortState.COMPLETE

    assert list(over.taken_places.values_list("state", flat=True)) == [PlaceState.COMPLETE, PlaceState.WITHDRAWN]
    assert Event.objects.filter(action="cohort.complete").exists()
    with pytest.raises(RefusedError):
        complete_cohort(cohort=over, by=in_trust.director)


def test_a_cohort_is_not_complete_on_its_last_day(over: Cohort, in_trust: World) -> None:
    Cohort.objects.filter(pk=over.pk).update(ends_on=timezone.localdate())

    with pytest.raises(RefusedError, match="completed after that day"):
        complete_cohort(cohort=over, by=in_trust.director)


def test_the_last_day_is_over_at_midnight_in_uk_time(over: Cohort, monkeypatch: pytest.MonkeyPatch) -> None:
    over.ends_on = date(2027, 6, 30)
    for moment, is_over in (
        (datetime(2027, 6, 30, 22, 59, tzinfo=UTC), False),
        (datetime(2027, 6, 30, 23, 0, tzinfo=UTC), True),  # British Summer Time: midnight
    ):
        monkeypatch.setattr(timezone, "now", lambda moment=moment: moment)
        assert over.is_over == is_over


@pytest.mark.parametrize(
    ("leave", "sentence"),
    [
        (lambda cohort: ApplicationFactory(cohort=cohort, submitted=True), "not decided yet"),
        (lambda cohort: OfferFactory(application__cohort=cohort), "not answered yet"),
        (lambda cohort: RoundFactory(cohort=cohort), "baseline round is still open"),
    ],
)
def test_a_cohort_is_not_complete_while_something_is_left(
    leave: Any, sentence: str, over: Cohort, in_trust: World
) -> None:
    leave(over)

    with pytest.raises(RefusedError, match=sentence):
        complete_cohort(cohort=over, by=in_trust.director)

    over.refresh_from_db()
    assert over.state == CohortState.RUNNING
    assert over.taken_places.get().state == PlaceState.ACTIVE


def test_a_cohort_that_never_ran_is_not_completed(over: Cohort, in_trust: World) -> None:
    Cohort.objects.filter(pk=over.pk).update(state=CohortState.OPEN)

    with pytest.raises(RefusedError):
        complete_cohort(cohort=over, by=in_trust.director)
    assert over.taken_places.get().state == PlaceState.ACTIVE


def test_criteria_and_version_stand_once_applications_are_open(in_trust: World) -> None:
    cohort = CohortFactory()
    CriterionFactory(cohort=cohort, name="As announced")

    with pytest.raises(RefusedError, match="can no longer change"):
        change_cohort(cohort=cohort, by=in_trust.director, framework_version=publish_for_tests(version_tree()))
    change_cohort(cohort=cohort, by=in_trust.director, places=9, criteria=CRITERIA)

    cohort.refresh_from_db()
    assert cohort.places == 9
    assert list(Criterion.objects.filter(cohort=cohort).values_list("name", flat=True)) == ["As announced"]


def test_places_never_shrink_below_a_taken_seat(in_trust: World) -> None:
    cohort = CohortFactory(places=3)
    PlaceFactory(cohort=cohort, number=3)
    PlaceFactory(cohort=CohortFactory(), number=9)

    with pytest.raises(RefusedError, match="Place 3 is taken"):
        change_cohort(cohort=cohort, by=in_trust.director, places=2)
    cohort.taken_places.update(state=PlaceState.WITHDRAWN)

    assert change_cohort(cohort=cohort, by=in_trust.director, places=2).places == 2


def test_places_never_shrink_below_what_is_promised(in_trust: World) -> None:
    cohort = CohortFactory(places=11)
    PlaceFactory(cohort=cohort, number=1)
    for state in ("open", "open", "declined"):
        OfferFactory(application__cohort=cohort, state=state)

    with pytest.raises(RefusedError, match="no fewer than 3 places: 1 taken and 2 on offer"):
        change_cohort(cohort=cohort, by=in_trust.director, places=2)

    assert change_cohort(cohort=cohort, by=in_trust.director, places=3).places == 3


def test_what_lasted_beyond_dates_that_moved_earlier_ends_with_them(in_trust: World) -> None:
    today, now = timezone.localdate(), timezone.now()
    cohort = CohortFactory(decisions_on=today + timedelta(days=2), starts_on=today + timedelta(days=40))
    late, soon = (OfferFactory(application__cohort=cohort, expires_at=now + timedelta(days=days)) for days in (9, 2))
    asked = Endorsement.objects.create(
        application=ApplicationFactory(cohort=cohort),
        name="Robin",
        email="robin@nhs.example",
        role="line_manager",
        asked_at=now,
        answer_by=now + timedelta(days=6),
    )
    soon_ends, closes_at = soon.expires_at, now + timedelta(days=1)

    change_cohort(
        cohort=cohort,
        by=in_trust.director,
        applications_close_at=closes_at,
        starts_on=today + timedelta(days=4),
    )

    for row in (late, soon, asked):
        row.refresh_from_db()
    assert late.expires_at == end_of(today + timedelta(days=4))
    assert (soon.expires_at, asked.answer_by) == (soon_ends, closes_at)


def test_doctors_with_a_place_or_an_offer_are_told_once_of_a_start_that_moved(in_trust: World) -> None:
    cohort = CohortFactory()
    offered = OfferFactory(application__cohort=cohort).application
    accepted = ApplicationFactory(cohort=cohort, submitted=True, state="accepted")
    ApplicationFactory(cohort=cohort, submitted=True, state="waiting")
    before, start = cohort.starts_on, cohort.starts_on + timedelta(days=7)

    for _ in range(2):
        change_cohort(cohort=cohort, by=in_trust.director, starts_on=start)

    told = Message.objects.filter(kind="start_moved")
    assert sorted(told.values_list("recipient_id", flat=True)) == sorted([offered.applicant_id, accepted.applicant_id])
    assert f"starts on {start:%-d %B %Y}. It was to start on {before:%-d %B %Y}." in told[0].body


def closing_at(close: datetime) -> Cohort:
    return Cohort(state=CohortState.OPEN, applications_open_at=close - timedelta(days=30), applications_close_at=close)


def test_the_deadline_counts_to_the_second_in_uk_time() -> None:
    close = datetime(2027, 3, 31, 23, 59, tzinfo=UK)  # British Summer Time: 22:59 UTC
    cohort = closing_at(close)

    assert uk_time(close.astimezone(ZoneInfo("UTC"))) == "31 March 2027 at 23:59"
    assert cohort.takes_applications(datetime(2027, 3, 31, 22, 59, 0, 999_999, tzinfo=ZoneInfo("UTC")))
    assert not cohort.takes_applications(datetime(2027, 3, 31, 22, 59, 1, tzinfo=ZoneInfo("UTC")))


CLOCK_CHANGES = [datetime(2027, 3, 28, 1, 0, tzinfo=UTC), datetime(2027, 10, 31, 1, 0, tzinfo=UTC)]
SECONDS = st.integers(-3 * 86_400, 3 * 86_400)


@given(
    change=st.sampled_from(CLOCK_CHANGES),
    close=SECONDS,
    now=SECONDS,
    zone=st.sampled_from(["UTC", "Europe/London", "Asia/Kolkata"]),
)
def test_around_the_clock_changes_only_the_instant_counts(change: datetime, close: int, now: int, zone: str) -> None:
    closes_at = change + timedelta(seconds=close)
    moment = (change + timedelta(seconds=now)).astimezone(ZoneInfo(zone))

    assert closing_at(closes_at.astimezone(UK)).takes_applications(moment) == (now <= close)


@given(seconds=SECONDS, change=st.sampled_from(CLOCK_CHANGES), state=st.sampled_from(CohortState))
def test_only_an_open_cohort_takes_applications(seconds: int, change: datetime, state: CohortState) -> None:
    cohort = closing_at(change + timedelta(days=10))
    cohort.state = state

    assert cohort.takes_applications(change + timedelta(seconds=seconds)) == (state == CohortState.OPEN)


@pytest.mark.parametrize(
    ("changed", "problems"),
    [
        ({}, {}),
        ({"applications_close_at": None, "decisions_on": date(2020, 5, 1)}, {"decisions_on": "applications open"}),
        (
            {"applications_close_at": None, "decisions_on": None, "starts_on": date(2020, 5, 1)},
            {"starts_on": "applications open"},
        ),
        ({"starts_on": None, "ends_on": date(2027, 4, 1)}, {"ends_on": "decisions are due"}),
        (
            {"decisions_on": date(2020, 5, 1), "starts_on": date(2020, 9, 1)},
            {"decisions_on": "applications close", "starts_on": "applications close"},
        ),
    ],
)
def test_every_date_is_compared_with_the_last_sound_one_before_it(
    changed: dict[str, Any], problems: dict[str, str]
) -> None:
    order = ("applications_open_at", "applications_close_at", "decisions_on", "starts_on", "ends_on")

    found = date_problems(**{name: value for name, value in facts(**changed).items() if name in order})

    assert {name: sentence.split(" the day ")[-1].split(" after ")[-1] for name, sentence in found.items()} == {
        name: f"{earlier}." for name, earlier in problems.items()
    }
