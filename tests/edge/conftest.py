"""The furnished house, served to a real browser."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client, override_settings
from playwright.sync_api import Browser, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.conftest import empty_database
from tests.support.furnished import SUPPORT, House, furnish_house
from tests.support.owner import support_agent

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@dataclass
class Site:
    """Where it answers, who lives there, and the session cookie of each."""

    address: str
    house: House
    cookies: dict[str, str]


@pytest.fixture(scope="package")
def site(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Both Trusts with a row of every kind, and everybody signed in."""
    files: Path = tmp_path_factory.mktemp("files")
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch, override_settings(FILES_ROOT=str(files)):
        empty_database()
        with support_agent(SUPPORT):
            house = furnish_house(files)
            server = LiveServer("localhost")
            patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright keeps a loop running in this thread
            yield Site(server.url, house, {name: _sign_in(user) for name, user in house.users.items()})
            server.stop()
            empty_database()


def _sign_in(user: Any) -> str:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One Chromium for all."""
    with sync_playwright() as playwright:
        path = os.environ.get("HOMEGROWN_BROWSER", "/usr/bin/chromium")
        chromium = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield chromium
        chromium.close()
