"""Leaving a Trust: roles, sessions and tokens end at once, what was done stays; and unlocking, and signing out."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from knox.models import AuthToken

from tests.support.factories import MembershipFactory, PersonFactory
from tests.support.world import World
from trusts.models import Event, Membership, Message, Person, SecurityEvent
from trusts.states import Role, SecurityEventKind
from trusts.tenancy import own_context, trust_context

HOME = "/t/northfield/"
ME = "/api/t/northfield/me/"


def token_of(person: Person) -> dict[str, str]:
    _, token = AuthToken.objects.create(user=person.user)
    return {"Authorization": f"Token {token}"}


def test_a_doctor_leaves_and_everything_closes_with_the_next_request(world: World, sign_in: Any) -> None:
    client, elsewhere, headers = sign_in(world.doctor), sign_in(world.doctor), token_of(world.doctor)
    assert b"Your own portfolio is yours to keep" in client.get("/t/northfield/leave/").content

    answer = client.post("/t/northfield/leave/")

    assert answer["Location"] == "/"
    assert [each.get(HOME).status_code for each in (client, elsewhere)] == [302, 302]
    assert Client().get(ME, headers=headers).status_code == 401
    with trust_context(world.trust.pk):
        assert Person.objects.filter(pk=world.doctor.pk).exists()
        assert Message.objects.get(recipient=world.doctor).subject == "You have left Northfield NHS Trust"
        assert Event.objects.filter(action="person.end_membership", actor=world.doctor).exists()
    assert not Membership.objects.filter(user=world.doctor.user, is_active=True).exists()


def test_the_other_trust_stays_open_after_signing_in_again(world: World, sign_in: Any) -> None:
    with trust_context(world.other_trust.pk):
        PersonFactory(user=world.doctor.user)
        MembershipFactory(trust=world.other_trust, user=world.doctor.user, role=Role.DOCTOR)

    sign_in(world.administrator).post(f"/t/northfield/people/{world.doctor.pk}/end/")

    again = sign_in(world.doctor)
    assert again.get(HOME).status_code == 404
    assert again.get("/t/southmoor/").status_code == 200


def test_an_administrator_signs_somebody_out_everywhere(world: World, sign_in: Any) -> None:
    theirs, headers, others = sign_in(world.doctor), token_of(world.doctor), sign_in(world.colleague)

    answer = sign_in(world.administrator).post(f"/t/northfield/people/{world.doctor.pk}/sign-out/", follow=True)

    assert "signed out everywhere" in answer.content.decode()
    assert theirs.get(HOME)["Location"].startswith("/accounts/login/")
    assert Client().get(ME, headers=headers).status_code == 401
    assert others.get(HOME).status_code == 200
    assert sign_in(world.doctor).get(HOME).status_code == 200
    assert Client().get(ME, headers=token_of(world.doctor)).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_what_was_ended_is_cleared_away_once_it_is_recorded(world: World, sign_in: Any) -> None:
    theirs, _ = sign_in(world.doctor), token_of(world.doctor)
    key = theirs.session.session_key
    UserSession.objects.create(user=world.doctor.user, session_key=key, ip="127.0.0.1")

    sign_in(world.administrator).post(f"/t/northfield/people/{world.doctor.pk}/sign-out/")

    assert not AuthToken.objects.filter(user=world.doctor.user).exists()
    assert not theirs.session.exists(key)


@pytest.mark.django_db(transaction=True)
def test_an_administrator_unlocks_somebody_who_mistyped_too_often(world: World, sign_in: Any) -> None:
    cache.clear()
    world.doctor.user.set_password("correct horse battery staple")
    world.doctor.user.save()
    visitor, attempt = Client(), {"login": world.doctor.user.email, "password": "wrong"}
    for _ in range(5):
        visitor.post("/accounts/login/", attempt)
    right = {**attempt, "password": "correct horse battery staple"}
    assert b"Too many failed" in visitor.post("/accounts/login/", right).content

    sign_in(world.administrator).post(f"/t/northfield/people/{world.doctor.pk}/unlock/")

    assert b"Too many failed" not in visitor.post("/accounts/login/", right).content


def test_nobody_but_an_administrator_does_any_of_it(world: World, sign_in: Any) -> None:
    client = sign_in(world.director)

    for verb in ("end", "sign-out", "unlock"):
        assert client.post(f"/t/northfield/people/{world.doctor.pk}/{verb}/").status_code == 403
        assert sign_in(world.outsider).post(f"/t/southmoor/people/{world.doctor.pk}/{verb}/").status_code == 404


def test_the_platform_closes_an_account_in_every_trust(world: World, sign_in: Any) -> None:
    client, headers = sign_in(world.doctor), token_of(world.doctor)

    call_command("close_account", world.doctor.user.email, verbosity=0)

    assert client.get(HOME).status_code == 302
    assert Client().get(ME, headers=headers).status_code == 401


def test_the_platform_takes_a_lost_second_factor_away(world: World, sign_in: Any) -> None:
    client, email = sign_in(world.doctor), world.doctor.user.email
    TOTP.activate(world.doctor.user, generate_totp_secret())

    call_command("forget_second_factor", email, verbosity=0)

    assert not Authenticator.objects.filter(user=world.doctor.user).exists()
    assert client.get(HOME).status_code == 302
    with own_context(world.doctor.user_id):
        line = SecurityEvent.objects.get(kind=SecurityEventKind.SECOND_FACTOR_REMOVED)
    assert line.data == {"why": "platform"}
    with pytest.raises(CommandError, match="no second factor"):
        call_command("forget_second_factor", email, verbosity=0)
    with pytest.raises(CommandError, match="Nobody signs in"):
        call_command("forget_second_factor", "nobody@nowhere.example", verbosity=0)
