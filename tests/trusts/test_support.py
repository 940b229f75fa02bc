"""Break-glass: one Trust, one hour, read-only, told."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from cohorts.models import Cohort
from tests.support.owner import support_agent
from tests.support.world import CANARY, World
from trusts.models import Event, Message, Person, SecurityEvent, SupportAccess, SupportAgent, User
from trusts.services.support import end_run_out, open_support
from trusts.states import SecurityEventKind as Kind
from trusts.tenancy import platform_context, trust_context
from trusts.workflow import RefusedError

SAID = {"trust": "northfield", "reference": "HG-1042", "reason": "A report is queued since this morning."}
PAGES = ("/support/t/northfield/", "/support/t/northfield/people/", "/support/t/northfield/events/")


@pytest.fixture(scope="module")
def agent_id(django_db_setup: None) -> Iterator[int]:
    """One of our support, for the whole module."""
    with support_agent("agent@homegrown.example") as user_id:
        yield user_id


@pytest.fixture
def agent(agent_id: int, db: None) -> User:
    """They have opened nothing."""
    return User.objects.get(pk=agent_id)


def lines(world: World, kind: Kind) -> list[SecurityEvent]:
    with trust_context(world.trust.pk):
        return list(SecurityEvent.objects.filter(kind=kind).order_by("created_at"))


def test_an_agent_opens_reads_and_ends(world: World, agent: User, sign_in: Any) -> None:
    client = sign_in(agent)
    assert [client.get(page).status_code for page in PAGES] == [404] * 3

    assert client.post("/support/open/", SAID).headers["Location"] == "/support/t/northfield/"
    pages = [client.get(page) for page in PAGES]
    assert [page.status_code for page in pages] == [200] * 3
    for page in pages:
        assert "Support access to Northfield NHS Trust" in page.content.decode()
        assert CANARY not in page.content.decode()
    assert client.get("/support/t/southmoor/").status_code == 404

    client.post("/support/end/")
    client.post("/support/end/")
    assert [client.get(page).status_code for page in PAGES] == [404] * 3
    assert [line.data["page"] for line in lines(world, Kind.SUPPORT_READ)] == [
        "support:overview",
        "support:person_list",
        "support:event_list",
    ]
    assert [line.user for line in lines(world, Kind.SUPPORT_OPENED)] == [agent]
    assert len(lines(world, Kind.SUPPORT_ENDED)) == 1


def test_the_trusts_administrators_are_told_at_both_ends(world: World, agent: User, sign_in: Any) -> None:
    client = sign_in(agent)
    client.post("/support/open/", SAID)
    client.get(PAGES[0])
    client.post("/support/end/")

    with trust_context(world.trust.pk):
        opened, ended = Message.objects.order_by("created_at")
        assert Event.objects.filter(action="support.open", data={"user": agent.pk}).count() == 1
    assert {opened.recipient_id, ended.recipient_id} == {world.administrator.pk}
    for words in ("agent@homegrown.example", SAID["reason"], SAID["reference"]):
        assert words in opened.body
    assert "They read 1 page" in ended.body


def test_it_ends_by_itself_after_sixty_minutes(world: World, agent: User, sign_in: Any) -> None:
    access = open_support(user=agent, trust=world.trust, reason="x", reference="y")
    assert timedelta(minutes=59) < access.ends_at - timezone.now() <= timedelta(minutes=60)
    assert end_run_out() == 0

    with trust_context(world.trust.pk):
        SupportAccess.objects.update(ends_at=timezone.now())

    assert sign_in(agent).get(PAGES[0]).status_code == 404
    assert (end_run_out(), end_run_out()) == (1, 0)
    assert len(lines(world, Kind.SUPPORT_ENDED)) == 1


def test_one_trust_at_a_time(world: World, agent: User, sign_in: Any) -> None:
    open_support(user=agent, trust=world.trust, reason="x", reference="y")

    with pytest.raises(RefusedError, match="End your access to Northfield NHS Trust first"):
        open_support(user=agent, trust=world.other_trust, reason="x", reference="y")
    response = sign_in(agent).post("/support/open/", {**SAID, "trust": "southmoor"})

    assert "End your access to Northfield" in response.content.decode()


@pytest.mark.parametrize("missing", SAID)
def test_nothing_opens_without_a_reason_a_number_and_a_trust(
    world: World, agent: User, sign_in: Any, missing: str
) -> None:
    response = sign_in(agent).post("/support/open/", {**SAID, missing: ""})

    assert response.status_code == 200
    assert "There is a problem" in response.content.decode()
    assert lines(world, Kind.SUPPORT_OPENED) == []


def test_a_trust_that_is_not_there(world: World, agent: User, sign_in: Any) -> None:
    response = sign_in(agent).post("/support/open/", {**SAID, "trust": "nowhere"})

    assert "There is no Trust of that name" in response.content.decode()


def test_support_changes_nothing(world: World, agent: User, sign_in: Any) -> None:
    client = sign_in(agent)
    client.post("/support/open/", SAID)

    for page in PAGES:
        assert client.post(page).status_code == 405
    assert client.get("/t/northfield/people/").status_code == 404
    assert client.post("/t/northfield/people/add/").status_code == 404
    for statement in (
        "update trusts_person set full_name = 'x'",
        "delete from cohorts_cohort",
        "insert into trusts_event (trust_id) values (1)",
        "update trusts_supportaccess set ends_at = now()",
        "update trusts_membership set is_active = false",
    ):
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            platform_context(world.trust.pk),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


@pytest.mark.parametrize(
    "words",
    [
        "body from trusts_message",
        "subject from trusts_message",
        "data from trusts_event",
        "gmc_number from trusts_person",
        "params from reports_report",
        "file_key from reports_report",
        "id from assessments_rating",
        "id from cohorts_application",
        "id from trusts_rowchange",
        "password from trusts_user",
    ],
)
def test_support_sees_nothing_that_somebody_wrote(world: World, words: str) -> None:
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        platform_context(world.trust.pk),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"select {words}")


def test_support_sees_one_trust(world: World) -> None:
    with platform_context(world.trust.pk), connection.cursor() as cursor:
        cursor.execute("select distinct trust_id from trusts_person union select distinct trust_id from cohorts_cohort")
        assert cursor.fetchall() == [(world.trust.pk,)]
    with platform_context():
        assert list(Person.objects.values("id")) == list(Cohort.objects.values("id")) == []


def test_nobody_else_finds_the_door(world: World, agent: User, sign_in: Any) -> None:
    open_support(user=agent, trust=world.trust, reason="x", reference="y")

    for person in (world.administrator, world.outsider, world.stranger):
        client = sign_in(person)
        assert [client.get(page).status_code for page in ("/support/", *PAGES)] == [404] * 4
        assert client.post("/support/open/", SAID).status_code == 404


def test_a_page_can_make_nobody_an_agent(world: World, agent: User) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        SupportAgent.objects.create(user=world.doctor.user)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        SupportAgent.objects.update(is_active=True)


def test_without_a_second_factor_the_door_is_shut(world: World, agent: User, sign_in: Any, settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = True

    response = sign_in(agent).get("/support/")

    assert response.headers["Location"] == "/accounts/2fa/"


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_the_owner_makes_an_agent_and_ends_them(sign_in: Any) -> None:
    for options in ((), ("--end",)):
        with pytest.raises(CommandError, match="Nobody signs in as New"):
            call_command("grant_support", "New.Agent@homegrown.example", *options)
    assert not User.objects.filter(email="new.agent@homegrown.example").exists()

    call_command("grant_support", "New.Agent@homegrown.example", "--new")
    user = User.objects.get(email="new.agent@homegrown.example")
    assert sign_in(user).get("/support/").status_code == 200

    call_command("grant_support", "new.agent@homegrown.example", "--end")
    assert sign_in(user).get("/support/").status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_ask_the_same_whatever_there_is(
    world: World, agent: User, sign_in: Any, rows: int, django_assert_num_queries: Any
) -> None:
    with trust_context(world.trust.pk):
        for number in range(rows):
            Event.objects.create(action=f"deed.{number}", subject_type="x", subject_id="1")
    client = sign_in(agent)
    client.post("/support/open/", SAID)

    for page, count in zip(PAGES, (16, 14, 14), strict=True):
        with django_assert_num_queries(count, info=page):
            client.get(page)
