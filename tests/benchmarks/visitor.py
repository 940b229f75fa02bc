"""Somebody signed in with a second factor, who asks the whole WSGI application in this process."""

import io
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlencode

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import HttpRequest
from django.test import Client

from trusts.models import User

HOST = "homegrown.example"
CSRF = "c" * 32
# What the proxy and a page's own script say with every request.
HEADERS = {"Host": HOST, "X-Forwarded-Proto": "https", "Origin": f"https://{HOST}", "X-CSRFToken": CSRF}


@cache
def application() -> Any:
    """Production's application, with every middleware."""
    return get_wsgi_application()


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The page."""
        return self.body.decode()


class Visitor:
    """One session of one user."""

    def __init__(self, user: User) -> None:
        self.session = sign_in(user)
        self.cookies = f"{settings.SESSION_COOKIE_NAME}={self.session}; {settings.CSRF_COOKIE_NAME}={CSRF}"

    def get(self, path: str) -> Answer:
        """Ask for a page."""
        return ask(application(), "GET", path, cookies=self.cookies)

    def post(self, path: str, form: dict[str, Any]) -> Answer:
        """Send a form."""
        body = urlencode(form).encode()
        return ask(application(), "POST", path, body, "application/x-www-form-urlencoded", cookies=self.cookies)


def ask(server: Any, method: str, path: str, body: bytes = b"", kind: str = "", *, cookies: str = "") -> Answer:
    """One request to a WSGI application, as it comes from the proxy."""
    path, _, query = path.partition("?")
    environ = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": HOST,
        "SERVER_PORT": "443",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_TYPE": kind,
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_COOKIE": cookies,
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
    } | {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in HEADERS.items()}
    begun: list[Any] = []
    response = server(environ, lambda status, headers, _info=None: begun.extend((status, headers)))
    try:
        return Answer(int(begun[0].split()[0]), dict(begun[1]), b"".join(response))
    finally:
        response.close()


def sign_in(user: User) -> str:
    """A session of a user who has a second factor; returns its key."""
    if not user.authenticator_set.exists():
        TOTP.activate(user, generate_totp_secret())
    client = Client(headers={"host": HOST})
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    request = HttpRequest()
    request.session = client.session
    record_authentication(request, user, method="password", reauthenticated=True)
    request.session.save()
    return client.cookies[settings.SESSION_COOKIE_NAME].value


class Statements:
    """Counts the statements of a request: `with Statements() as said: ...; len(said.words)`."""

    def __init__(self) -> None:
        self.words: list[str] = []

    def __enter__(self) -> "Statements":
        self._wrapper = connection.execute_wrapper(self._note)
        self._wrapper.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self._wrapper.__exit__(*error)

    def _note(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.words.append(sql)
        return execute(sql, params, many, context)
