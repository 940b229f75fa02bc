"""Those who answer for the programme: Medical Director, HR officer, Trust administrator, university tutor."""

from io import BytesIO

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.journeys.conftest import Visit
from tests.journeys.visitor import DESK, PHONE

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_the_medical_director_reads_the_dashboard(visit: Visit, width: int) -> None:
    director = visit("anjali.deshpande@lancashire.example", width=width).go("/t/lancashire/dashboard/")

    director.see("Ten of eleven doctors have finished the midpoint", "People is the objective with no project")


@pytest.mark.parametrize(
    ("width", "scripts", "is_folded"), [(DESK, True, False), (PHONE, True, True), (PHONE, False, False)]
)
def test_competencies_are_folded_on_a_phone_alone(visit: Visit, width: int, scripts: bool, is_folded: bool) -> None:
    director = visit("anjali.deshpande@lancashire.example", width=width, scripts=scripts)
    competency = director.go("/t/lancashire/dashboard/").main.get_by_text("1.1 Asking how I come across")

    expect(competency.first).to_be_visible(visible=not is_folded)
    if is_folded:
        director.page.locator("summary", has_text="Its 5 competencies").first.click()
        expect(competency.first).to_be_visible()
        director.page.set_viewport_size({"width": DESK, "height": 900})
        expect(director.main.get_by_text("2.1 Hearing patients' experience").first).to_be_visible()


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_the_dashboard_is_two_pages_on_paper(visit: Visit, width: int) -> None:
    director = visit("anjali.deshpande@lancashire.example", width=width).go("/t/lancashire/dashboard/")

    paper = director.page.pdf(format="A4", margin=dict.fromkeys(("top", "bottom", "left", "right"), "10mm"))

    pages = PdfReader(BytesIO(paper)).pages
    assert len(pages) == 2
    assert "Asking how I come across" in pages[0].extract_text()


def test_the_medical_director_asks_for_a_report(visit: Visit) -> None:
    director = visit("anjali.deshpande@lancashire.example").follow("Reports").see("Cohort report", "Reports made")
    before = director.main.locator("tbody tr").count()

    director.press("Make this report")

    expect(director.main.locator("tbody tr")).to_have_count(before + 1)
    director.check()


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_the_hr_officer_exports_what_was_released(visit: Visit, width: int) -> None:
    officer = visit("bronwen.tudor@lancashire.example", width=width).go("/t/lancashire/exports/")
    officer.see("The file will hold", "What the columns mean")

    officer.press("Make the file").see("Say what the export is for")
    officer.page.locator("[name=purpose]").fill("Yearly workforce plan")
    officer.press("Make the file").see("Competency export (")


def test_the_administrator_adds_somebody_and_reads_the_audit(visit: Visit) -> None:
    administrator = visit("callum.rigby@lancashire.example").go("/t/lancashire/people/").see("Dr Amara Ngozi Okonkwo")
    administrator.go("/t/lancashire/invitations/send/").check()
    for name, words in {
        "title": "Mx",
        "full_name": "Robin Ormerod",
        "email": "robin.ormerod@lancashire.example",
    }.items():
        administrator.page.locator(f"main [name={name}]").fill(words)
    administrator.choose("Reviewer").page.locator("main form button").last.click()
    administrator.see("Mx Robin Ormerod")
    administrator.go("/t/lancashire/agreements/").see("Lancaster University")
    administrator.go("/t/lancashire/events/").see("Mr Callum Rigby")
    administrator.go("/t/lancashire/cohorts/").see("Cohort 1")
    administrator.go("/t/lancashire/branding/").see("Preview", "The cover of a report").check()
    expect(administrator.page.locator("header .hg-brand__logo")).to_have_js_property("naturalWidth", 240)
    administrator.page.locator("#pick").fill("#0b3d5c")
    expect(administrator.page.locator("[name=accent_colour]")).to_have_value("#0b3d5c")
    expect(administrator.page.locator("#preview rect").first).to_have_attribute("fill", "#0b3d5c")


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_a_tutor_sees_what_the_agreement_names(visit: Visit, width: int) -> None:
    tutor = visit("miriam.goldberg@lancaster-university.example", width=width)
    tutor.see("Lancashire Care NHS Foundation Trust")
    expect(tutor.main).not_to_contain_text("Blackpool")

    tutor.follow("Cohort 1").see("Dr Amara Ngozi Okonkwo")


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_the_framework_reads_like_a_booklet(visit: Visit, width: int) -> None:
    doctor = visit("nadia.haddad@lancashire.example", width=width).go("/t/lancashire/frameworks/")

    doctor.follow("Read version 1").see("Why this matters here", "Always learning")
