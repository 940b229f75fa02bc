"""Being told: the to-do list, one's own e-mails and calendar, and a Trust's words for its e-mails."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Visit
from tests.journeys.visitor import DESK, PHONE

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_a_doctor_sees_what_is_asked_and_by_when(visit: Visit, width: int) -> None:
    doctor = visit("marek.wisniewski@lancashire.example", width=width)

    doctor.page.get_by_role("link", name="To do", exact=True).first.click()

    doctor.see("the most urgent first", "By 23:59 on")


@pytest.mark.parametrize("scripts", [True, False])
def test_somebody_chooses_one_e_mail_a_day_and_a_calendar(visit: Visit, scripts: bool) -> None:
    email = "samuel.nkemelu@lancashire.example" if scripts else "farah.siddiqui@lancashire.example"
    reviewer = visit(email, width=PHONE, scripts=scripts).go("/account/").follow("Which e-mails")
    reviewer.see("Always sent at once", "You have no private address yet.")
    reviewer.page.locator("input[name=reviewing][value=daily]").check()

    reviewer.press("Save my choice").see("Your choice is kept.")

    expect(reviewer.page.locator("input[name=reviewing][value=daily]")).to_be_checked()
    reviewer.press("Make a private address").see("it is shown once")
    address = reviewer.main.locator(".hg-token").inner_text()
    assert re.fullmatch(r"https?://[^/]+/calendar/[\w-]+\.ics", address)
    reviewer.press("End the address").see("leads nowhere any more")


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_the_administrator_reads_the_outbox(visit: Visit, width: int) -> None:
    administrator = visit("callum.rigby@lancashire.example", width=width).follow("What the Trust says by e-mail")

    administrator.see("Outbox", "Sent:", "Self-assessments and goals")
    administrator.go("/t/lancashire/messages/settings/edit/").see("Who gets this Trust's e-mails")


@pytest.mark.parametrize("scripts", [True, False])
def test_the_administrator_words_an_e_mail(visit: Visit, scripts: bool) -> None:
    kind = "Your improvement project" if scripts else "A report is ready"
    title = "A project is approved" if scripts else "A report is ready"
    administrator = visit("callum.rigby@lancashire.example", scripts=scripts).go("/t/lancashire/messages/texts/")
    administrator.see("Offer of a place", "Yours").follow(title).see("Names you can use", kind)

    administrator.write("Subject", "Good news, {nme}").press("Save these words").see("{nme} is not known here")
    administrator.write("Subject", "Good news, {name}")
    if scripts:
        expect(administrator.page.locator("#preview")).to_contain_text("Good news, Priya")
    else:
        administrator.press("Preview").see("Good news, Priya")

    administrator.press("Save these words").see("Saved. From now on", "Edition 1")
    administrator.page.get_by_text("Restore the standard text").first.click()
    administrator.press("Restore the standard text").see("The standard text is used again")
