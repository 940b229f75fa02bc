"""Take the pictures of the guided tour: python -m tests.tour --help (bin/tour sets everything up first)."""

import argparse
import contextlib
import io
import os
import re
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from config.supervisor import PROJECT
from demo.stops import Stop, stops
from tests.chaos.house import House, open_house

PICTURES = PROJECT / "docs" / "tour"
COLOURS = 32
SECONDS_TO_WAKE = 300
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--force-color-profile=srgb"]


def parse() -> argparse.Namespace:
    """Read the command line."""
    names = [stop.name for stop in stops()]
    parser = argparse.ArgumentParser(prog="bin/tour", description="Take the pictures of README's tour.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"only these: {', '.join(names)} (default: all)")
    parser.add_argument("--address", help="of a demonstration that runs already (default: one of its own)")
    parser.add_argument("--directory", type=Path, default=PICTURES, help="where they go (default: docs/tour)")
    options = parser.parse_args()
    if strangers := set(options.names) - set(names):
        parser.error(f"no such stop: {', '.join(sorted(strangers))}")
    return options


def main() -> None:
    """Walk the tour in order, so that what one stop does is there at the next."""
    options = parse()
    wanted = [stop for stop in stops() if not options.names or stop.name in options.names]
    options.directory.mkdir(parents=True, exist_ok=True)
    with contextlib.ExitStack() as stack:
        address = options.address or stack.enter_context(own_demonstration())
        browser = stack.enter_context(chromium())
        for stop in wanted:
            data = picture(browser, address, stop)
            (options.directory / f"{stop.name}.png").write_bytes(data)
            print(f"{stop.name}: {len(data) // 1000} kB")


@contextlib.contextmanager
def own_demonstration() -> Iterator[str]:
    """A demonstration of today in var/tour, on a port of its own, its reports made."""
    place = PROJECT / "var" / "tour"
    with open_house(place, DJANGO_SETTINGS_MODULE="config.settings.local") as house:
        house.manage("demo", "--reset")
        house.start_worker(1)
        address = f"http://localhost:{house.start_web()}"
        wait_until_awake(address, house)
        yield address


def wait_until_awake(address: str, house: House) -> None:
    """The page answers, and no report that was asked for waits for the worker."""
    until = time.monotonic() + SECONDS_TO_WAKE
    while not answers(address) or house.execute("select 1 from reports_report where state in ('queued', 'running')"):
        if time.monotonic() > until:
            raise SystemExit(f"The demonstration did not start. Its logs are in {house.supervisor.logs}.")
        time.sleep(0.5)


def answers(address: str) -> bool:
    """Whether the persona page is there."""
    try:
        with urllib.request.urlopen(f"{address}/demo/", timeout=10) as answer:
            return answer.status == 200
    except OSError:
        return False


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """One Chromium for all."""
    with sync_playwright() as playwright:
        path = os.environ.get("HOMEGROWN_BROWSER", "/usr/bin/chromium")
        yield playwright.chromium.launch(executable_path=path if Path(path).exists() else None, args=ARGUMENTS)


def picture(browser: Browser, address: str, stop: Stop) -> bytes:
    """Sign in as the person of a stop, follow its way, and take what is seen then."""
    context = browser.new_context(
        viewport={"width": stop.width, "height": stop.height},
        locale="en-GB",
        timezone_id="Europe/London",
        reduced_motion="reduce",
        has_touch=stop.width < 600,
    )
    with contextlib.closing(context):
        page = context.new_page()
        page.goto(f"{address}/demo/")
        page.locator(f'button[name="stop"][value="{stop.name}"]').click()
        page.wait_for_url(re.compile("/[tu]/"))
        for step in stop.way:
            take(page, step)
        page.locator(stop.show).first.evaluate("e => e.scrollIntoView()")
        page.evaluate("document.fonts.ready")
        return small(page.screenshot(animations="disabled", caret="hide"))


def take(page: Page, step: str) -> None:
    """Follow a link with these words, press a button, or go to an address under the Trust's."""
    verb, found, words = step.partition(": ")
    if not found:
        page.get_by_role("link", name=step).first.click()
    elif verb == "press":
        page.get_by_role("button", name=words).first.click()
    else:
        page.goto(f"{page.url}{words}")
    page.wait_for_load_state("networkidle")


def small(png: bytes) -> bytes:
    """The same picture in few colours."""
    with Image.open(io.BytesIO(png)) as image:
        few = image.convert("RGB").quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    made = io.BytesIO()
    few.save(made, "PNG", optimize=True)
    return made.getvalue()


if __name__ == "__main__":
    main()
