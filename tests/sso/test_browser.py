"""The whole way in a real Chromium: our page leaves for the provider under `form-action 'self'`, and one comes back."""

import os
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import expect, sync_playwright

from tests.sso.conftest import ANN
from tests.support.oidc_server import PASSWORD
from tests.support.sso import Server, join, provider_of
from tests.support.world import make_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def test_somebody_signs_in_with_their_trust(live_server: Any, tmp_path: Path, monkeypatch: Any) -> None:
    cache.clear()
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright keeps a loop running in this thread
    world = make_world()
    server = Server.start(tmp_path, [f"{live_server.url}/accounts/oidc/trust-northfield/login/callback/"])
    provider_of(world, server)
    join(world.doctor, ANN)
    complaints: list[str] = []
    with sync_playwright() as playwright:
        path = os.environ.get("HOMEGROWN_BROWSER", "/usr/bin/chromium")
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        page = browser.new_page()
        page.on("console", lambda m: complaints.append(m.text) if "Policy" in m.text else None)
        page.goto(f"{live_server.url}/accounts/login/")
        page.get_by_role("link", name="Sign in with your Trust").click()
        page.get_by_label("Your work e-mail address").fill(ANN)
        page.get_by_role("button", name="Continue").click()
        page.get_by_role("button", name="Continue to Northfield NHS Trust").click()
        page.wait_for_url(f"{server.address}/accounts/login/**")
        page.locator("[name=login]").fill(ANN)
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("[name=password]").press("Enter")
        page.wait_for_url(f"{live_server.url}/t/northfield/")
        expect(page.locator("h1")).to_be_visible()
        browser.close()
    server.stop()

    assert complaints == []
