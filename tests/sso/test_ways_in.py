"""Which session opens which Trust, and that "only through the Trust" leaves no weaker way."""

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.test import Client

from tests.sso.conftest import ANN
from tests.support.factories import MembershipFactory, PersonFactory
from tests.support.sso import OWN_PASSWORD, Server, Traveller, arm, call, provider_of
from tests.support.world import World
from trusts.models import Event, IdentityProvider, Membership, Message, UniversityMembership
from trusts.services.accounts import make_token
from trusts.services.sign_in import require_provider
from trusts.states import Role
from trusts.tenancy import trust_context

HOME, OTHER = "/t/northfield/", "/t/southmoor/"


@pytest.fixture
def only_way(world: World, ann: Any, provider: IdentityProvider, traveller: Traveller, server: Server) -> World:
    """Northfield's provider was tried, an administrator keeps a way in, and it is the only way."""
    administrator = call(world.administrator, "administrator@northfield.example")
    arm(administrator)
    with trust_context(world.trust.pk):
        Membership.objects.filter(user=administrator).update(is_break_glass=True)
        IdentityProvider.objects.filter(trust=world.trust).update(tried_at="2026-01-01T00:00Z")
        require_provider(by=world.administrator)
    return world


def joins_southmoor(world: World, user: Any) -> None:
    MembershipFactory(user=user, trust=world.other_trust, role=Role.REVIEWER)
    with trust_context(world.other_trust.pk):
        PersonFactory(user=user, full_name="Also of Southmoor")


def sign_in(email: str, password: str = OWN_PASSWORD) -> tuple[Client, Any]:
    client = Client()
    return client, client.post("/accounts/login/", {"login": email, "password": password})


def test_a_provider_opens_its_own_trust_alone(world: World, ann: Any, traveller: Traveller) -> None:
    joins_southmoor(world, ann)
    UniversityMembership.objects.create(university=world.university, user=ann)
    traveller.travel(ANN)

    assert traveller.ours.get(HOME).status_code == 200
    for path in (OTHER, f"{OTHER}reviews/"):
        assert traveller.ours.get(path)["Location"].startswith("/accounts/trust/southmoor/")
    assert traveller.ours.get("/api/t/southmoor/me/").status_code == 403
    assert traveller.ours.get("/u/lakeside/").status_code == 403
    assert "another Trust" in traveller.ours.get(OTHER, follow=True).content.decode()


def test_a_provider_cannot_bring_in_somebody_of_another_trust(
    world: World, server: Server, traveller: Traveller
) -> None:
    """Even a link planted in the table, and an address in the domain, open no Trust one does not belong to."""
    provider_of(world, server)
    outsider = call(world.outsider, ANN)
    SocialAccount.objects.create(user=outsider, provider="trust-northfield", uid="1")

    assert traveller.travel(ANN).status_code == 403
    assert "_auth_user_id" not in traveller.ours.session


def test_a_link_to_one_provider_is_none_to_another(
    world: World, ann: Any, server: Server, traveller: Traveller
) -> None:
    provider_of(world, server, "other_trust", domains=["northfield.example"])
    joins_southmoor(world, ann)

    assert traveller.travel(ANN, trust="southmoor").status_code == 403


def test_a_return_for_one_trust_is_none_for_another(
    world: World, ann: Any, server: Server, traveller: Traveller
) -> None:
    provider_of(world, server, "other_trust", domains=["northfield.example"])
    SocialAccount.objects.create(user=ann, provider="trust-southmoor", uid="1")
    joins_southmoor(world, ann)

    address = traveller.sign_in_there(traveller.leave(), ANN)

    assert traveller.come_back(address.replace("trust-northfield", "trust-southmoor")).status_code == 400


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/password/change/",
        "/accounts/password/set/",
        "/accounts/email/",
        "/accounts/2fa/webauthn/add/",
        "/accounts/3rdparty/",
        "/account/tokens/make/",
    ],
)
def test_a_provider_session_changes_nothing_that_reaches_further(ann: Any, traveller: Traveller, path: str) -> None:
    """Or whoever runs the provider could plant a password, passkey or token, and come back past it."""
    traveller.travel(ANN)

    assert traveller.ours.get(path).status_code == 403
    assert traveller.ours.post(path, {"days": 30}).status_code == 403


def test_only_way_closes_passwords(only_way: World, ann: Any) -> None:
    arm(ann)
    Authenticator.objects.filter(user=ann).delete()

    client, response = sign_in(ANN)

    assert response["Location"] == "/accounts/trust/northfield/"
    assert "_auth_user_id" not in client.session
    assert "account they use at work" in client.get(response["Location"]).content.decode()


def test_only_way_closes_passkeys(only_way: World, ann: Any, rf: Any) -> None:
    """Every way of signing in passes pre_login(): passwords, passkeys, codes."""
    from allauth.account.adapter import get_adapter

    kwargs = {"email_verification": "none", "signal_kwargs": None, "email": None, "signup": False, "redirect_url": None}
    response = get_adapter().pre_login(rf.get("/"), ann, **kwargs)

    assert response["Location"] == "/accounts/trust/northfield/"


def test_only_way_closes_sessions_begun_before(only_way: World, sign_in: Any) -> None:
    client = sign_in(only_way.doctor)

    assert client.get(HOME)["Location"] == "/accounts/trust/northfield/?next=%2Ft%2Fnorthfield%2F"
    assert client.post(f"{HOME}agreements/sign/")["Location"] == "/accounts/trust/northfield/?"
    assert client.get("/api/t/northfield/me/").status_code == 403


def test_only_way_closes_tokens(only_way: World, ann: Any) -> None:
    token = make_token(user=ann, days=1)

    response = Client().get("/api/t/northfield/me/", headers={"Authorization": f"Token {token}"})

    assert response.status_code == 403


def test_only_way_closes_password_resets(only_way: World, ann: Any) -> None:
    Client().post("/accounts/password/reset/", {"email": ANN})

    assert len(mail.outbox) == 1
    assert "/accounts/trust/northfield/" in mail.outbox[0].body
    assert "/password/reset/key/" not in mail.outbox[0].body


def test_a_reset_link_of_before_sets_no_password(world: World, ann: Any, request: Any) -> None:
    ann.set_password(OWN_PASSWORD)
    ann.save()
    client = Client()
    client.post("/accounts/password/reset/", {"email": ANN})
    found = re.search(r"/accounts/password/reset/key/\S+", mail.outbox[0].body)
    assert found
    request.getfixturevalue("only_way")

    page = client.get(found[0], follow=True)
    new = "quite another long password"
    client.post(page.request["PATH_INFO"], {"password1": new, "password2": new})

    ann.refresh_from_db()
    assert ann.check_password(OWN_PASSWORD)


def test_through_the_trust_one_still_comes_in(only_way: World, traveller: Traveller) -> None:
    traveller.travel(ANN)

    assert traveller.ours.get(HOME).status_code == 200
    assert traveller.ours.get("/api/t/northfield/me/").status_code == 200


def test_whoever_belongs_elsewhere_too_keeps_their_own_way_there(only_way: World, ann: Any) -> None:
    joins_southmoor(only_way, ann)
    arm(ann)
    Authenticator.objects.filter(user=ann).delete()

    client, _ = sign_in(ANN)

    assert client.get(OTHER).status_code == 200
    assert client.get(HOME).status_code == 302


def test_whoever_is_not_joined_yet_comes_in_far_enough_to_join(only_way: World, traveller: Traveller) -> None:
    new = call(only_way.colleague, "bob@southmoor.example")
    arm(new)
    Authenticator.objects.filter(user=new).delete()
    traveller.ours.post("/accounts/login/", {"login": new.email, "password": OWN_PASSWORD})

    page = traveller.ours.get(HOME, follow=True).content.decode()

    assert "Join your account to Northfield" in page
    assert "Colleague" not in page


def test_nobody_joins_anothers_account_to_their_own(
    world: World, provider: IdentityProvider, server: Server, traveller: Traveller
) -> None:
    """Somebody of the Trust, in possession of a colleague's session, cannot make it theirs for good."""
    victim = call(world.colleague, "colleague@northfield.example")
    traveller.ours.force_login(victim, backend="allauth.account.auth_backends.AuthenticationBackend")

    assert traveller.travel(ANN, query="process=connect").status_code == 403
    assert not SocialAccount.objects.exists()


def test_an_administrator_breaks_the_glass_and_all_are_told(only_way: World) -> None:
    client = Client()
    administrator = only_way.administrator.user
    Authenticator.objects.filter(user=administrator).delete()
    client.post("/accounts/login/", {"login": administrator.email, "password": OWN_PASSWORD})

    assert client.get(HOME).status_code == 200
    with trust_context(only_way.trust.pk):
        assert Event.objects.filter(action="sign_in.break_glass").count() == 1
        assert Message.objects.filter(recipient=only_way.administrator, kind="glass_broken").exists()


def test_the_address_page_asks_nothing_about_the_person(world: World, provider: IdentityProvider) -> None:
    client = Client()
    known = call(world.doctor, ANN)

    pages = [
        client.post("/accounts/trust/", {"email": email}).content.decode()
        for email in (known.email, "nobody@northfield.example")
    ]

    assert all("Continue to Northfield NHS Trust" in page for page in pages)
    strip = re.compile(r'value="[^"]*"|hx-headers=.*')
    assert strip.sub("", pages[0]) == strip.sub("", pages[1])


def test_an_address_of_no_trust_is_told_so(world: World, provider: IdentityProvider) -> None:
    page = Client().post("/accounts/trust/", {"email": "ann@gmail.example"}).content.decode()

    assert "No Trust here signs in people with this address" in page
    assert "Northfield" not in page
