"""A Trust's administrator sets up its sign-in, tries it, and makes it the only way in."""

from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from django.db import ProgrammingError, connection, transaction
from django.test import Client

from tests.sso.conftest import ANN
from tests.support.oidc_server import SECRET
from tests.support.sso import OWN_PASSWORD, Server, Traveller, arm, call, provider_of
from tests.support.world import World
from trusts.models import Event, IdentityProvider
from trusts.sealing import unseal
from trusts.tenancy import trust_context

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PAGE = "/t/northfield/sign-in/"
FORM = {
    "kind": "other",
    "issuer": "https://login.example.org",
    "client_id": "homegrown",
    "secret": "s3cret-of-the-client",
    "domains": "Northfield.example\nnhs.example",
    "acr_values": "AAL2_OR_AAL3_ANY",
    "amr_values": "mfa, hwk",
}


def test_an_administrator_sets_it_up(world: World, sign_in: Any) -> None:
    client = sign_in(world.administrator)
    assert "/accounts/oidc/trust-northfield/login/callback/" in client.get(PAGE).content.decode()

    assert client.post(f"{PAGE}change/", FORM).status_code == 302

    provider = IdentityProvider.objects.get(trust=world.trust)
    assert provider.domains == ["northfield.example", "nhs.example"]
    assert provider.amr_values == ["mfa", "hwk"]
    assert unseal(provider.sealed_secret) == FORM["secret"]
    for path in (PAGE, f"{PAGE}change/"):
        page = client.get(path).content.decode()
        assert "homegrown" in page
        assert FORM["secret"] not in page
    with trust_context(world.trust.pk):
        told = Event.objects.get(action="provider.set_up")
        assert told.data["new_secret"] is True
        assert FORM["secret"] not in str(told.data)


def test_without_agreed_words_our_own_second_factor_is_always_asked_for(world: World, sign_in: Any) -> None:
    sign_in(world.administrator).post(f"{PAGE}change/", {**FORM, "acr_values": "", "amr_values": " "})

    provider = IdentityProvider.objects.get(trust=world.trust)
    assert (provider.acr_values, provider.amr_values) == ([], [])


def test_an_empty_secret_keeps_the_one_held(world: World, sign_in: Any) -> None:
    client = sign_in(world.administrator)
    client.post(f"{PAGE}change/", FORM)

    client.post(f"{PAGE}change/", {**FORM, "secret": "", "domains": "other.example"})

    provider = IdentityProvider.objects.get(trust=world.trust)
    assert provider.domains == ["other.example"]
    assert unseal(provider.sealed_secret) == FORM["secret"]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"secret": ""}, "Enter the client secret"),
        ({"domains": "not a domain"}, "Enter a domain such as"),
        ({"domains": ""}, "Enter at least one domain"),
        ({"issuer": "javascript:alert(1)"}, "https:// address"),
        ({"kind": "entra", "issuer": "https://login.microsoftonline.com/common/v2.0"}, "your own tenant"),
        ({"kind": ""}, "Choose what your Trust signs in with"),
    ],
)
def test_what_cannot_work_is_told_beside_its_field(
    world: World, sign_in: Any, wrong: dict[str, str], words: str
) -> None:
    page = sign_in(world.administrator).post(f"{PAGE}change/", {**FORM, **wrong}).content.decode()

    assert words in page
    assert 'value="homegrown"' in page
    assert not IdentityProvider.objects.exists()


def test_the_secret_lies_sealed_and_is_read_by_nobody_inside_a_trust(world: World, provider: IdentityProvider) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select sealed_secret from trusts_identityprovider")
        assert SECRET not in cursor.fetchone()[0]
    with trust_context(world.trust.pk), pytest.raises(ProgrammingError, match="permission denied"):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select sealed_secret from trusts_identityprovider")


def test_a_trust_sees_and_changes_its_own_provider_alone(world: World, provider: IdentityProvider) -> None:
    with trust_context(world.other_trust.pk):
        assert not IdentityProvider.objects.defer("sealed_secret").exists()
        assert IdentityProvider.objects.filter(pk=provider.pk).update(issuer="https://evil.example") == 0
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            IdentityProvider.objects.create(
                trust=world.trust, kind="other", issuer="https://e.example", client_id="x", domains=["x.example"]
            )


def test_outside_a_trust_nothing_is_written(world: World, provider: IdentityProvider) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        IdentityProvider.objects.update(issuer="https://evil.example")


def test_it_is_tried_by_an_administrator_before_it_is_the_only_way(
    world: World, provider: IdentityProvider, server: Server, traveller: Traveller
) -> None:
    administrator = call(world.administrator, ANN)
    traveller.ours.force_login(administrator, backend=BACKEND)

    page = traveller.ours.post(f"{PAGE}require/", follow=True).content.decode()
    assert "Sign in through it once yourself" in page

    assert traveller.travel(ANN, query="process=connect", next=PAGE)["Location"] == PAGE
    assert SocialAccount.objects.get(user=administrator).provider == "trust-northfield"
    page = traveller.ours.post(f"{PAGE}require/", follow=True).content.decode()
    assert "Name an administrator for emergencies first" in page

    arm(administrator)  # a new password ends one's sessions
    traveller.ours.force_login(administrator, backend=BACKEND)
    traveller.ours.post(f"/t/northfield/people/{world.administrator.pk}/way-in/keep/")
    traveller.ours.post(f"{PAGE}require/")
    assert IdentityProvider.objects.get().is_only_way
    assert "The only way in" in traveller.ours.get(PAGE).content.decode()

    page = traveller.ours.post(f"/t/northfield/people/{world.administrator.pk}/way-in/end/", follow=True)
    assert "name another first" in page.content.decode()


def test_a_changed_connection_is_tried_anew(
    world: World, provider: IdentityProvider, server: Server, traveller: Traveller
) -> None:
    test_it_is_tried_by_an_administrator_before_it_is_the_only_way(world, provider, server, traveller)

    provider_of(world, server, secret="a new one")

    provider.refresh_from_db()
    assert (provider.tried_at, provider.is_only_way) == (None, False)


def test_the_database_keeps_the_order(world: World, provider: IdentityProvider) -> None:
    from django.db import IntegrityError

    with trust_context(world.trust.pk), pytest.raises(IntegrityError), transaction.atomic():
        IdentityProvider.objects.filter(pk=provider.pk).update(is_only_way=True)


def test_whoever_is_no_administrator_keeps_no_way_in(world: World, provider: IdentityProvider, sign_in: Any) -> None:
    client = sign_in(world.administrator)

    page = client.post(f"/t/northfield/people/{world.doctor.pk}/way-in/keep/", follow=True).content.decode()
    assert "Only an administrator" in page
    page = client.post(f"/t/northfield/people/{world.administrator.pk}/way-in/keep/", follow=True).content.decode()
    assert "password and a second factor here first" in page


def test_a_signed_in_person_joins_their_account(world: World, provider: IdentityProvider, traveller: Traveller) -> None:
    user = call(world.doctor, ANN)
    arm(user)
    user.authenticator_set.all().delete()
    traveller.ours.post("/accounts/login/", {"login": ANN, "password": OWN_PASSWORD})
    assert "Join your account to Northfield" in traveller.ours.get("/account/").content.decode()

    asked_again = traveller.travel(ANN, query="process=connect")
    assert asked_again["Location"].startswith("/accounts/reauthenticate/")
    traveller.ours.post("/accounts/reauthenticate/", {"password": OWN_PASSWORD})

    assert SocialAccount.objects.get(user=user).uid == "1"


def test_somebody_elses_provider_account_is_not_taken_over(
    world: World, ann: Any, provider: IdentityProvider, traveller: Traveller
) -> None:
    other = call(world.colleague, "colleague@northfield.example")
    traveller.ours.force_login(other, backend=BACKEND)

    traveller.travel(ANN, query="process=connect")

    assert SocialAccount.objects.get().user == ann


def test_nobody_else_sets_up_a_sign_in(world: World, sign_in: Any) -> None:
    for person in (world.doctor, world.director, world.hr_officer):
        client: Client = sign_in(person)
        assert client.get(PAGE).status_code == 403
        assert client.post(f"{PAGE}change/", FORM).status_code == 403
        assert client.post(f"{PAGE}require/").status_code == 403
