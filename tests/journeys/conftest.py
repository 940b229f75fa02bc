"""The demonstration, loaded once for all journeys, served to a real browser.

Journeys keep out of each other's way: each works on people and rows of its own, so they may run in any order.
"""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.conftest import empty_database
from tests.journeys.visitor import DESK, Visitor

Visit = Callable[..., Visitor]
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(scope="package")
def address(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """Where the loaded demonstration answers."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        empty_database()
        call_command("demo")
        server = LiveServer("localhost")
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright keeps a loop running in this thread
        yield server.url
        server.stop()
        empty_database()


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One Chromium for all."""
    with sync_playwright() as playwright:
        path = os.environ.get("HOMEGROWN_BROWSER", "/usr/bin/chromium")
        chromium = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def visit(address: str, browser: Browser) -> Iterator[Visit]:
    """A browser of one's own: visit(email, width=375, scripts=False); email None is nobody."""
    contexts = []

    def open_as(email: str | None, *, width: int = DESK, scripts: bool = True) -> Visitor:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            java_script_enabled=scripts,
            has_touch=width < 600,
            locale="en-GB",
            timezone_id="Europe/London",
            reduced_motion="reduce",
        )
        contexts.append(context)
        visitor = Visitor(context, address, has_scripts=scripts)
        return visitor.sign_in_as(email) if email else visitor

    yield open_as
    for context in contexts:
        context.close()
