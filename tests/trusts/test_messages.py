"""The outbox: nothing lost, nothing sent for what was undone, a mail server that is away, dead or slow."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from tests.support.factories import UserFactory
from tests.support.post_office import PostOffice
from tests.support.world import World
from trusts.models import Event, Message
from trusts.services import messages
from trusts.tasks import deliver, sweep_messages
from trusts.tenancy import trust_context
from trusts.workflow import RefusedError


@pytest.fixture
def office(settings: Any) -> Iterator[PostOffice]:
    """A real mail server, which the application writes to."""
    with PostOffice() as office:
        options = {"host": "127.0.0.1", "port": office.port, "timeout": 5}
        settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}}
        yield office


def queued(world: World, **more: Any) -> Message:
    with trust_context(world.trust.pk):
        return messages.queue_message(**{"to": world.doctor, "subject": "Hello", "body": "A body.\n"} | more)


def fresh(world: World, message: Message) -> Message:
    with trust_context(world.trust.pk):
        message.refresh_from_db()
    return message


def make_due(world: World, message: Message, **fields: Any) -> None:
    with trust_context(world.trust.pk):
        Message.objects.filter(pk=message.pk).update(due_at=timezone.now() - timedelta(seconds=1), **fields)


def test_a_letter_arrives_once_whatever_is_delivered_twice(world: World, office: PostOffice) -> None:
    message = queued(world)

    for _ in range(3):
        deliver(world.trust.pk, str(message.pk))
    assert sweep_messages() == 0

    (letter,) = office.letters
    assert (letter["To"], letter["Subject"]) == (world.doctor.user.email, "Hello")
    assert letter["Message-ID"] == f"<{message.pk}@localhost>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert fresh(world, message).state == "sent"
    with trust_context(world.trust.pk):
        assert Event.objects.filter(action="message.send").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_deed_undone_sends_nothing(world: World, office: PostOffice) -> None:
    with pytest.raises(ZeroDivisionError), trust_context(world.trust.pk), transaction.atomic():
        messages.queue_message(to=world.doctor, subject="Hello", body="A body.")
        raise ZeroDivisionError

    assert sweep_messages() == 0
    assert office.letters == []


@pytest.mark.django_db(transaction=True)
def test_twenty_deliveries_at_once_send_one_letter(world: World, office: PostOffice) -> None:
    message = queued(world)
    office.pause = 0.2

    def send(_: int) -> bool:
        try:
            return deliver(world.trust.pk, str(message.pk))
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        assert all(pool.map(send, range(20)))

    assert len(office.letters) == 1
    assert fresh(world, message).attempt == 1


@pytest.mark.django_db(transaction=True)
def test_a_slow_mail_server_holds_no_row(world: World, office: PostOffice) -> None:
    message = queued(world)
    office.pause = 1.0

    with ThreadPoolExecutor(1) as pool:
        sending = pool.submit(lambda: (deliver(world.trust.pk, str(message.pk)), connection.close()))
        while not office.letters:
            pass
        with trust_context(world.trust.pk):
            Message.objects.select_for_update(nowait=True).get(pk=message.pk)
        sending.result()

    assert fresh(world, message).state == "sent"


def test_a_mail_server_that_is_away_costs_no_letter(world: World, office: PostOffice) -> None:
    first, second = queued(world), queued(world, to=world.reviewer)
    office.close()

    assert sweep_messages() == 1, "the first refusal ends the sweep"
    assert not deliver(world.trust.pk, str(second.pk))
    waiting = fresh(world, first)
    assert (waiting.state, waiting.attempt) == ("queued", 1)
    assert "refused" in waiting.error.lower()
    assert timedelta(seconds=50) < waiting.due_at - timezone.now() < timedelta(seconds=61)
    assert sweep_messages() == 0, "nothing is due"

    office.open()
    make_due(world, first)
    make_due(world, second)
    assert sweep_messages() == 2
    assert len(office.letters) == 2
    assert fresh(world, first).error == ""


def test_pauses_grow_and_the_eighth_failure_is_the_last(world: World, office: PostOffice) -> None:
    message = queued(world)
    office.close()

    pauses = []
    for _ in range(8):
        deliver(world.trust.pk, str(message.pk))
        pauses.append(round((fresh(world, message).due_at - timezone.now()).total_seconds() / 60))
        make_due(world, message)

    assert pauses[:-1] == [1, 3, 9, 27, 81, 243, 729]
    assert fresh(world, message).state == "failed"
    assert sweep_messages() == 0


def test_an_address_nobody_has_fails_at_once_and_can_be_put_right(
    world: World, office: PostOffice, sign_in: Any
) -> None:
    user = UserFactory(email="nobody@example.test")
    with trust_context(world.trust.pk):
        world.doctor.user = user
        world.doctor.save()
    message = queued(world)

    assert sweep_messages() == 1
    failed = fresh(world, message)
    assert (failed.state, failed.attempt) == ("failed", 1)
    assert failed.error == "The mail server refused this e-mail: 550 no such person"

    client = sign_in(world.administrator)
    page = client.get("/t/northfield/messages/").content.decode()
    assert "550 no such person" in page
    assert world.doctor.full_name in page
    user.email = "somebody@example.test"
    user.save()
    retry = f"/t/northfield/messages/{message.pk}/retry/"
    told = client.post(retry, follow=True).content.decode()
    assert "will be sent again" in told
    assert "waiting to be sent already" in client.post(retry, follow=True).content.decode()
    assert sweep_messages() == 1
    assert office.letters[0]["To"] == "somebody@example.test"
    assert "sent in the meantime" in client.post(retry, follow=True).content.decode()
    assert "Send again" not in client.get("/t/northfield/messages/").content.decode()


def test_a_worker_that_died_while_sending_is_followed_by_another(world: World, office: PostOffice) -> None:
    message = queued(world)
    with trust_context(world.trust.pk):
        dead = messages.claim_message(message_id=str(message.pk))
    assert dead is not None
    messages.send_letter(letter=dead)  # and dies before it can say so

    assert sweep_messages() == 0, "the lease holds"
    make_due(world, message, lease_until=timezone.now() - timedelta(seconds=1))
    assert sweep_messages() == 1
    with trust_context(world.trust.pk):
        messages.note_sent(letter=dead)  # it was not dead after all: too late to matter
        messages.note_failure(letter=dead, error=OSError("late"))

    assert len(office.letters) == 2
    assert len({letter["Message-ID"] for letter in office.letters}) == 1, "known for one by its id"
    assert fresh(world, message).state == "sent"
    with trust_context(world.trust.pk):
        assert Event.objects.filter(action="message.send").count() == 1


def test_a_letter_that_kills_its_worker_is_given_up(world: World, office: PostOffice) -> None:
    message = queued(world)
    make_due(world, message, attempt=8, lease_until=timezone.now() - timedelta(seconds=1))

    assert sweep_messages() == 0

    assert (fresh(world, message).state, message.error) == ("failed", messages.KEPT_BREAKING)


def test_a_subject_of_two_lines_becomes_one(world: World, office: PostOffice) -> None:
    message = queued(world, subject="Ready:\r\nBcc: everybody@example.test " + "x" * 300)

    assert sweep_messages() == 1

    assert office.letters[0]["Bcc"] is None
    assert len(message.subject) == 200
    assert message.subject.startswith("Ready: Bcc: everybody")


def test_an_address_no_mail_can_carry_fails_at_once(world: World, office: PostOffice) -> None:
    with trust_context(world.trust.pk):
        world.doctor.user = UserFactory(email="two\nlines@example.test")
        world.doctor.save()
    message = queued(world)

    assert sweep_messages() == 1

    assert fresh(world, message).state == "failed"


def test_only_a_failed_letter_is_sent_again(world: World) -> None:
    message = queued(world)
    with trust_context(world.trust.pk), pytest.raises(RefusedError, match="waiting"):
        messages.retry_message(message=message, by=world.administrator)


def test_the_list_costs_the_same_whatever_its_length(
    world: World, sign_in: Any, django_assert_num_queries: Any
) -> None:
    client = sign_in(world.administrator)
    for count in (1, 3):
        for _ in range(count):
            queued(world)
        with django_assert_num_queries(11):
            client.get("/t/northfield/messages/")
