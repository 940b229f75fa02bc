"""A person between Homegrown and their Trust's identity provider: two sites, one browser."""

import json
import re
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

import requests
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from tests.support.oidc_server import PASSWORD, PEOPLE, SECRET
from tests.support.world import World
from trusts.models import IdentityProvider, Person, User
from trusts.services.sign_in import set_up_provider
from trusts.states import ProviderKind
from trusts.tenancy import trust_context

ROOT = Path(__file__).resolve().parents[2]
OWN_PASSWORD = "a long password of one's own"


@dataclass
class Server:
    """The running identity provider."""

    directory: Path
    process: "subprocess.Popen[bytes]"
    address: str = ""

    @classmethod
    def start(cls, directory: Path, return_addresses: list[str]) -> Self:
        """Start it on a free port and wait until it answers."""
        with (directory / "log").open("wb") as log:
            command = [sys.executable, "-m", "tests.support.oidc_server", str(directory), "0", *return_addresses]
            server = cls(directory, subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log))
        ready = directory / "ready"
        for _ in range(600):
            if ready.exists() and ready.read_text():
                server.address = f"http://127.0.0.1:{json.loads(ready.read_text())['port']}"
                return server
            assert server.process.poll() is None, (directory / "log").read_text()
            time.sleep(0.1)
        raise AssertionError("The identity provider did not start.")

    def order(self, **orders: Any) -> None:
        """What the next tokens say: order(set={claim: value}, wrong_key=True); nothing: they are right again."""
        (self.directory / "claims.json").write_text(json.dumps(orders))

    def stop(self) -> None:
        """End it."""
        self.process.terminate()
        self.process.wait(10)


@dataclass
class Traveller:
    """One browser: cookies of ours and of the provider's."""

    server: Server
    ours: Client = field(default_factory=Client)
    theirs: requests.Session = field(default_factory=requests.Session)

    def leave(self, trust: str = "northfield", query: str = "", **data: str) -> str:
        """Press the button of our page; the address it leads to."""
        response = self.ours.post(f"/accounts/oidc/trust-{trust}/login/?{query}", data)
        assert response.status_code == 200, response
        return response["Refresh"].partition("url=")[2]

    def sign_in_there(self, address: str, email: str) -> str:
        """Sign in at the provider, as its person; where it sends them back to."""
        response = self.theirs.get(address)
        if "/accounts/login/" in response.url:
            token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', response.text)
            form = {"login": email, "password": PASSWORD, "csrfmiddlewaretoken": token[1] if token else ""}
            response = self.theirs.post(response.url, form, allow_redirects=False)
            while "/login/callback/" not in response.headers["Location"]:
                address = response.headers["Location"]
                response = self.theirs.get(self._whole(address), allow_redirects=False)
            return str(response.headers["Location"])
        raise AssertionError(response.url)

    def _whole(self, address: str) -> str:
        return address if address.startswith("http") else self.server.address + address

    def come_back(self, address: str) -> Any:
        """Follow the provider's last redirect, to us."""
        parts = urlsplit(address)
        return self.ours.get(f"{parts.path}?{parts.query}")

    def travel(self, email: str, trust: str = "northfield", query: str = "", **data: str) -> Any:
        """The whole way; our answer at its end."""
        return self.come_back(self.sign_in_there(self.leave(trust, query, **data), email))


def subject(email: str) -> str:
    """What the provider calls one of its people."""
    return str(PEOPLE.index(email) + 1)


def provider_of(world: World, server: Server, trust: str = "trust", **fields: Any) -> IdentityProvider:
    """Set up a Trust's provider by its administrator's own service."""
    found = getattr(world, trust)
    by = world.administrator if trust == "trust" else world.outsider
    values = {
        "kind": ProviderKind.OTHER,
        "issuer": server.address,
        "client_id": f"{found.slug}-client",
        "domains": [f"{found.slug}.example"],
        "acr_values": [],
        "amr_values": [],
        "secret": SECRET,
    }
    with trust_context(found.pk):
        set_up_provider(by=by, **(values | fields))
    return IdentityProvider.objects.get(trust=found)


def call(person: Person, email: str) -> User:
    """Give somebody of the cast this address, verified."""
    user = person.user
    user.email = email
    user.set_unusable_password()
    user.save()
    EmailAddress.objects.update_or_create(user=user, email=email, defaults={"verified": True, "primary": True})
    return user


def join(person: Person, email: str, trust: str = "northfield") -> User:
    """Somebody of the cast with this address, joined to the provider's person of the same address."""
    user = call(person, email)
    SocialAccount.objects.create(user=user, provider=f"trust-{trust}", uid=subject(email))
    return user


def arm(user: User) -> str:
    """Give somebody a password and an authenticator app; its secret."""
    user.set_password(OWN_PASSWORD)
    user.save()
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    assert Authenticator.objects.filter(user=user).exists()
    return secret
