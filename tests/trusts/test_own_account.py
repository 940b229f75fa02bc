"""The second factor as somebody finds it who guesses or listens; and what one sees and ends of one's own sign-ins."""

import secrets
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth
from django.core.cache import cache
from django.test import Client

from tests.support.world import World
from trusts.models import User

PASSWORD = "correct horse battery staple"
HOME = "/t/northfield/"
SECRET = auth.generate_totp_secret()
PERIOD = 30  # seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """What the authenticator's clock shows here: it stands until somebody moves it."""
    standing = SimpleNamespace(now=1_800_000_000)
    monkeypatch.setattr(auth, "time", SimpleNamespace(time=lambda: standing.now))
    return standing


@pytest.fixture
def doctor(world: World) -> User:
    """The doctor with a password, a verified address and an authenticator app; nobody has guessed yet."""
    cache.clear()
    user = world.doctor.user
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    auth.TOTP.activate(user, SECRET)
    return user


def code(clock: SimpleNamespace, step: int = 0) -> str:
    """What the app shows so many half-minutes from now."""
    return auth.format_hotp_value(auth.hotp_value(SECRET, clock.now // PERIOD + step))


def with_password(user: User, password: str = PASSWORD) -> Client:
    """A new browser, past the password."""
    client = Client()
    client.post("/accounts/login/", {"login": user.email, "password": password})
    return client


def comes_in(client: Client, text: str) -> bool:
    """Whether this code opens the Trust."""
    client.post("/accounts/2fa/authenticate/", {"code": text})
    return client.get(HOME).status_code == 200


def test_a_code_is_of_use_once(doctor: User, clock: SimpleNamespace) -> None:
    assert comes_in(with_password(doctor), code(clock))
    assert not comes_in(with_password(doctor), code(clock))

    clock.now += PERIOD
    assert comes_in(with_password(doctor), code(clock))


def test_a_code_lives_half_a_minute(doctor: User, clock: SimpleNamespace) -> None:
    for step in (-1, 1):
        assert not comes_in(with_password(doctor), code(clock, step))

    assert comes_in(with_password(doctor), code(clock))


def test_codes_are_guessed_at_five_times_and_no_more(doctor: User, clock: SimpleNamespace) -> None:
    right = code(clock)
    wrong = "000000" if right != "000000" else "111111"
    for _ in range(5):
        assert not comes_in(with_password(doctor), wrong)

    assert not comes_in(with_password(doctor), right)

    cache.clear()
    assert comes_in(with_password(doctor), right), "it was the limit that refused"


def test_a_recovery_code_is_of_use_once_and_hard_to_guess(doctor: User) -> None:
    codes = RecoveryCodes.activate(doctor).generate_codes()
    assert len(set(codes)) == len(codes)
    assert all(len(text) >= 8 for text in codes)

    assert comes_in(with_password(doctor), codes[0])
    assert not comes_in(with_password(doctor), codes[0])
    assert comes_in(with_password(doctor), codes[1])


def test_seeds_are_long_and_drawn_from_the_systems_own_source(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[int] = []

    def draw(number: int) -> bytes:
        drawn.append(number)
        return bytes(number)

    monkeypatch.setattr(secrets, "token_bytes", draw)
    monkeypatch.setattr(secrets, "token_hex", lambda number: draw(number).hex())

    assert set(auth.generate_totp_secret()) == {"A"}
    assert set(RecoveryCodes.generate_seed()) == {"0"}
    assert min(drawn) >= 20  # bytes


@pytest.mark.parametrize("length", [64, 128])
def test_a_long_password_is_taken_whole(doctor: User, clock: SimpleNamespace, length: int) -> None:
    client, long = with_password(doctor), ("a long sentence only I would say, " * 4)[:length]
    assert comes_in(client, code(clock))

    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": long, "password2": long})

    clock.now += PERIOD
    assert client.get(HOME).status_code == 302, "a new password ends every session"
    assert not comes_in(with_password(doctor, long[:-1]), code(clock))
    assert comes_in(with_password(doctor, long), code(clock))


def test_ones_own_sessions_are_listed_and_the_others_ended_by_whoever_confirms(
    doctor: User, clock: SimpleNamespace
) -> None:
    here, elsewhere = with_password(doctor), with_password(doctor)
    assert comes_in(here, code(clock))
    clock.now += PERIOD
    assert comes_in(elsewhere, code(clock))
    page = here.get("/accounts/sessions/").content.decode()
    assert (page.count("This browser"), page.count("Another browser")) == (1, 1)

    asked = here.post("/accounts/sessions/")
    assert asked["Location"].startswith("/accounts/reauthenticate/")
    assert elsewhere.get(HOME).status_code == 200

    here.post(asked["Location"], {"password": PASSWORD})
    assert elsewhere.get(HOME).status_code == 302
    assert here.get(HOME).status_code == 200


def test_after_a_change_of_factor_the_other_sessions_are_one_click_away(doctor: User, sign_in: Any) -> None:
    page = sign_in(doctor).get("/accounts/2fa/").content.decode()

    assert "Where you are signed in" in page
    assert 'href="/accounts/sessions/"' in page
