from datetime import UTC, date, datetime, timedelta
from random import Random

from django.utils import timezone

from demo.clock import Calendar, at, hour, working_hour

THEN = datetime(2020, 3, 1, 9, tzinfo=UTC)


def test_at_tells_that_moment_and_moves_on_by_seconds() -> None:
    with at(THEN):
        assert (timezone.now(), timezone.now()) == (THEN, THEN + timedelta(seconds=1))
        assert timezone.localdate() == date(2020, 3, 1)

    assert timezone.now().year > 2025


def test_moments_nest_and_an_error_ends_them() -> None:
    try:
        with at(THEN):
            with at(THEN - timedelta(days=365)):
                assert timezone.now().year == 2019
            assert timezone.now() == THEN
            raise ZeroDivisionError
    except ZeroDivisionError:
        pass

    assert timezone.now().year > 2025


def test_nothing_happens_in_the_future() -> None:
    real = timezone.now()

    with at(real + timedelta(days=9)):
        assert timezone.now() < real + timedelta(minutes=1)


def test_months_are_counted_from_the_cohorts_first() -> None:
    calendar = Calendar(today=date(2026, 11, 22), now_offset=9)

    assert calendar.month(9) == date(2026, 11, 1)
    assert calendar.month(0) == date(2026, 2, 1)
    assert calendar.month(-2) == date(2025, 12, 1)
    assert calendar.end(0) == date(2026, 2, 28)
    assert calendar.mondays(0, 2) == [date(2026, 2, 2), date(2026, 2, 9)]
    assert (calendar.has_come(9), calendar.has_come(10)) == (True, False)


def test_people_work_on_weekdays_between_eight_and_six() -> None:
    moments = [working_hour(date(2026, 11, day), Random(day)) for day in range(1, 29)]

    assert {moment.weekday() for moment in moments} == {0, 1, 2, 3, 4}
    assert all(8 <= moment.hour < 18 for moment in moments)
    assert hour(date(2026, 7, 1), 9).astimezone(UTC).hour == 8
