"""The daily e-mail: at seven in UK time, one a person and day, nothing lost and nothing doubled."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from threading import Barrier, Thread
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.utils import timezone

from assessments.models import DevelopmentGoal
from cohorts.notices import APPLICATION_DECLINED, PLACE_ACCEPTED, PLACE_TURNED_DOWN
from reports.services.digests import send_digests
from reports.tasks import send_digests as send_everywhere
from tests.support.world import World
from trusts.models import Message, Person
from trusts.services.choices import choose_timings
from trusts.services.notices import send_notice
from trusts.states import MessageState, NoticeGroup, NoticeTiming
from trusts.tenancy import trust_context

LONDON = ZoneInfo("Europe/London")


def uk(day: date, hour: int = 7, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=LONDON).astimezone(UTC)


def daily(person: Person, timing: NoticeTiming = NoticeTiming.DAILY) -> None:
    choose_timings(timings={NoticeGroup.APPLYING: timing}, by=person)


def turned_down(person: Person, doctor: str, at: datetime) -> Message:
    message = send_notice(PLACE_TURNED_DOWN, to=person, doctor=doctor, cohort="Cohort 1", link="https://x.test/")
    assert message is not None
    Message.objects.filter(pk=message.pk).update(created_at=at)
    return message


def states() -> Iterator[tuple[str, str]]:
    yield from Message.objects.order_by("created_at", "pk").values_list("kind", "state")


def test_what_may_wait_waits_and_decisions_do_not(in_trust: World) -> None:
    daily(in_trust.doctor)
    send_notice(APPLICATION_DECLINED, to=in_trust.doctor, cohort="Cohort 1", link="https://x.test/")
    turned_down(in_trust.doctor, "Dr A", timezone.now())
    turned_down(in_trust.director, "Dr A", timezone.now())

    assert sorted(Message.objects.values_list("kind", "state")) == [
        ("application_declined", "queued"),
        ("place_turned_down", "queued"),
        ("place_turned_down", "waiting"),
    ]


def test_switched_off_leaves_out_only_what_needs_nobody(in_trust: World) -> None:
    daily(in_trust.director, NoticeTiming.NEVER)
    words = {"doctor": "Dr A", "cohort": "Cohort 1", "link": "https://x.test/"}

    assert send_notice(PLACE_ACCEPTED, to=in_trust.director, seat="1 of 2", **words) is None
    waiting = send_notice(PLACE_TURNED_DOWN, to=in_trust.director, **words)
    assert waiting is not None
    assert waiting.state == MessageState.WAITING


def test_one_e_mail_a_person_and_day_tells_all_that_waited(in_trust: World) -> None:
    day = timezone.localdate()
    daily(in_trust.director)
    for number, doctor in enumerate(("Dr A", "Dr B")):
        turned_down(in_trust.director, doctor, uk(day) - timedelta(minutes=5 - number))
    DevelopmentGoal.objects.create(person=in_trust.doctor, text="Not the director's", due_on=day)

    assert send_digests(uk(day)) == 1
    assert send_digests(uk(day) + timedelta(minutes=15)) == 0
    digest = Message.objects.get(kind="digest")
    assert (digest.state, digest.digest_on, digest.recipient) == ("queued", day, in_trust.director)
    assert digest.subject == f"Northfield NHS Trust: 2 things for you, {day.day} {day:%B %Y}"
    assert digest.body.index("* Dr A has turned down a place") < digest.body.index("* Dr B has turned down a place")
    assert "  The cohort: https://x.test/" in digest.body
    assert digest.body.count("/my-notices/") == 1
    assert digest.body.count("Dear ") == 1
    assert "/t/northfield/to-do/" in digest.body
    assert digest.gathered.count() == 2
    assert not Message.objects.filter(state=MessageState.WAITING).exists()


def test_it_goes_at_seven_and_what_comes_later_waits_for_tomorrow(in_trust: World) -> None:
    day = timezone.localdate()
    daily(in_trust.director)
    turned_down(in_trust.director, "Dr A", uk(day) - timedelta(hours=1))
    turned_down(in_trust.director, "Dr B", uk(day) + timedelta(minutes=1))

    assert send_digests(uk(day) - timedelta(seconds=1)) == 0
    assert send_digests(uk(day, 15)) == 1  # the worker was away until three
    assert sorted(states()) == [
        ("digest", "queued"),
        ("place_turned_down", "gathered"),
        ("place_turned_down", "waiting"),
    ]
    assert send_digests(uk(day + timedelta(days=1))) == 1
    assert Message.objects.filter(kind="digest").count() == 2


@pytest.mark.parametrize(
    ("seven", "before"),
    [
        (datetime(2026, 3, 28, 7, 0, tzinfo=UTC), datetime(2026, 3, 28, 6, 59, tzinfo=UTC)),
        (datetime(2026, 3, 29, 6, 0, tzinfo=UTC), datetime(2026, 3, 29, 5, 59, tzinfo=UTC)),
        (datetime(2026, 10, 25, 7, 0, tzinfo=UTC), datetime(2026, 10, 25, 6, 59, tzinfo=UTC)),
    ],
)
def test_seven_is_seven_in_the_uk(seven: datetime, before: datetime, in_trust: World) -> None:
    daily(in_trust.director)
    turned_down(in_trust.director, "Dr A", before - timedelta(hours=1))

    assert send_digests(before) == 0
    assert send_digests(seven) == 1


def test_a_worker_that_dies_leaves_everything_waiting(world: World) -> None:
    with trust_context(world.trust.pk):
        daily(world.director)
        turned_down(world.director, "Dr A", uk(timezone.localdate()) - timedelta(days=1))

    with pytest.raises(KeyboardInterrupt), trust_context(world.trust.pk):
        send_digests(uk(timezone.localdate(), 8))
        raise KeyboardInterrupt

    with trust_context(world.trust.pk):
        assert list(states()) == [("place_turned_down", "waiting")]
        assert send_digests(uk(timezone.localdate(), 8)) == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_one(world: World) -> None:
    with trust_context(world.trust.pk):
        daily(world.director)
        for doctor in ("Dr A", "Dr B", "Dr C"):
            turned_down(world.director, doctor, timezone.now() - timedelta(days=2))
    barrier = Barrier(4)

    def worker() -> None:
        try:
            barrier.wait(10)
            with trust_context(world.trust.pk):
                send_digests(uk(timezone.localdate(), 23, 58))
        finally:
            connection.close()

    threads = [Thread(target=worker) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with trust_context(world.trust.pk):
        digest = Message.objects.get(kind="digest")
        assert digest.gathered.count() == 3
        assert digest.body.count("has turned down a place") == 3


def test_the_clock_visits_every_trust(world: World) -> None:
    for trust, person in ((world.trust, world.director), (world.other_trust, world.outsider)):
        with trust_context(trust.pk):
            daily(person)
            turned_down(person, "Dr A", timezone.now() - timedelta(days=2))
    is_after_seven = timezone.now() >= uk(timezone.localdate())

    assert send_everywhere() == (2 if is_after_seven else 0)


@pytest.mark.parametrize(
    ("role", "told", "untold"),
    [
        ("doctor", "No place offered", "A conflict of interest was declared"),
        ("director", "A conflict of interest was declared", "No place offered"),
    ],
)
def test_a_person_is_offered_what_can_reach_them(world: World, sign_in: Any, role: str, told: str, untold: str) -> None:
    page = sign_in(getattr(world, role)).get("/t/northfield/my-notices/").content.decode()

    assert told in page
    assert untold not in page


def test_a_person_chooses_on_a_page(world: World, sign_in: Any) -> None:
    client = sign_in(world.director)
    page = client.get("/t/northfield/my-notices/").content.decode()
    groups = [g.value for g in NoticeGroup if f'name="{g.value}"' in page]

    wrong = client.post("/t/northfield/my-notices/", {})
    kept = client.post("/t/northfield/my-notices/", dict.fromkeys(groups, "daily"), follow=True)

    assert "applying" in groups
    assert "account" not in groups
    assert wrong.status_code == 200
    assert "Your choice is kept." in kept.content.decode()
    with trust_context(world.trust.pk):
        waiting = turned_down(world.director, "Dr A", timezone.now())
    assert waiting.state == MessageState.WAITING
