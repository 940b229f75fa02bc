"""Row 12: a provider spares somebody our second factor only by proving its own."""

from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

from tests.sso.conftest import ANN
from tests.support.sso import Server, Traveller, arm, provider_of
from tests.support.world import World

HOME = "/t/northfield/"
PROVEN = {"acr_values": ["AAL2_OR_AAL3_ANY"], "amr_values": ["mfa"]}


@pytest.fixture(autouse=True)
def second_factor_is_asked(settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = True


@pytest.mark.parametrize(
    "claims", [{"acr": "AAL2_OR_AAL3_ANY"}, {"amr": ["pwd", "mfa"]}, {"acrs": ["AAL2_OR_AAL3_ANY"]}]
)
def test_a_proven_second_factor_is_enough(
    world: World, ann: Any, server: Server, traveller: Traveller, claims: dict[str, Any]
) -> None:
    provider_of(world, server, **PROVEN)
    arm(ann)
    server.order(set=claims)

    assert traveller.travel(ANN)["Location"] == "/"
    assert traveller.ours.get(HOME).status_code == 200


@pytest.mark.parametrize(
    "claims", [{}, {"acr": "AAL1"}, {"amr": ["pwd"]}, {"acr": ["AAL1"]}, {"amr": "pwd"}, {"acr": None}]
)
def test_without_proof_one_sets_up_our_own(
    world: World, ann: Any, server: Server, traveller: Traveller, claims: dict[str, Any]
) -> None:
    provider_of(world, server, **PROVEN)
    server.order(set=claims)
    ann.set_password("forgotten since one signs in through the Trust")
    ann.save()

    traveller.travel(ANN)

    assert traveller.ours.get(HOME)["Location"] == "/accounts/2fa/"
    assert traveller.ours.get("/accounts/2fa/totp/activate/").status_code == 200


def test_without_proof_whoever_has_our_own_is_asked_for_it(
    world: World, ann: Any, server: Server, traveller: Traveller
) -> None:
    provider_of(world, server, **PROVEN)
    secret = arm(ann)

    assert traveller.travel(ANN)["Location"] == "/accounts/2fa/authenticate/"
    assert traveller.ours.get(HOME).status_code == 302

    code = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    traveller.ours.post("/accounts/2fa/authenticate/", {"code": code})
    assert traveller.ours.get(HOME).status_code == 200


def test_no_agreed_values_prove_nothing(ann: Any, server: Server, traveller: Traveller) -> None:
    server.order(set={"acr": "AAL3", "amr": ["mfa"]})

    traveller.travel(ANN)

    assert traveller.ours.get(HOME)["Location"] == "/accounts/2fa/"


def test_a_proof_is_not_carried_into_another_session(
    world: World, ann: Any, server: Server, traveller: Traveller
) -> None:
    provider_of(world, server, **PROVEN)
    server.order(set={"amr": ["mfa"]})
    traveller.travel(ANN)
    server.order(set={"amr": ["pwd"]})

    second = Traveller(server)
    second.travel(ANN)

    assert second.ours.get(HOME)["Location"] == "/accounts/2fa/"


def test_the_agreed_contexts_are_asked_for(world: World, ann: Any, server: Server, traveller: Traveller) -> None:
    provider_of(world, server, **PROVEN)

    assert "acr_values=AAL2_OR_AAL3_ANY" in traveller.leave()
