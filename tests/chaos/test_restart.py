"""A real web server while the database or Redis goes away: a plain 503, nothing half written, and on it goes."""

import contextlib
import http.client
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pytest

from config.embedded.broker import launch_redis, stop_redis
from config.embedded.postgres import connect, launch_database
from config.embedded.processes import wait_for
from tests.chaos.house import House, open_house

CSRF = "c" * 32


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: Any
    text: str


@dataclass
class Browser:
    """Somebody signed in, speaking to the web server."""

    house: House
    port: int
    trust: str
    cohort: str
    session: str

    def ask(self, method: str, path: str, form: dict[str, str] | None = None, *, is_known: bool = True) -> Answer:
        """One request on a connection of its own."""
        headers = {
            "Cookie": f"sessionid={self.session}; csrftoken={CSRF}" if is_known else "",
            "X-CSRFToken": CSRF,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        with contextlib.closing(connection):
            connection.request(method, path, urlencode(form or {}), headers)
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read().decode())

    def request_report(self, key: str) -> Answer:
        """Ask for a report by the page's form."""
        form = {"kind": "cohort", "key": key, "cohort": self.cohort}
        return self.ask("POST", f"/t/{self.trust}/reports/request/", form)

    @property
    def reports(self) -> str:
        """Where the reports are listed."""
        return f"/t/{self.trust}/reports/"

    def count_reports(self) -> Any:
        """How many rows there are, in any Trust."""
        return self.house.execute("select count(*) from reports_report")[0][0]


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with open_house(tmp_path_factory.mktemp("restart")) as house:
        known = json.loads(house.python("-m", "tests.chaos.furnish"))
        browser = Browser(house, house.start_web(), **known)
        assert wait_for(lambda: answers(browser), 120)
        yield browser


def answers(browser: Browser) -> bool:
    with contextlib.suppress(OSError):
        return browser.ask("GET", browser.reports).status == 200
    return False


def is_kind(answer: Answer) -> bool:
    return "Nothing was changed" in answer.text and "Traceback" not in answer.text


def test_a_database_broken_off_in_the_middle_of_a_request_keeps_nothing_of_it(browser: Browser) -> None:
    """The row is written, the audit line waits for a lock: then the database goes."""
    got: list[Answer] = []
    with contextlib.closing(connect(browser.house.place)) as superuser, superuser.cursor() as cursor:
        superuser.autocommit = False
        cursor.execute("lock table trusts_event in access exclusive mode")
        asking = threading.Thread(target=lambda: got.append(browser.request_report("broken-off")))
        asking.start()
        waits = "select count(*) from pg_locks where not granted"
        assert wait_for(lambda: browser.house.execute(waits)[0][0], 60)
        browser.house.restart_database()
    asking.join()

    assert got[0].status == 503
    assert is_kind(got[0])
    assert browser.count_reports() == 0

    assert answers(browser), "the very next request is answered"
    assert browser.request_report("broken-off").status == 302
    assert browser.count_reports() == 1


def test_without_a_database_every_page_says_come_back(browser: Browser) -> None:
    assert answers(browser)
    before = browser.count_reports()
    browser.house.stop_database()
    try:
        for path in (browser.reports, f"/t/{browser.trust}/", "/account/"):
            page = browser.ask("GET", path)
            assert (page.status, page.headers["Retry-After"]) == (503, "60")
            assert is_kind(page)
            assert "<html" in page.text
        assert browser.request_report("away").status == 503
        api = browser.ask("GET", f"/api/t/{browser.trust}/reports/")
        assert api.status == 503
        assert "Nothing was changed" in json.loads(api.text)["detail"]
        began = time.monotonic()
        health = browser.ask("GET", "/health/?only=database,cache", is_known=False)
        assert (health.status, json.loads(health.text)) == (503, {"database": "failing", "cache": "ok"})
        assert time.monotonic() - began < 15  # it does not hang, also on a machine that is busy
    finally:
        launch_database(browser.house.place)

    assert answers(browser)
    assert browser.count_reports() == before


def test_without_redis_pages_say_come_back_and_nobody_is_signed_out(browser: Browser) -> None:
    stop_redis(browser.house.place)
    try:
        page = browser.ask("GET", browser.reports)
        assert page.status == 503
        assert is_kind(page)
    finally:
        launch_redis(browser.house.place)

    assert answers(browser)


def test_nothing_of_it_was_a_surprise(browser: Browser) -> None:
    """What stands in the log names the outage, never a fault of ours."""
    log = browser.house.supervisor.log("web").read_text()

    assert "Service Unavailable" in log
    assert "Internal Server Error" not in log
