"""Somebody without a mouse: Tab, arrows, Space and Enter, and on every page the focus is where they can see it."""

from typing import Self

from playwright.sync_api import Locator, expect

from tests.journeys.visitor import Visitor

HAS_FOCUS = "found => found.includes(document.activeElement)"
NAME = "() => { const e = document.activeElement; return e === document.body ? '' : e.outerHTML.slice(0, 160) }"
IN_SIGHT = """e => {
  const box = e.getBoundingClientRect()
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height / 2, 20))
  const named = [e, ...(e.labels ?? [])]
  return box.top >= 0 && box.top < innerHeight && named.some(one => one.contains(top) || top?.contains(one))
}"""


class Keys:
    """The hands of a visitor on a keyboard. Nothing here clicks, and nothing gives the focus but the keys."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.page = visitor.page

    def press(self, *keys: str) -> Self:
        """Press these keys one after the other."""
        for key in keys:
            self.page.keyboard.press(key)
        return self

    def type(self, text: str) -> Self:
        """Write where the focus is, over what is there."""
        self.press("Control+a", "Delete")
        self.page.keyboard.type(text)
        return self

    def skip_to_main(self) -> Self:
        """Take the skip link, the first thing on a page."""
        return self.tab_to(self.page.get_by_role("link", name="Skip to main content"), within=2).press("Enter")

    def tab_to(self, target: Locator, within: int = 60) -> Self:
        """Press Tab until one of these has the focus, then see that it shows."""
        expect(target.first).to_be_attached()
        passed = []
        for _ in range(within):
            self.press("Tab")
            if target.evaluate_all(HAS_FOCUS):
                return self._see_focus(target)
            passed.append(self.page.evaluate(NAME))
            if not passed[-1]:
                break
        raise AssertionError(f"Tab never came to {target}; it passed\n" + "\n".join(passed))

    def go_to(self, destination: str) -> Self:
        """Open one of the main menu's pages, and skip to its main part."""
        menu = self.page.get_by_role("navigation", name="Main")
        return self.tab_to(menu.get_by_role("link", name=destination)).enter().skip_to_main()

    def follow(self, words: str, within: int = 60) -> Self:
        """Come to the link of the main part with these words, and open it."""
        return self.tab_to(self.visitor.main.get_by_role("link", name=words), within).enter()

    def push(self, words: str, within: int = 60) -> Self:
        """Come to the button of the main part with these words, and press it."""
        return self.tab_to(self.visitor.main.get_by_role("button", name=words), within).enter()

    def enter(self) -> Self:
        """Open what has the focus."""
        with self.page.expect_navigation():
            self.press("Enter")
        return self

    def _see_focus(self, target: Locator) -> Self:
        """What has the focus is on the screen, under nothing else, and looks other than without the focus."""
        focused = next(one for one in target.all() if one.evaluate("e => e === document.activeElement"))
        words = focused.evaluate("e => e.outerHTML.slice(0, 160)")
        assert self._comes_to_rest(focused), f"hidden while it has the focus: {words}"
        box = focused.bounding_box()
        assert box is not None
        around = {
            "x": max(0, box["x"] - 6),
            "y": max(0, box["y"] - 6),
            "width": box["width"] + 12,
            "height": box["height"] + 12,
        }
        marked = self.page.screenshot(clip=around)
        focused.evaluate("e => e.blur()")
        plain = self.page.screenshot(clip=around)
        focused.evaluate("e => e.focus({preventScroll: true})")
        assert marked != plain, f"the focus does not show: {words}"
        return self

    def _comes_to_rest(self, focused: Locator) -> bool:
        """Whether it is in sight, once the page has scrolled to it."""
        for _ in range(10):
            if focused.evaluate(IN_SIGHT):
                return True
            self.page.wait_for_timeout(100)
        return False
