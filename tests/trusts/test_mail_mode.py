"""Test mode: not one e-mail reaches the person it was written to."""

from typing import Any

import pytest
from django.core import mail

from tests.support.world import World
from trusts.models import Message
from trusts.services.invitations import deliver_invitation, invite
from trusts.services.messages import queue_message
from trusts.services.templates import change_mail_settings
from trusts.states import MailMode, Role
from trusts.tasks import sweep_messages
from trusts.tenancy import trust_context


def turn(world: World, mode: MailMode) -> None:
    with trust_context(world.trust.pk):
        change_mail_settings(mode=mode, signature="", early_days=7, late_days=1, by=world.administrator)


@pytest.fixture
def queued(world: World) -> None:
    with trust_context(world.trust.pk):
        queue_message(to=world.doctor, subject="Your place", body="B")
    with trust_context(world.other_trust.pk):
        queue_message(to=world.outsider, subject="Elsewhere", body="B")


def test_nobody_means_nobody_and_only_of_this_trust(world: World, queued: None) -> None:
    turn(world, MailMode.NOBODY)
    sweep_messages()

    assert [letter.subject for letter in mail.outbox] == ["Elsewhere"]
    with trust_context(world.trust.pk):
        assert Message.objects.get().state == "held"


def test_administrators_see_for_whom_it_was(world: World, queued: None) -> None:
    turn(world, MailMode.ADMINISTRATORS)
    sweep_messages()

    (mine,) = [letter for letter in mail.outbox if letter.subject != "Elsewhere"]
    assert (mine.to, mine.subject) == ([world.administrator.user.email], "[Test, for Dr Doctor Northfield] Your place")
    assert world.doctor.user.email not in str([letter.recipients() for letter in mail.outbox])


def test_what_was_held_can_be_sent_again_when_test_mode_is_over(world: World, sign_in: Any, queued: None) -> None:
    turn(world, MailMode.NOBODY)
    sweep_messages()
    turn(world, MailMode.SEND)
    with trust_context(world.trust.pk):
        held = Message.objects.get()

    sign_in(world.administrator).post(f"/t/northfield/messages/{held.pk}/retry/")
    sweep_messages()

    assert "Your place" in [letter.subject for letter in mail.outbox]


def test_pages_say_that_test_mode_is_on(world: World, sign_in: Any) -> None:
    turn(world, MailMode.NOBODY)
    administrator, doctor = sign_in(world.administrator), sign_in(world.doctor)

    for client, page in (
        (administrator, "messages/"),
        (administrator, "messages/texts/"),
        (administrator, "messages/texts/place_offered/edit/"),
        (doctor, "my-notices/"),
    ):
        assert "Test mode is on." in client.get(f"/t/northfield/{page}").content.decode()
    assert "Turn the test mode of e-mails off" in administrator.get("/t/northfield/to-do/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_an_invitation_waits_until_test_mode_is_over(world: World) -> None:
    turn(world, MailMode.NOBODY)
    with trust_context(world.trust.pk):
        made = invite(email="new@example.test", full_name="New", roles=[Role.DOCTOR], by=world.administrator)
        deliver_invitation(invitation=made)
    assert mail.outbox == []

    turn(world, MailMode.SEND)
    with trust_context(world.trust.pk):
        deliver_invitation(invitation=made)
    assert [letter.to for letter in mail.outbox] == [["new@example.test"]]
