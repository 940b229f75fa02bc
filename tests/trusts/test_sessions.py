"""Sessions end, and nobody goes without a second factor."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_removed
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.test import Client

from tests.support.access import read_rules
from tests.support.world import World
from trusts.models import User
from trusts.sessions import WITHOUT_SECOND_FACTOR

HOME = "/t/northfield/"


def age(client: Any, **seconds: int) -> None:
    session = client.session
    for name, by in seconds.items():
        session[name] -= by
    session.save()


@pytest.mark.parametrize(
    ("away", "status"),
    [({"seen_at": 29 * 60}, 200), ({"seen_at": 31 * 60}, 302), ({"began_at": 12 * 3600 + 1}, 302)],
)
def test_a_session_ends_when_idle_or_old(world: World, sign_in: Any, away: dict[str, int], status: int) -> None:
    client = sign_in(world.doctor)
    client.get(HOME)

    age(client, **away)

    assert client.get(HOME).status_code == status


def test_each_visit_begins_the_idle_time_anew(world: World, sign_in: Any) -> None:
    client = sign_in(world.doctor)
    client.get(HOME)
    for _ in range(3):
        age(client, seen_at=20 * 60)
        assert client.get(HOME).status_code == 200


def test_deactivating_somebody_ends_their_sessions_at_once(world: World, sign_in: Any) -> None:
    client = sign_in(world.doctor)
    assert client.get(HOME).status_code == 200

    world.doctor.user.is_active = False
    world.doctor.user.save()

    assert client.get(HOME).status_code == 302


def test_without_a_second_factor_only_its_set_up_opens(world: World, sign_in: Any, settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    client = sign_in(world.doctor)

    assert client.get(HOME)["Location"] == "/accounts/2fa/"
    assert client.get("/api/t/northfield/me/").status_code == 403
    assert client.get("/accounts/2fa/").status_code == 200


def test_with_a_second_factor_the_trust_opens(world: World, sign_in: Any, settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    Authenticator.objects.create(user=world.doctor.user, type=Authenticator.Type.TOTP, data={"secret": "x"})

    assert sign_in(world.doctor).get(HOME).status_code == 200


def test_recovery_codes_alone_are_not_a_second_factor(world: World, sign_in: Any, settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    Authenticator.objects.create(user=world.doctor.user, type=Authenticator.Type.RECOVERY_CODES, data={})

    assert sign_in(world.doctor).get(HOME).status_code == 302


def test_the_tables_of_who_may_and_the_list_of_what_is_open_without_a_second_factor_agree() -> None:
    """The matrix tries each of these as somebody without one, and every other address too."""
    rules = read_rules()
    open_to_all = {rule.route for rule in rules if "signed-in" in rule.who}
    factors = {rule.route for rule in rules if rule.route.startswith("mfa_") and not rule.who & {"armed", "public"}}

    assert open_to_all | factors == WITHOUT_SECOND_FACTOR


def test_taking_the_last_second_factor_away_closes_the_trust(world: World, sign_in: Any, settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    only = Authenticator.objects.create(user=world.doctor.user, type=Authenticator.Type.WEBAUTHN, data={})
    client = sign_in(world.doctor)
    assert client.get(HOME).status_code == 200
    request = HttpRequest()
    request.session = client.session

    only.delete()
    authenticator_removed.send(sender=Authenticator, request=request, user=world.doctor.user, authenticator=only)
    request.session.save()

    assert client.get(HOME)["Location"] == "/accounts/2fa/"


def test_signing_in_gives_the_session_a_new_name(world: World) -> None:
    world.doctor.user.set_password("correct horse battery staple")
    world.doctor.user.save()
    EmailAddress.objects.create(user=world.doctor.user, email=world.doctor.user.email, verified=True, primary=True)
    client = Client()
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    client.cookies["sessionid"] = before = session.session_key

    client.post("/accounts/login/", {"login": world.doctor.user.email, "password": "correct horse battery staple"})

    assert client.get(HOME).status_code == 200
    assert client.cookies["sessionid"].value != before
    assert not client.session.exists(before)


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("quite short", "too short"),
        ("passwordpassword1"[:15], None),
        ("aaaaaaaaaaaaaaaaaaaa", None),
        ("123456789123456789", "too common"),
        ("doctor-person@example.test", "too similar"),
        ("x7" * 40, None),
    ],
)
def test_passwords_are_long_and_not_common_and_need_no_recipe(password: str, fault: str | None) -> None:
    user = User(email="doctor-person@example.test")
    if fault is None:
        validate_password(password, user)
    else:
        with pytest.raises(ValidationError, match=fault):
            validate_password(password, user)
