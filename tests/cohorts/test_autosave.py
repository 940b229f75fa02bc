"""Saving as you go, in a real browser: nothing written is lost, whatever happens to the connection or the sign-in."""

import os
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect, sync_playwright

from cohorts.models import Application
from cohorts.services.applications import begin_application
from cohorts.services.reviews import submit_review
from cohorts.views.parts import CommitmentView
from tests.cohorts.review_rows import cleared, submitted
from tests.support.world import World
from trusts.tenancy import trust_context

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
STATUS = "#save-status"


@pytest.fixture
def application(world: World) -> Application:
    with trust_context(world.trust.pk):
        return begin_application(cohort=world.cohort, by=world.doctor)


@pytest.fixture
def window(live_server: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[BrowserContext]:
    """A browser's window that is signed in as nobody yet."""
    with sync_playwright() as playwright:
        monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright keeps a loop running in this thread
        path = os.environ.get("HOMEGROWN_BROWSER", "/usr/bin/chromium")
        chromium = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield chromium.new_context(base_url=live_server.url)
        chromium.close()


def enter(window: BrowserContext, sign_in: Any, person: Any) -> None:
    name = settings.SESSION_COOKIE_NAME
    window.add_cookies(
        [{"name": name, "value": sign_in(person).cookies[name].value, "domain": "localhost", "path": "/"}]
    )


def open_part(window: BrowserContext, world: World, application: Application, name: str) -> Page:
    page = window.new_page()
    page.goto(reverse(f"cohorts:application_{name}", args=[world.trust.slug, application.pk]))
    return page


def kept(world: World) -> Application:
    with trust_context(world.trust.pk):
        return Application.objects.get()


def test_what_is_typed_is_saved_after_a_pause_again_and_again(
    world: World, application: Application, window: BrowserContext, sign_in: Any
) -> None:
    enter(window, sign_in, world.doctor)
    page = open_part(window, world, application, "commitment")

    for edition, words in enumerate(["I led", " the ward", " round."], start=1):
        page.locator("textarea").press_sequentially(words)
        expect(page.locator(f'{STATUS} input[name="edition"][value="{edition}"]')).to_be_attached()
        expect(page.locator(STATUS)).to_contain_text("Saved ")

    assert kept(world).commitment == "I led the ward round."


HIDE = """() => {
    const real = window.fetch;
    window.fetch = (...asked) => real(...asked).then((answer) => new Promise((go) => setTimeout(go, 1500, answer)));
    Object.defineProperty(document, 'visibilityState', { configurable: true, value: 'hidden' });
    document.dispatchEvent(new Event('visibilitychange'));
    delete document.visibilityState;
}"""


def test_a_hidden_page_saves_at_once_and_is_in_no_conflict_with_itself_when_it_comes_back(
    world: World, application: Application, window: BrowserContext, sign_in: Any
) -> None:
    enter(window, sign_in, world.doctor)
    page = open_part(window, world, application, "commitment")

    page.locator("textarea").press_sequentially("I led")
    page.evaluate(HIDE)  # and the answer is so slow that the next words are due before it
    page.locator("textarea").press_sequentially(" the ward.")

    expect(page.locator(f'{STATUS} input[name="edition"][value="2"]')).to_be_attached()
    expect(page.locator(STATUS)).to_contain_text("Saved ")
    assert kept(world).commitment == "I led the ward."


def test_a_page_left_by_its_own_button_sends_nothing_behind_it(
    world: World, application: Application, window: BrowserContext, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    behind: list[str] = []
    save = CommitmentView.saved

    def saved(view: CommitmentView, application: Application) -> Any:
        behind.append("by itself" if view.request.htmx else "by the button")
        return save(view, application)

    monkeypatch.setattr(CommitmentView, "saved", saved)
    enter(window, sign_in, world.doctor)
    page = open_part(window, world, application, "commitment")
    page.route("**/commitment/", lambda way: None if "hx-request" in way.request.headers else way.continue_())

    with page.expect_request("**/commitment/"):  # the save after a pause, which never arrives
        page.locator("textarea").fill("I led the ward.")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url(f"**/{application.pk}/")
    page.wait_for_timeout(300)

    assert behind == ["by the button"]


def test_the_running_total_follows_the_week(
    world: World, application: Application, window: BrowserContext, sign_in: Any
) -> None:
    enter(window, sign_in, world.doctor)
    page = open_part(window, world, application, "work_plan")

    page.get_by_role("group", name="Tuesday afternoon").get_by_label("PAs it frees").fill("0.75")

    expect(page.locator("#work-plan-total")).to_contain_text("You have found 0.75 of 1 programmed activity a week.")
    friday = page.get_by_role("group", name="Friday morning")
    friday.get_by_label("What moves").fill("Clinic")
    friday.get_by_label("PAs it frees").fill("plenty")
    wrong = "Friday morning: enter programmed activities as a number"
    expect(page.locator(STATUS)).to_contain_text(wrong)
    expect(friday.locator(".nhsuk-error-message")).to_contain_text(wrong)
    expect(friday.get_by_label("PAs it frees")).to_have_accessible_description(re.compile(wrong))
    friday.get_by_label("PAs it frees").fill("0,25")
    expect(page.locator("#work-plan-total")).to_contain_text("You have found 1 of 1 programmed activity a week.")
    expect(friday.locator(".nhsuk-error-message")).to_have_count(0)


def test_a_second_tab_is_told_and_both_texts_are_shown(
    world: World, application: Application, window: BrowserContext, sign_in: Any
) -> None:
    enter(window, sign_in, world.doctor)
    first = open_part(window, world, application, "insight")
    second = open_part(window, world, application, "insight")
    first.locator("textarea").fill("Text of the first tab")
    expect(first.locator(STATUS)).to_contain_text("Saved ")

    second.locator("textarea").fill("Text of the second tab")
    expect(second.locator(STATUS)).to_contain_text("Changed in another tab")
    second.get_by_role("button", name="Save").click()

    expect(second.locator(".hg-kept")).to_have_text("Text of the first tab")
    expect(second.locator("textarea")).to_have_value("Text of the second tab")
    second.get_by_role("button", name="Save").click()
    second.wait_for_url(f"**/{application.pk}/")
    assert kept(world).insight == "Text of the second tab"


def test_a_review_submitted_in_another_tab_is_no_lost_sign_in(
    world: World, window: BrowserContext, sign_in: Any
) -> None:
    with trust_context(world.trust.pk):
        review = cleared(submitted(world), world.reviewer)
    enter(window, sign_in, world.reviewer)
    page = window.new_page()
    page.goto(reverse("cohorts:review_detail", args=[world.trust.slug, review.pk]))
    with trust_context(world.trust.pk):
        submit_review(review=review, by=world.reviewer)

    page.locator("textarea").last.fill("A second thought")
    expect(page.locator(STATUS)).to_contain_text("You have already submitted this review")
    page.get_by_role("button", name="Submit review").click()

    expect(page.locator("main")).to_contain_text("already submitted this review. It stands as you submitted it.")
    expect(page.locator("main")).not_to_contain_text("signed out")


def test_signed_out_in_mid_sentence_loses_no_text(
    world: World, application: Application, window: BrowserContext, sign_in: Any
) -> None:
    enter(window, sign_in, world.doctor)
    page = open_part(window, world, application, "commitment")
    window.clear_cookies(name="sessionid")

    page.locator("textarea").fill("Written while signed out")
    expect(page.locator(STATUS)).to_contain_text(
        "You are signed out: sign in again in another tab and come back. Your text is still on this page."
    )
    page.wait_for_timeout(1100)  # a button of the design system ignores a second press within a second
    page.get_by_role("button", name="Save").click()
    expect(page.locator(STATUS)).to_contain_text("You are signed out")
    expect(page.locator("textarea")).to_have_value("Written while signed out")

    enter(window, sign_in, world.doctor)
    page.evaluate("window.dispatchEvent(new Event('focus'))")  # as one comes back from the other tab
    expect(page.locator(STATUS)).to_contain_text("Saved")
    assert kept(world).commitment == "Written while signed out"
    page.wait_for_timeout(1100)
    page.get_by_role("button", name="Save").click()
    page.wait_for_url(f"**/{application.pk}/")


def test_when_the_service_cannot_be_reached_the_page_says_so(
    world: World, application: Application, window: BrowserContext, sign_in: Any
) -> None:
    enter(window, sign_in, world.doctor)
    page = open_part(window, world, application, "commitment")
    window.set_offline(True)

    page.locator("textarea").fill("Written in the lift")
    expect(page.locator(STATUS)).to_contain_text("could not be reached. Your text is still on this page.")
    window.set_offline(False)
    page.get_by_role("button", name="Save").click()

    page.wait_for_url(f"**/{application.pk}/")
    assert kept(world).commitment == "Written in the lift"
