"""A Medical Director and an HR officer do their work by keyboard alone."""

import pytest

from tests.journeys.conftest import Visit
from tests.journeys.keyboard import Keys
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser


def sign_in(nobody: Visitor, email: str) -> Keys:
    """Choose a persona of the demonstration."""
    keys = Keys(nobody.go("/demo/")).skip_to_main()
    keys.tab_to(nobody.page.locator(f'button[value="{email}"]'), within=80).enter()
    return keys


def test_a_medical_director_asks_for_the_report_by_keyboard(visit: Visit) -> None:
    director = visit(None)
    keys = sign_in(director, "anjali.deshpande@lancashire.example").go_to("Dashboard")

    keys.push("Make the board's report")

    director.see("Your report is being made", "Reports made", "Dr Anjali Deshpande")


def test_an_hr_officer_makes_an_export_by_keyboard(visit: Visit) -> None:
    officer = visit(None)
    keys = sign_in(officer, "bronwen.tudor@lancashire.example").go_to("Competency export")
    officer.see("The file will hold")

    keys.tab_to(officer.page.locator("[name=purpose]")).type("Workforce plan by keyboard")
    keys.push("Make the file")

    officer.see("Competency export (")
