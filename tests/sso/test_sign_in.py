"""Signing in through a Trust's own identity provider: a real one, in its own process."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount, SocialToken

from tests.sso.conftest import ANN
from tests.support.sso import Server, Traveller, call, provider_of
from tests.support.world import World
from trusts.models import IdentityProvider
from trusts.tenancy import trust_context

HOME = "/t/northfield/"


def query_of(address: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def is_signed_in(traveller: Traveller) -> bool:
    return "_auth_user_id" in traveller.ours.session


def test_a_joined_person_comes_in(ann: Any, traveller: Traveller) -> None:
    response = traveller.travel(ANN)

    assert (response.status_code, response["Location"]) == (302, "/")
    assert traveller.ours.get(HOME).status_code == 200
    assert SocialAccount.objects.get(user=ann).extra_data == {}
    assert not SocialToken.objects.exists()


def test_it_leaves_with_pkce_state_and_nonce(provider: IdentityProvider, traveller: Traveller) -> None:
    asked = query_of(traveller.leave())

    assert asked["code_challenge_method"] == "S256"
    assert len(asked["code_challenge"]) == 43
    assert len(asked["nonce"]) >= 43 and len(asked["state"]) >= 16
    assert "openid" in asked["scope"].split()


def test_the_browser_cannot_change_what_is_asked(provider: IdentityProvider, traveller: Traveller) -> None:
    asked = query_of(traveller.leave(query="auth_params=nonce%3Dmine%26acr_values%3Dnone&scope=offline_access"))

    assert asked["nonce"] != "mine"
    assert "acr_values" not in asked
    assert "offline_access" not in asked["scope"]


def test_a_link_alone_sends_nobody_away(ann: Any, traveller: Traveller) -> None:
    response = traveller.ours.get("/accounts/oidc/trust-northfield/login/")

    assert response.status_code == 200
    assert "Refresh" not in response


@pytest.mark.parametrize(
    "orders",
    [
        {"set": {"nonce": "another"}},
        {"set": {"nonce": None}},
        {"set": {"iss": "http://127.0.0.1:1"}},
        {"set": {"aud": "southmoor-client"}},
        {"set": {"aud": ["northfield-client"], "azp": "southmoor-client"}},
        {"set": {"exp": 1_000_000_000}},
        {"set": {"exp": None}},
        {"set": {"sub": None}},
        {"wrong_key": True},
    ],
    ids=str,
)
def test_a_token_that_is_not_right_in_every_part_is_refused(
    ann: Any, server: Server, traveller: Traveller, orders: dict[str, Any]
) -> None:
    address = traveller.sign_in_there(traveller.leave(), ANN)
    server.order(**orders)

    response = traveller.come_back(address)

    assert response.status_code == 400
    assert not is_signed_in(traveller)


def test_another_state_is_refused(ann: Any, traveller: Traveller) -> None:
    address = traveller.sign_in_there(traveller.leave(), ANN)

    response = traveller.come_back(address.replace("state=", "state=x"))

    assert response.status_code == 400
    assert not is_signed_in(traveller)


def test_a_return_is_of_use_once(ann: Any, traveller: Traveller) -> None:
    address = traveller.sign_in_there(traveller.leave(), ANN)
    assert traveller.come_back(address).status_code == 302
    traveller.ours.post("/accounts/logout/")

    assert traveller.come_back(address).status_code == 400
    assert not is_signed_in(traveller)


def test_a_return_is_of_use_in_the_browser_that_left(ann: Any, server: Server, traveller: Traveller) -> None:
    """Nobody can be signed in as an attacker by a link that holds the attacker's code (ASVS 6.8.3)."""
    address = traveller.sign_in_there(traveller.leave(), ANN)
    other = Traveller(server)
    other.leave()

    assert other.come_back(address).status_code == 400
    assert not is_signed_in(other)


def test_another_persons_address_gives_nobody_their_account(
    world: World, ann: Any, server: Server, traveller: Traveller
) -> None:
    """nOAuth: a provider that says "email": somebody else's, verified, opens nothing (ASVS 6.8.1)."""
    victim = call(world.colleague, "victim@northfield.example")
    server.order(set={"email": victim.email, "email_verified": True, "sub": "99"})

    response = traveller.travel(ANN)

    assert response.status_code == 403
    assert "not joined" in response.content.decode()
    assert not is_signed_in(traveller)
    assert not SocialAccount.objects.filter(user=victim).exists()


def test_an_account_is_known_by_subject_whatever_address_is_asserted(
    ann: Any, server: Server, traveller: Traveller
) -> None:
    server.order(set={"email": "another@northfield.example"})

    assert traveller.travel(ANN).status_code == 302
    assert traveller.ours.session["_auth_user_id"] == str(ann.pk)


def test_an_address_of_another_domain_is_refused(ann: Any, server: Server, traveller: Traveller) -> None:
    server.order(set={"email": "guest@elsewhere.example"})

    assert traveller.travel(ANN).status_code == 403
    assert not is_signed_in(traveller)


def test_whoever_has_no_role_any_more_is_refused(world: World, ann: Any, traveller: Traveller) -> None:
    with trust_context(world.trust.pk):
        ann.memberships.update(is_active=False)

    assert traveller.travel(ANN).status_code == 403
    assert not is_signed_in(traveller)


def test_whoever_is_deactivated_is_refused(ann: Any, traveller: Traveller) -> None:
    ann.is_active = False
    ann.save()

    assert traveller.travel(ANN).status_code == 403
    assert not is_signed_in(traveller)


@pytest.mark.parametrize(
    "there", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "https:evil.example"]
)
def test_afterwards_nobody_is_sent_elsewhere(ann: Any, traveller: Traveller, there: str) -> None:
    assert traveller.travel(ANN, next=there)["Location"] == "/"


def test_afterwards_one_is_where_one_wanted_to_be(ann: Any, traveller: Traveller) -> None:
    assert traveller.travel(ANN, next=HOME)["Location"] == HOME


def test_in_entra_a_person_is_the_tenants_object(
    world: World, provider: IdentityProvider, server: Server, traveller: Traveller
) -> None:
    provider_of(world, server, kind="entra")
    user = call(world.doctor, ANN)
    SocialAccount.objects.create(user=user, provider="trust-northfield", uid="tenant/object")

    server.order(set={"tid": "tenant", "oid": "another"})
    assert traveller.travel(ANN).status_code == 403

    server.order(set={"tid": "tenant", "oid": "object", "sub": "pairwise"})
    assert Traveller(server).travel(ANN).status_code == 302


def test_a_provider_that_does_not_answer_is_said(world: World, ann: Any, server: Server, traveller: Traveller) -> None:
    provider_of(world, server, issuer="http://127.0.0.1:9")

    response = traveller.ours.post("/accounts/oidc/trust-northfield/login/")

    assert response.status_code == 400
    assert "was not completed" in response.content.decode()


def test_there_is_no_list_of_providers(provider: IdentityProvider, traveller: Traveller) -> None:
    assert "Northfield" not in traveller.ours.get("/accounts/login/").content.decode()
    assert traveller.ours.get("/accounts/oidc/trust-nowhere/login/").status_code == 404
