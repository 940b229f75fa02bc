"""What the database keeps of a second factor opens no door: it is sealed under a key that lies elsewhere."""

import json
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth
from django.apps import apps
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction
from django.test import Client

from tests.support.factories import TrustFactory, UserFactory
from tests.support.world import World
from trusts.models import IdentityProvider, User
from trusts.sealing import BEGINS, SealError, reseal, seal, unseal
from trusts.tenancy import trust_context

PASSWORD = "correct horse battery staple"
SECRET = auth.generate_totp_secret()
LOGIN, SECOND = "/accounts/login/", "/accounts/2fa/authenticate/"


@pytest.fixture
def doctor(world: World) -> User:
    """The doctor with a password and a verified address; nobody has guessed yet."""
    cache.clear()
    user = world.doctor.user
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def lies_there() -> str:
    """All that the tables of second factors hold."""
    with connection.cursor() as cursor:
        cursor.execute("select json_agg(a) from mfa_authenticator a")
        return json.dumps(cursor.fetchone()[0])


def comes_in(user: User, code: str) -> bool:
    """Password, then this code."""
    client = Client()
    client.post(LOGIN, {"login": user.email, "password": PASSWORD})
    client.post(SECOND, {"code": code})
    return client.get("/t/northfield/").status_code == 200


def code() -> str:
    """What the app shows now."""
    return auth.format_hotp_value(auth.hotp_value(SECRET, next(iter(auth.yield_hotp_counters_from_time()))))


def test_no_seed_lies_in_the_database(doctor: User, monkeypatch: pytest.MonkeyPatch) -> None:
    seed = RecoveryCodes.generate_seed()
    monkeypatch.setattr(RecoveryCodes, "generate_seed", lambda *_: seed)
    auth.TOTP.activate(doctor, SECRET)
    codes = RecoveryCodes.activate(doctor).generate_codes()

    kept = lies_there()
    assert kept.count(BEGINS) == 2
    assert [secret for secret in (SECRET, seed, *codes) if secret in kept] == []
    assert comes_in(doctor, code())
    assert comes_in(doctor, codes[3])


def test_a_former_key_opens_until_everything_lies_under_the_new_one(doctor: User, settings: Any) -> None:
    settings.SEALING_KEY = "old" * 20
    auth.TOTP.activate(doctor, SECRET)
    old = seal("of a provider")

    settings.SEALING_KEY, settings.SEALING_KEY_FALLBACKS = "new" * 20, ["old" * 20]
    assert comes_in(doctor, code())
    assert unseal(old) == "of a provider"
    new = reseal(old)

    settings.SEALING_KEY_FALLBACKS = []
    assert unseal(new) == "of a provider"
    with pytest.raises(SealError):
        unseal(old)


def test_a_wrong_key_says_so_and_breaks_no_page(doctor: User, settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    auth.TOTP.activate(doctor, SECRET)
    codes = RecoveryCodes.activate(doctor).generate_codes()
    settings.SEALING_KEY = "somebody else's" * 5
    client = Client()
    client.post(LOGIN, {"login": doctor.email, "password": PASSWORD})

    for shown in (code(), codes[0]):
        answer = client.post(SECOND, {"code": shown})
        assert answer.status_code == 200
        assert "We cannot check that now, and it is not your mistake." in answer.content.decode()

    assert "opens with neither HOMEGROWN_SEALING_KEY nor its fallbacks" in caplog.text
    assert client.get("/t/northfield/").status_code == 302


def test_with_a_wrong_key_health_fails_and_the_page_of_codes_says_why(doctor: User, settings: Any) -> None:
    auth.TOTP.activate(doctor, SECRET)
    RecoveryCodes.activate(doctor)
    client = Client(raise_request_exception=False)
    client.post(LOGIN, {"login": doctor.email, "password": PASSWORD})
    client.post(SECOND, {"code": code()})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert client.get("/accounts/2fa/recovery-codes/").status_code == 200
    assert client.get("/health/?only=sealing").json() == {"sealing": "ok"}

    settings.SEALING_KEY = "somebody else's" * 5

    assert client.get("/health/?only=sealing").json() == {"sealing": "failing"}
    answer = client.get("/accounts/2fa/recovery-codes/")
    assert answer.status_code == 503
    assert "Tell whoever runs Homegrown for your Trust." in answer.content.decode()


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_what_lay_open_before_is_sealed_by_the_migration(settings: Any) -> None:
    settings.SEALING_KEY, settings.SECRET_KEY_FALLBACKS = settings.SECRET_KEY, []
    provider = {"issuer": "https://x.example", "client_id": "x", "domains": [], "sealed_secret": seal("of a provider")}
    trust = TrustFactory()
    with trust_context(trust.pk):
        IdentityProvider.objects.create(trust=trust, **provider)
    settings.SEALING_KEY = "of its own" * 5
    for data in ({"secret": SECRET}, {"seed": "ab" * 40, "used_mask": 5}, {"migrated_codes": ["12345678"]}):
        kind = "totp" if "secret" in data else "recovery_codes"
        Authenticator.objects.create(user=UserFactory(), type=kind, data=data)
    Authenticator.objects.create(user=UserFactory(), type="webauthn", data={"name": "A key"})
    migration = import_module("trusts.migrations.0014_sealed_second_factors")

    for _ in range(2):  # a second time changes nothing
        with transaction.atomic(using="owner"):
            migration.seal_what_is_there(apps, SimpleNamespace(connection=connections["owner"]))

    kept = lies_there()
    assert kept.count(BEGINS) == 3
    assert [secret for secret in (SECRET, "ab" * 40, "12345678") if secret in kept] == []
    assert '"used_mask": 5' in kept
    assert unseal(IdentityProvider.objects.get().sealed_secret) == "of a provider"
    assert unseal(Authenticator.objects.get(type="totp").data["secret"]) == SECRET


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_the_command_brings_everything_under_the_newest_key(settings: Any, capsys: pytest.CaptureFixture[str]) -> None:
    settings.SEALING_KEY = "old" * 20
    auth.TOTP.activate(UserFactory(), SECRET)
    settings.SEALING_KEY, settings.SEALING_KEY_FALLBACKS = "new" * 20, ["old" * 20]

    call_command("reseal")

    assert capsys.readouterr().out == "1 secrets are sealed under the newest key.\n"
    settings.SEALING_KEY, settings.SEALING_KEY_FALLBACKS = "newer" * 20, []
    with pytest.raises(CommandError, match="1 open with no key that is set"):
        call_command("reseal")
