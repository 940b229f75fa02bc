"""What reaches the log in production: lines a machine reads, and never a secret."""

import io
import json
import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.core.cache import cache
from django.test import Client

from tests.support.oidc_server import SECRET
from tests.support.sso import OWN_PASSWORD, arm, call
from tests.support.world import World
from trusts.logs import ContextFilter, JsonLines
from trusts.services.invitations import deliver_invitation, invite
from trusts.states import Role
from trusts.tenancy import trust_context

EMAIL = "ann@northfield.example"
NEW_PASSWORD = "a new and quite long password"
TYPED = "what a doctor typed in confidence"


class Heard:
    """Everything logged, as production writes it."""

    def __init__(self) -> None:
        self.stream = io.StringIO()
        self.handler = logging.StreamHandler(self.stream)
        self.handler.setFormatter(JsonLines())
        self.handler.addFilter(ContextFilter())

    @property
    def text(self) -> str:
        return self.stream.getvalue()

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text.splitlines()]


@pytest.fixture
def heard() -> Iterator[Heard]:
    heard, root = Heard(), logging.getLogger()
    before = root.level
    root.addHandler(heard.handler)
    root.setLevel(logging.INFO)
    yield heard
    root.removeHandler(heard.handler)
    root.setLevel(before)


def test_a_line_names_its_request_who_and_which_trust(world: World, sign_in: Any, heard: Heard) -> None:
    response = sign_in(world.doctor).get("/t/northfield/people/?secret=x")

    line = next(line for line in heard.lines if line["logger"] == "django.request")
    assert line["request_id"] == response["X-Request-ID"]
    assert (line["user_id"], line["trust"]) == (world.doctor.user.pk, "northfield")
    assert (line["method"], line["route"]) == ("GET", "/t/<slug:trust>/people/")
    assert line["time"].endswith("+00:00")
    assert line["level"] == "WARNING"


def test_no_line_can_be_forged(heard: Heard) -> None:
    logging.getLogger("homegrown").warning("a\r\n%s", '{"level": "INFO"}\u2028x\nb')

    assert len(heard.text.strip().split("\n")) == 1
    assert "\r" not in heard.text


def test_an_address_nobody_knows_is_not_repeated(heard: Heard, db: None) -> None:
    Client().get("/invitation/Xk3-secret-token/")

    assert "Xk3-secret-token" not in heard.text
    assert "(no such page)" in heard.text


def test_a_failure_tells_where_and_not_what_was_typed(heard: Heard) -> None:
    try:
        try:
            int(TYPED)
        except ValueError as error:
            raise RuntimeError(TYPED) from error
    except RuntimeError:
        logging.getLogger("homegrown").exception("failed")

    (line,) = heard.lines
    assert line["exc_info"][0] == "RuntimeError"
    assert "ValueError" in line["exc_info"]
    assert any("test_logs.py" in place for place in line["exc_info"])
    assert TYPED not in heard.text


def test_nothing_secret_is_logged_or_mailed_to_anybody_else(world: World, settings: Any, heard: Heard) -> None:
    """A run of everything that has to do with signing in."""
    settings.SECOND_FACTOR_REQUIRED = True
    cache.clear()
    user, client = call(world.doctor, EMAIL), Client()
    secrets = [OWN_PASSWORD, NEW_PASSWORD, TYPED, SECRET, arm(user), user.password]

    def seen(*words: str) -> None:
        secrets.extend(word for word in words if word)

    client.post("/accounts/login/", {"login": EMAIL, "password": TYPED})
    client.post("/accounts/login/", {"login": TYPED, "password": OWN_PASSWORD})
    client.post("/accounts/login/", {"login": EMAIL, "password": OWN_PASSWORD})
    code = format_hotp_value(hotp_value(secrets[4], next(yield_hotp_counters_from_time())))
    client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    client.post("/accounts/2fa/authenticate/", {"code": code})
    assert client.get("/t/northfield/").status_code == 200
    seen(client.session.session_key or "", client.cookies["sessionid"].value)

    page = client.post("/account/tokens/make/", {"days": 30}).content.decode()
    token = re.search(r'hg-token">(\w+)<', page)
    assert token
    Client().get("/api/t/northfield/me/", headers={"Authorization": f"Token {token[1]}"})
    Client().get("/api/t/northfield/me/", headers={"Authorization": "Token 0123456789wrong"})
    seen(token[1], "0123456789wrong")

    Client().post("/accounts/password/reset/", {"email": EMAIL})
    link = re.search(r"/accounts/password/reset/key/(\S+)/", mail.outbox[-1].body)
    assert link
    reset = Client()
    form = reset.get(link[0], follow=True)
    reset.post(form.request["PATH_INFO"], {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    Client().get(f"/accounts/password/reset/key/{link[1][::-1]}/")
    seen(link[1], link[1][::-1])

    with trust_context(world.trust.pk):
        asked = invite(email="new@northfield.example", full_name="New", roles=[Role.REVIEWER], by=world.administrator)
        deliver_invitation(invitation=asked)
    invitation = re.search(r"/invitations/([^/\s]+)/", mail.outbox[-1].body)
    assert invitation
    Client().get(f"/invitations/{invitation[1]}/")
    Client().get(f"/invitations/{invitation[1]}x/")
    seen(invitation[1])

    assert heard.lines
    found = [secret for secret in secrets if secret in heard.text]
    assert found == []
    assert not [m for m in mail.outbox if OWN_PASSWORD in m.body or NEW_PASSWORD in m.body]


def test_the_secret_of_a_provider_is_not_logged(world: World, sign_in: Any, heard: Heard) -> None:
    form = {"kind": "other", "issuer": "http://127.0.0.1:9", "client_id": "x", "domains": "a.example", "secret": SECRET}

    sign_in(world.administrator).post("/t/northfield/sign-in/change/", form)
    sign_in(world.administrator).post("/t/northfield/sign-in/change/", form | {"issuer": "no"})
    Client().post("/accounts/oidc/trust-northfield/login/")
    Client().get("/accounts/oidc/trust-northfield/login/callback/?code=the-code-of-the-provider&state=the-state")

    assert heard.lines
    for secret in (SECRET, "the-code-of-the-provider", "the-state"):
        assert secret not in heard.text
