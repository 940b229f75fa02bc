"""A person's calendar: what the file holds, read back by the library; who may fetch it; how its address ends."""

import logging
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client
from icalendar import Calendar

from assessments.models import DevelopmentGoal
from reports.documents.calendar import calendar_of
from tests.support.factories import MembershipFactory, OfferFactory, PersonFactory
from tests.support.world import World
from trusts.duties import Duty
from trusts.models import CalendarFeed, Event, Membership, Trust
from trusts.services.calendars import end_feed, make_feed
from trusts.states import Role
from trusts.tenancy import trust_context


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


def duty(due: Any, title: str = "Review due: 3 applications") -> Duty:
    return Duty(uuid4(), f"reviews:{uuid4()}", "Review Dr Secret", title, "reports:home", due=due)


def events(body: bytes) -> list[Any]:
    return Calendar.from_ical(body).walk("VEVENT")  # type: ignore[no-any-return]


def feed(world: World, person: Any) -> str:
    with trust_context(person.trust_id):
        return f"/calendar/{make_feed(by=person)}.ics"


def test_a_day_is_all_day_and_an_instant_is_in_utc() -> None:
    trust = Trust(name="Northfield", slug="northfield")
    summer = datetime(2026, 3, 29, 16, 0, tzinfo=UTC)

    day, instant = events(calendar_of(trust, [duty(date(2026, 10, 25)), duty(summer)]))

    assert (day.decoded("dtstart"), day.decoded("dtend")) == (date(2026, 10, 25), date(2026, 10, 26))
    assert instant.decoded("dtstart") == summer
    assert "By 17:00 on 29 March 2026 (UK time)." in str(instant["description"])
    assert b"DTSTART:20260329T160000Z" in calendar_of(trust, [duty(summer)])


def test_the_file_keeps_the_rules_of_its_format() -> None:
    trust = Trust(name="מרכז רפואי " + "Long Name of a Trust, with; signs \\ and\na line " * 6, slug="northfield")
    asked = [duty(date(2026, 6, 1), "Überprüfung 李 " * 12), duty(date(2026, 6, 2)), duty(None)]

    body = calendar_of(trust, asked)
    read = Calendar.from_ical(body)

    assert all(len(line) <= 75 for line in body.split(b"\r\n"))
    assert b"\n" not in body.replace(b"\r\n", b"")
    plain = re.sub(r"\\(.)", r"\1", str(read["x-wr-calname"]))  # the library does not undo what it escaped here
    assert plain == f"To do: {trust.name}".replace("\n", " ").strip()
    assert read["version"] == "2.0"
    assert [str(one["summary"]).strip() for one in read.walk("VEVENT")] == [
        ("Überprüfung 李 " * 12).strip(),
        "Review due: 3 applications",
    ]
    assert all(one.decoded("dtstamp").tzinfo is not None for one in read.walk("VEVENT"))
    assert len({str(one["uid"]) for one in read.walk("VEVENT")}) == 2


def test_the_same_duties_give_the_same_bytes() -> None:
    trust, asked = Trust(name="Northfield", slug="northfield"), [duty(date(2026, 6, 1))]

    assert calendar_of(trust, asked) == calendar_of(trust, asked)
    assert b"Secret" not in calendar_of(trust, asked)


def test_a_calendar_program_reads_it_without_a_session(world: World) -> None:
    address = feed(world, world.doctor)
    with trust_context(world.trust.pk):
        OfferFactory(application__cohort=world.cohort, application__applicant=world.doctor)
        DevelopmentGoal.objects.create(person=world.doctor, text="Secret weakness", due_on=date(2026, 6, 1))

    response = Client().get(address)
    again = Client().get(address, headers={"If-None-Match": response["ETag"]})

    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert sorted(str(one["summary"]) for one in events(response.content)) == [
        "A development goal is due",
        "An answer is due",
    ]
    assert not re.search(rb"Secret|offer|Doctor|2027", response.content.replace(b"/t/northfield", b""))
    assert (again.status_code, again.content) == (304, b"")


def test_a_renewed_or_ended_address_leads_nowhere(world: World) -> None:
    first = feed(world, world.doctor)
    second = feed(world, world.doctor)

    assert (Client().get(first).status_code, Client().get(second).status_code) == (404, 200)
    with trust_context(world.trust.pk):
        end_feed(by=world.doctor)
        end_feed(by=world.doctor)
        assert not CalendarFeed.objects.exists()
        assert list(Event.objects.order_by("pk").values_list("action", flat=True)) == [
            "calendar.make",
            "calendar.renew",
            "calendar.end",
        ]
    assert Client().get(second).status_code == 404


def test_whoever_left_has_no_calendar(world: World) -> None:
    address = feed(world, world.doctor)

    with trust_context(world.trust.pk):
        Membership.objects.filter(user=world.doctor.user).update(is_active=False)
    assert Client().get(address).status_code == 404


@pytest.mark.parametrize("token", ["", "1", "1-", "x-secret", "999999999-secret", "99999999999999999999-x", "٣-x"])
def test_a_guess_finds_nothing(token: str, world: World) -> None:
    assert Client().get(f"/calendar/{token or 'x'}.ics").status_code == 404


def test_a_secret_of_one_trust_opens_nothing_in_another(world: World) -> None:
    address = feed(world, world.doctor)

    assert Client().get(address.replace(f"/{world.trust.pk}-", f"/{world.other_trust.pk}-")).status_code == 404


def test_a_person_of_two_trusts_has_a_calendar_in_each(world: World) -> None:
    with trust_context(world.other_trust.pk):
        elsewhere = PersonFactory(user=world.doctor.user)
        MembershipFactory(trust=world.other_trust, user=world.doctor.user, role=Role.DOCTOR)
        DevelopmentGoal.objects.create(person=elsewhere, text="There", due_on=date(2026, 6, 1))
    with trust_context(world.trust.pk):
        DevelopmentGoal.objects.create(person=world.doctor, text="Here", due_on=date(2026, 7, 1))

    here = [one for one in events(Client().get(feed(world, world.doctor)).content) if "goal" in str(one["summary"])]
    there = [one for one in events(Client().get(feed(world, elsewhere)).content) if "goal" in str(one["summary"])]

    assert [one.decoded("dtstart") for one in here] == [date(2026, 7, 1)]
    assert [one.decoded("dtstart") for one in there] == [date(2026, 6, 1)]


def test_it_is_not_read_without_end(world: World) -> None:
    client, address = Client(), feed(world, world.doctor)

    statuses = [client.get(address).status_code for _ in range(125)]  # even if a minute passes meanwhile

    assert (statuses[0], statuses[59], statuses[-1]) == (200, 200, 429)


def test_the_secret_is_not_logged(world: World, caplog: pytest.LogCaptureFixture) -> None:
    address = feed(world, world.doctor)
    with trust_context(world.trust.pk):
        end_feed(by=world.doctor)
    console = [h for h in logging.getLogger().handlers if any("Secret" in type(f).__name__ for f in h.filters)]

    with caplog.at_level(logging.INFO):
        Client().get(address)

    secret = address.rpartition("/")[2].removesuffix(".ics")
    lines = [record for record in caplog.records if "calendar" in record.getMessage()]
    assert console
    assert lines
    for record in lines:
        console[0].filter(record)
        assert secret not in record.getMessage()


def test_only_a_fingerprint_is_kept(world: World) -> None:
    secret = feed(world, world.doctor).rpartition("/")[2].removesuffix(".ics")

    with trust_context(world.trust.pk):
        assert secret not in str(CalendarFeed.objects.values())
        assert secret not in str(list(Event.objects.values()))


def test_the_page_shows_the_address_once(world: World, sign_in: Any) -> None:
    client = sign_in(world.doctor)
    none = client.get("/t/northfield/my-notices/").content.decode()
    made = client.post("/t/northfield/my-calendar/make/")
    later = client.get("/t/northfield/my-notices/").content.decode()

    (address,) = re.findall(r"/calendar/[\w-]+\.ics", made.content.decode())
    assert "You have no private address yet." in none
    assert made["Cache-Control"] == "no-store"
    assert Client().get(address).status_code == 200
    assert not re.search(r"/calendar/\d", later)
    client.post("/t/northfield/my-calendar/end/")
    assert Client().get(address).status_code == 404


def test_a_file_is_fetched_once(world: World, sign_in: Any) -> None:
    with trust_context(world.trust.pk):
        due = date.today() + timedelta(days=3)
        DevelopmentGoal.objects.create(person=world.doctor, text="Goal", due_on=due)

    response = sign_in(world.doctor).get("/t/northfield/to-do/calendar/")

    assert response["Content-Disposition"] == 'attachment; filename="homegrown-to-do.ics"'
    assert "A development goal is due" in [str(one["summary"]) for one in events(response.content)]
