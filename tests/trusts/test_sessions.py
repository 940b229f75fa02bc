"""Sessions end, and nobody goes without a second factor."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator

from tests.support.world import World

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
