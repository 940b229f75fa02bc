"""Where a doctor stands: rate a domain, submit, look, release; on a desk, on a phone, and without scripts."""

import pytest
from playwright.sync_api import APIResponse, Route, expect

from tests.journeys.conftest import Visit
from tests.journeys.visitor import PHONE, Visitor

pytestmark = pytest.mark.browser

RUKHSANA = "rukhsana.mirza@lancashire.example"
PRIYA = "priya.raghunathan@lancashire.example"
AMARA = "amara.okonkwo@lancashire.example"


def rate_the_domain(doctor: Visitor, level: str) -> int:
    """Choose a level in every competency of the page; returns how many there are."""
    competencies = doctor.page.locator("[data-rating]")
    for number in range(competencies.count()):
        competencies.nth(number).get_by_label(level).first.check()
    return competencies.count()


def test_a_doctor_rates_a_domain(visit: Visit) -> None:
    doctor = visit(RUKHSANA).see("Begin your end self-assessment")
    doctor.follow("My benchmark").see("Midpoint", "Released")
    doctor.press("Begin the end").see("0 of 27 rated")
    doctor.press("Begin").see("Domain 1 of 6", "What the levels mean")

    # A region that is spoken must stay where it is: only its words are replaced.
    doctor.page.evaluate("document.querySelector('[data-status]').dataset.stays = ''")
    rated = rate_the_domain(doctor, "Leading")
    doctor.page.locator("[data-rating] textarea").first.fill("The page now goes home with the patient.")
    expect(doctor.page.locator("[data-rated-words]")).to_have_text(str(rated), timeout=10_000)
    # "Saved" may stand there of the level alone: the words are on their way until nothing is marked so.
    expect(doctor.page.locator("[data-unsaved], [data-rating].htmx-request")).to_have_count(0, timeout=20_000)
    expect(doctor.page.locator("[data-status][data-stays]")).to_contain_text("Saved")
    doctor.check().write_and_leave("[data-rating] textarea", "The page goes home with the patient and the carer.")
    # Written and pressed while the answer to a change is on its way: the form waits for the edition it names.
    held: list[tuple[Route, APIResponse]] = []
    doctor.page.route("**/rate/", lambda route: held.append((route, route.fetch())), times=1)
    doctor.page.locator("[data-rating]").first.get_by_label("Practising").first.check()
    while not held and doctor.page.evaluate("performance.now()") < 60_000:
        doctor.page.wait_for_timeout(50)
    doctor.page.locator("[data-rating] textarea").first.fill("The page goes home with the carer.")
    doctor.page.get_by_role("button", name="Save and continue").click(no_wait_after=True)
    doctor.page.wait_for_timeout(100)
    for route, answer in held:
        route.fulfill(response=answer)
    doctor.see("Domain 2 of 6", f"{rated} of 27 rated")

    doctor.go("/t/lancashire/assessments/").see(f"{rated} of 27 rated")


def test_a_doctor_rates_a_domain_on_a_phone_without_scripts(visit: Visit) -> None:
    doctor = visit(PRIYA, width=PHONE, scripts=False).go("/t/lancashire/assessments/")
    doctor.press("Begin the end").see("0 of 27 rated")
    doctor.press("Begin").see("Domain 1 of 6")

    rated = rate_the_domain(doctor, "Practising")
    doctor.press("Save and continue").see("Domain 2 of 6", f"{rated} of 27 rated")
    doctor.press("Save and come back later").see(f"{rated} of 27 rated")


@pytest.mark.parametrize("width", [1280, PHONE])
def test_a_doctor_sees_where_they_stand(visit: Visit, width: int) -> None:
    doctor = visit(AMARA, width=width).go("/t/lancashire/assessments/").check()
    doctor.page.get_by_role("link", name="Where you stood at the midpoint").click()
    doctor.see("Your strengths", "Where a step would matter most", "The whole picture")
    doctor.page.locator("summary", has_text="How it arose").first.click()
    doctor.check().follow("what they see, and take it back").see("What they never see")
    doctor.go("/t/lancashire/goals/").check()
    doctor.go("/t/lancashire/evidence/").check()


def test_what_was_kept_back_stays_with_the_doctor(visit: Visit) -> None:
    doctor = visit("kwame.boateng@lancashire.example").go("/t/lancashire/assessments/").see("Only you can read it")

    doctor.page.get_by_role("link", name="Where you stood at the midpoint").click()
    doctor.follow("See what the Trust would see").see("Nothing is released until you press the button")
