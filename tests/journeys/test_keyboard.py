"""The journeys by keyboard alone: every step can be reached, is seen to be reached, and can be done."""

from datetime import date

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Visit
from tests.journeys.keyboard import Keys
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser


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
