"""Arriving: who one can be, the sign-in page, and what anybody may read."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Visit
from tests.journeys.visitor import DESK, PHONE
from trusts.shell import HELP_FOR

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_anybody_chooses_whom_to_be(visit: Visit, width: int) -> None:
    nobody = visit(None, width=width).go("/demo/")
    nobody.see("Lancashire Care NHS Foundation Trust", "Dr Suryani", "Lancaster University")

    nobody.page.get_by_role("button", name="Dr Suryani").click()

    nobody.see("Hello, ")
    nobody.follow("Sign in as somebody else").see("Who would you like to be?")


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_what_anybody_may_read(visit: Visit, width: int) -> None:
    nobody = visit(None, width=width)
    for path in ("/accounts/login/", "/privacy/", "/accessibility/", "/help/", "/help/trust-administrator/"):
        nobody.go(path).check()
    for role in ("doctor", "university-tutor"):
        nobody.go("/help/").follow(f"Help for {HELP_FOR[role.replace('-', '_')]}").see("What you are asked to do")


def test_the_keyboard_reaches_the_content_first(visit: Visit) -> None:
    nobody = visit(None).go("/demo/")

    nobody.page.keyboard.press("Tab")

    expect(nobody.page.locator(":focus")).to_have_text("Skip to main content")
