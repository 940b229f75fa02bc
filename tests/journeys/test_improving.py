"""What a doctor delivers: a project with its charts, a new value, the sponsor's and the mentor's view."""

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Visit
from tests.journeys.visitor import DESK, PHONE

pytestmark = pytest.mark.browser

AMARA = "amara.okonkwo@lancashire.example"


def test_a_doctor_records_a_value(visit: Visit) -> None:
    doctor = visit(AMARA).follow("My project")
    doctor.see("Read aloud on Friday", "Tests of change", "Charter", "Team", "Method")
    expect(doctor.page.locator(".hg-chart svg").first).to_be_visible()

    doctor.follow("Comments leading to a visible change").check().press("Record a value").check()
    doctor.page.locator("[name=numerator]").fill("19")
    doctor.page.locator("[name=denominator]").fill("17")
    today = date.today()
    for part, number in (("day", today.day), ("month", today.month), ("year", today.year)):
        doctor.write(part.title(), str(number))
    doctor.page.locator("main form button").last.click()
    doctor.see("19 is more than the 17 it is out of")
    doctor.page.locator("[name=numerator]").fill("9")
    doctor.page.locator("main form button").last.click()

    doctor.see("52.9")


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_limits_calculated_anew_say_why(visit: Visit, width: int) -> None:
    doctor = visit("yusuf.al-hamdani@lancashire.example", width=width).go("/t/lancashire/my-projects/").check()

    doctor.page.locator("main h2 a").first.click()

    doctor.see("Recalculated from", "an anchor in the day room")


@pytest.mark.parametrize(
    ("email", "one_of_two", "words"),
    [
        ("tom.hesketh@lancashire.example", "A call within fourteen", "the process worked and the outcome did not"),
        ("kwame.boateng@lancashire.example", "", "The specialist nurse is on long-term leave"),
        ("siobhan.nicheallaigh@lancashire.example", "One list, one name", "Colin Bracewell, chief pharmacist"),
        ("suryani@lancashire.example", "", "Tell it once"),
    ],
)
def test_stories_of_projects(visit: Visit, email: str, one_of_two: str, words: str) -> None:
    doctor = visit(email).go("/t/lancashire/my-projects/")
    if one_of_two:
        doctor.check().follow(one_of_two)

    expect(doctor.main).to_contain_text(re.compile(re.escape(words), re.IGNORECASE))
    doctor.check()


@pytest.mark.parametrize("width", [DESK, PHONE])
@pytest.mark.parametrize("email", ["denise.holroyd@lancashire.example", "patrick.onyango-shaw@lancashire.example"])
def test_line_manager_and_mentor_arrive_at_home_and_read_the_framework(visit: Visit, email: str, width: int) -> None:
    somebody = visit(email, width=width).see("Hello")

    somebody.go("/t/lancashire/frameworks/").see("Medical Leadership Framework")


def test_a_line_manager_follows_the_projects_they_sponsor(visit: Visit) -> None:
    manager = visit("denise.holroyd@lancashire.example").go("/t/lancashire/my-projects/")

    manager.see("Projects you sponsor", "Read aloud on Friday").follow("Read aloud on Friday").see("Charter")
    assert manager.main.get_by_role("link", name="Edit the charter").count() == 0
