"""Somebody with a browser: what they do, and what is asked of every page they pass."""

import re
from collections.abc import Callable
from typing import Any, Self

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Error, Locator, expect

PHONE = 375
DESK = 1280
AXE = Axe()
AXE_OPTIONS = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}


class Visitor:
    """One person's browser. Whatever the console, the security policy or the network complains of is remembered."""

    def __init__(self, context: BrowserContext, address: str, *, has_scripts: bool = True) -> None:
        self.address = address
        self.has_scripts = has_scripts
        self.complaints: list[str] = []
        self.page = context.new_page()
        self.page.set_default_timeout(10_000)
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(f"{self.page.url}: {error}"))

    def _heard(self, message: object) -> None:
        if message.type in ("error", "warning") or "SupportError" in message.text:  # type: ignore[attr-defined]
            self.complaints.append(f"{self.page.url}: {message.text}")  # type: ignore[attr-defined]

    def sign_in_as(self, email: str) -> Self:
        """Become a persona by the demonstration's own page."""
        self.go("/demo/")
        self.page.locator(f'button[value="{email}"]').click()
        self.page.wait_for_url(re.compile(r"/[tu]/"))
        return self

    def go(self, path: str) -> Self:
        """Open an address of the site."""
        self.page.goto(self.address + path)
        return self

    def follow(self, words: str, *, exact: bool = False) -> Self:
        """Click the first link with these words."""
        self.page.get_by_role("link", name=words, exact=exact).first.click()
        return self

    def press(self, words: str, *, exact: bool = False) -> Self:
        """Press the first button with these words."""
        self.page.get_by_role("button", name=words, exact=exact).first.click()
        return self

    def write(self, label: str, text: str) -> Self:
        """Fill the field with this label."""
        self.page.get_by_label(label).first.fill(text)
        return self

    def write_and_leave(self, field: str, text: str) -> Self:
        """Fill a field of this page in another tab, close that tab at once, and find the text here, kept."""
        tab = self.page.context.new_page()
        tab.goto(self.page.url)
        tab.locator(field).first.fill(text)
        tab.close()
        for _ in range(40):
            self.page.wait_for_timeout(250)
            self.page.reload()
            if self.page.locator(field).first.input_value() == text:
                return self
        raise AssertionError(f"{self.page.url} has not kept {text!r}")

    def choose(self, words: str, *, among: str = "main") -> Self:
        """Choose the first radio button or box with these words, in the part of the page a selector names."""
        self.page.locator(among).get_by_label(words).first.check()
        return self

    def see(self, *words: str) -> Self:
        """The main part shows all these words; then the page is checked."""
        for text in words:
            expect(self.main).to_contain_text(text)
        return self.check()

    @property
    def main(self) -> Locator:
        """The main part of the page."""
        return self.page.locator("main")

    def check(self) -> Self:
        """Accessible by axe, no wider than its window, one heading, and nothing complained of."""
        self.page.wait_for_load_state("load")
        expect(self.page.locator("h1")).to_have_count(1)  # waits: a click returns before the next page is there
        width = self.page.viewport_size["width"]
        wide = self._look(lambda: self.page.locator("html").evaluate("e => e.scrollWidth"))
        assert wide <= width, f"{self.page.url} is {wide} wide in a window of {width}"
        if self.has_scripts:
            found = self._look(lambda: AXE.run(self.page, options=AXE_OPTIONS)).response["violations"]
            assert not found, f"{self.page.url}\n" + "\n".join(map(describe, found))
        assert not self.complaints, "\n".join(self.complaints)
        return self

    def _look(self, at: Callable[[], Any]) -> Any:
        """What the page says; asked again when the next page came while it was asked."""
        for _ in range(3):
            try:
                return at()
            except Error as error:
                if "navigation" not in error.message:
                    raise
                self.page.wait_for_load_state("load")
        return at()


def describe(violation: dict) -> str:
    """One violation of axe: the rule, what it asks, and the elements that break it."""
    elements = "\n".join(
        f"    {node['html'][:200]}\n      {node['failureSummary'][:300]}" for node in violation["nodes"]
    )
    return f"  {violation['id']} ({violation['impact']}): {violation['help']}\n{elements}"
