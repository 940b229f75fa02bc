"""Reminders: when in UK time, once each, not stale, and to whom; and what the hour's change does to them."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from assessments.models import DevelopmentGoal
from cohorts.notices import REVIEWS_DUE, REVIEWS_LATE
from reports.services.reminders import due_now, send_reminders
from reports.tasks import send_reminders as send_everywhere
from tests.support.factories import (
    ApplicationFactory,
    AssessmentFactory,
    OfferFactory,
    PlaceFactory,
    ReviewFactory,
    RoundFactory,
)
from tests.support.world import World
from trusts.duties import Duty
from trusts.models import Message, Reminder
from trusts.services.choices import choose_timings
from trusts.services.templates import change_mail_settings
from trusts.states import MailMode, NoticeGroup, NoticeTiming
from trusts.tenancy import trust_context

LONDON = ZoneInfo("Europe/London")
AHEAD = (7, 1)


def uk(day: date, hour: int = 6, minute: int = 45) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=LONDON).astimezone(UTC)


def duty(due: Any, **more: Any) -> Duty:
    return Duty(None, "k", "w", "t", "reports:home", due=due, reminder=REVIEWS_DUE, chase=REVIEWS_LATE, **more)  # type: ignore[arg-type]


def days_at(due: Any, now: datetime, **more: Any) -> list[tuple[str, int]]:
    return [(kind.name, days) for kind, days in due_now(duty(due, **more), AHEAD, now)]


@pytest.mark.parametrize("due", [date(2026, 3, 29), date(2026, 3, 30), date(2026, 10, 25), date(2026, 10, 26)])
def test_a_reminder_comes_at_a_quarter_to_seven_in_uk_time(due: date) -> None:
    week, eve = due - timedelta(days=7), due - timedelta(days=1)

    assert days_at(due, uk(week) - timedelta(seconds=1)) == []
    assert days_at(due, uk(week)) == [("reviews_due", 7)]
    assert days_at(due, uk(eve) - timedelta(seconds=1)) == []
    assert days_at(due, uk(eve)) == [("reviews_due", 1)]
    assert days_at(due, uk(due, 23, 59)) == [("reviews_due", 1)]
    assert days_at(due, uk(due + timedelta(days=1), 0, 0)) == []  # the day is over; the first chase comes at 06:45
    assert days_at(due, uk(due + timedelta(days=1))) == [("reviews_late", -1)]
    assert days_at(due, uk(due + timedelta(days=7))) == [("reviews_late", -7)]


def test_a_quarter_to_seven_is_another_instant_in_summer() -> None:
    assert uk(date(2026, 3, 28)) == datetime(2026, 3, 28, 6, 45, tzinfo=UTC)
    assert uk(date(2026, 3, 29)) == datetime(2026, 3, 29, 5, 45, tzinfo=UTC)
    assert days_at(date(2026, 3, 30), datetime(2026, 3, 29, 5, 45, tzinfo=UTC)) == [("reviews_due", 1)]
    assert days_at(date(2026, 10, 26), datetime(2026, 10, 25, 5, 45, tzinfo=UTC)) == []
    assert days_at(date(2026, 10, 26), datetime(2026, 10, 25, 6, 45, tzinfo=UTC)) == [("reviews_due", 1)]


def test_an_instant_just_after_midnight_belongs_to_its_own_day() -> None:
    ends = datetime(2026, 3, 29, 23, 30, tzinfo=UTC)  # 00:30 on the 30th in London

    assert days_at(ends, uk(date(2026, 3, 28))) == []
    assert days_at(ends, uk(date(2026, 3, 29))) == [("reviews_due", 1)]
    assert days_at(ends, ends + timedelta(seconds=1)) == []


def test_downtime_is_caught_up_but_nothing_stale_is_sent() -> None:
    due = date(2026, 6, 10)

    assert days_at(due, uk(date(2026, 6, 5), 6, 44)) == [("reviews_due", 7)]
    assert days_at(due, uk(date(2026, 6, 5), 6, 45)) == []


def test_nobody_is_reminded_of_what_was_asked_later() -> None:
    due = date(2026, 6, 10)

    assert days_at(due, uk(date(2026, 6, 3), 9), since=uk(date(2026, 6, 3), 8)) == []
    assert days_at(due, uk(date(2026, 6, 3), 9), since=uk(date(2026, 6, 3), 6)) == [("reviews_due", 7)]


def tomorrow() -> date:
    return timezone.localdate() + timedelta(days=1)


def now() -> datetime:
    return uk(timezone.localdate(), 12)


def backdate(row: Any) -> None:
    type(row).objects.filter(pk=row.pk).update(created_at=timezone.now() - timedelta(days=20))


def test_each_deadline_reminds_whom_it_asks_and_once(in_trust: World) -> None:
    cohort, doctor = in_trust.cohort, in_trust.doctor
    closes = datetime.combine(tomorrow(), time(23, 59), tzinfo=LONDON)
    type(cohort).objects.filter(pk=cohort.pk).update(applications_close_at=closes, decisions_on=tomorrow())
    for row in (
        ApplicationFactory(cohort=cohort, applicant=doctor),
        ReviewFactory(application__cohort=cohort, reviewer=in_trust.reviewer),
        OfferFactory(application__cohort=cohort, application__applicant=in_trust.colleague, expires_at=closes),
        DevelopmentGoal.objects.create(person=doctor, text="Secret weakness", due_on=tomorrow()),
    ):
        backdate(row)
    asked = RoundFactory(cohort=PlaceFactory(person=doctor).cohort, closes_on=tomorrow())
    done = RoundFactory(cohort=PlaceFactory(person=in_trust.colleague).cohort, closes_on=tomorrow())
    type(asked).objects.update(opens_on=timezone.localdate() - timedelta(days=20))
    AssessmentFactory(round=done, subject=in_trust.colleague, submitted=True)

    sent = send_reminders(now())
    again = send_reminders(now() + timedelta(minutes=15))

    told = sorted(Message.objects.values_list("recipient__full_name", "kind"))
    assert told == [
        ("Colleague Northfield", "offer_ending"),
        ("Doctor Northfield", "application_closing"),
        ("Doctor Northfield", "goal_due"),
        ("Doctor Northfield", "round_closing"),
        ("Reviewer Northfield", "reviews_due"),
    ]
    assert (sent, again, Reminder.objects.count()) == (5, 0, 5)
    closing = Message.objects.get(kind="application_closing")
    assert closing.subject == "Applications close tomorrow"
    assert f"at 23:59 on {tomorrow().day} {tomorrow():%B %Y} (UK time)" in closing.body
    assert "Secret" not in Message.objects.get(kind="goal_due").body


def test_a_late_review_is_chased_without_naming_an_applicant(in_trust: World) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    type(in_trust.cohort).objects.filter(pk=in_trust.cohort.pk).update(decisions_on=yesterday)
    backdate(
        ReviewFactory(
            application__cohort=in_trust.cohort, application__applicant=in_trust.doctor, reviewer=in_trust.reviewer
        )
    )

    assert send_reminders(now()) == 1
    chase = Message.objects.get()
    assert (chase.kind, chase.subject) == ("reviews_late", "Your reviews are late")
    assert "Doctor Northfield" not in chase.body


def test_a_trust_chooses_its_days_and_a_person_whether(in_trust: World) -> None:
    change_mail_settings(mode=MailMode.SEND, signature="", early_days=5, late_days=3, by=in_trust.administrator)
    for person in (in_trust.doctor, in_trust.colleague):
        backdate(
            DevelopmentGoal.objects.create(person=person, text="Goal", due_on=timezone.localdate() + timedelta(days=3))
        )
    choose_timings(timings={NoticeGroup.ASSESSING: NoticeTiming.NEVER}, by=in_trust.colleague)

    assert send_reminders(now()) == 2
    assert [message.recipient for message in Message.objects.all()] == [in_trust.doctor]


def test_the_clock_visits_every_trust(world: World) -> None:
    due = tomorrow() if timezone.localtime() >= uk(timezone.localdate()) else timezone.localdate()
    for trust, person in ((world.trust, world.doctor), (world.other_trust, world.outsider)):
        with trust_context(trust.pk):
            backdate(DevelopmentGoal.objects.create(person=person, text="Goal", due_on=due))

    assert send_everywhere() == 2
