"""The journeys by keyboard alone: every step can be reached, is seen to be reached, and can be done."""

from datetime import date

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from cohorts.models import Application
from cohorts.services.assignment import assign_reviewers
from tests.journeys.conftest import Visit
from tests.journeys.keyboard import Keys
from tests.journeys.visitor import Visitor
from trusts.models import Person, Trust
from trusts.tenancy import trust_context

pytestmark = pytest.mark.browser

HAMZA = "hamza.chaudhry@blackpool.example"


def sign_in(nobody: Visitor, email: str) -> Keys:
    """Choose a persona of the demonstration."""
    keys = Keys(nobody.go("/demo/")).skip_to_main()
    keys.tab_to(nobody.page.locator(f'button[value="{email}"]'), within=80).enter()
    return keys


def test_a_doctor_rates_a_domain_by_keyboard(visit: Visit) -> None:
    doctor = visit(None)
    keys = sign_in(doctor, "weiling.tan@lancashire.example")
    keys.go_to("My benchmark").push("Begin the end")
    keys.skip_to_main().push("Begin").skip_to_main()
    doctor.see("Domain 1 of 6")

    competencies = doctor.page.locator("[data-rating]")
    for number in range(competencies.count()):
        keys.tab_to(competencies.nth(number).locator("input[name$=-level]")).press("Space", "ArrowDown")
    keys.tab_to(competencies.last.locator("textarea")).type("I asked the ward clerk first.")
    expect(competencies.last).to_contain_text("Saved", timeout=10_000)
    keys.push("Save and continue")

    doctor.see("Domain 2 of 6", f"{competencies.count()} of 27 rated")


def test_a_doctor_fills_the_week_and_submits_by_keyboard(visit: Visit) -> None:
    doctor = visit(None)
    keys = sign_in(doctor, "thandiwe@blackpool.example")
    keys.go_to("My application").push("Go on with your application")
    keys.skip_to_main().follow("work-plan").skip_to_main()

    half = doctor.page.locator(".hg-week__half").nth(1)
    for field, text in (("activity", "Audit afternoon"), ("programmed_activities", "0.5"), ("cover", "The SHO")):
        keys.tab_to(half.locator(f"[name$={field}]")).type(text)
    keys.push("Save and go back").push("Check your answers and submit")

    doctor.see("Audit afternoon")
    keys.skip_to_main().push("Submit your application")
    doctor.see("receipt number")


def test_a_doctor_records_a_value_by_keyboard(visit: Visit) -> None:
    doctor = visit(None)
    keys = sign_in(doctor, "suryani@lancashire.example")
    keys.go_to("My project").push("Record a value").skip_to_main()

    today = date.today()
    keys.tab_to(doctor.page.locator("[name=value]")).type("7")
    for part in ("day", "month", "year"):
        keys.tab_to(doctor.page.get_by_label(part.title())).type(str(getattr(today, part)))
    keys.push("Record")

    doctor.see("Done")


@pytest.fixture
def reviews_of_hamza(address: str) -> None:
    """Two doctors, whom no other journey needs, hand in what they have, and Mr Chaudhry is asked to read it."""
    with trust_context(Trust.objects.get(slug="blackpool").pk):
        reviewer = Person.objects.get(user__email=HAMZA)
        director = Person.objects.get(user__email="margaret.ollerenshaw@blackpool.example")
        for number, name in enumerate(("zahra.moradi", "bea.carrington-oyelowo")):
            application = Application.objects.get(applicant__user__email=f"{name}@blackpool.example")
            application.state, application.submitted_at = "submitted", timezone.now()
            application.receipt = f"KEYS{number}"
            application.save()
            assign_reviewers(application=application, reviewers=[reviewer], by=director)


def test_a_reviewer_scores_by_keyboard(visit: Visit, reviews_of_hamza: None) -> None:
    reviewer = visit(None)
    main = reviewer.main
    keys = sign_in(reviewer, HAMZA).go_to("Reviews")
    reviewer.see("To do")
    keys.follow("Dr").skip_to_main()

    keys.tab_to(main.get_by_label("No, I have none")).press("Space").push("Continue")
    reviewer.see("Your scores")
    first = main.locator("h1").inner_text()
    keys.tab_to(main.locator(".hg-score input").first).press("Space", "ArrowRight", "ArrowRight")
    keys.tab_to(main.locator(".hg-score textarea").first).type("Counted, and modest about it.")
    expect(main.locator("#save-status")).to_contain_text("Saved", timeout=10_000)
    keys.push("Save and next").skip_to_main()
    reviewer.see("Before you read")
    expect(main.locator("h1")).not_to_contain_text(first.splitlines()[-1])

    keys.tab_to(main.get_by_label("No, I have none")).press("Space").push("Continue")
    scores = main.locator(".hg-score")
    for number in range(scores.count()):
        keys.tab_to(scores.nth(number).locator("input")).press("Space", "ArrowRight", "ArrowRight", "ArrowRight")
        keys.tab_to(scores.nth(number).locator("textarea")).type("Definite, and somebody else has read it.")
    keys.push("Submit review")

    reviewer.see("Review submitted")
