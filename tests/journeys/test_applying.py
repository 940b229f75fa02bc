"""From application to place: a doctor applies, a reviewer reads, a programme director decides, a doctor accepts."""

import re

import pytest
from django.core import mail
from playwright.sync_api import expect

from cohorts.models import Endorsement
from cohorts.tasks import sweep_endorsements
from tests.journeys.conftest import Visit
from tests.journeys.visitor import PHONE
from trusts.models import Trust
from trusts.tenancy import trust_context

pytestmark = pytest.mark.browser

IFEOMA = "ifeoma.nwosu@blackpool.example"
JOSHUA = "josh.fairclough@blackpool.example"
ARJUN = "arjun.venkataraman@blackpool.example"
SUSAN = "susan.twigg@blackpool.example"
MARGARET = "margaret.ollerenshaw@blackpool.example"


def test_a_doctor_finishes_a_draft_and_submits_it(visit: Visit) -> None:
    doctor = visit(IFEOMA).see("Finish your application")
    doctor.follow("My application").see("Draft", "Cohorts open to applications")
    doctor.follow("Foundation Leadership Programme").see("parts done", "Nobody but you can read this draft")
    doctor.follow("work-plan").see("Your week")

    text = "All six dates are in the rota now, and the twilight doctor covers each of them by name."
    with doctor.page.expect_response(lambda response: response.request.method == "POST"):
        doctor.page.locator("textarea").first.fill(text)
    expect(doctor.page.locator("#save-status")).to_contain_text("Saved")
    doctor.check().page.reload()
    expect(doctor.page.locator("textarea").first).to_have_value(text)
    text += " Agreed on Monday."
    doctor.write_and_leave("textarea", text)

    doctor.press("Save and go back to the list").see("3 of 3 written parts done")
    doctor.press("Check your answers and submit").see("Submit", text)
    doctor.press("Submit your application").see("receipt number", "What happens next")
    doctor.follow("Go to your applications").see("Submitted")


def test_a_doctor_begins_on_a_phone(visit: Visit) -> None:
    doctor = visit(JOSHUA, width=PHONE).go("/t/blackpool/applications/").see("This page will show your applications")
    doctor.follow("Foundation Leadership Programme").see("The time it takes", "Who reads it")
    doctor.press("Start your application").see("0 of 3 written parts done")

    doctor.follow("Commitment").check()
    doctor.page.locator("textarea").first.fill("I started a list of spare bleep batteries.")
    doctor.press("Save and go back to the list").see("1 of 3 written parts done")
    doctor.follow("work-plan").see("Your week")
    doctor.go("/t/blackpool/applications/").see("Draft")


def test_from_review_to_place(visit: Visit) -> None:
    reviewer = visit(SUSAN).see("Review 1 application")
    reviewer.follow("Reviews").see("Dr Arjun Venkataraman")
    reviewer.follow("Dr Arjun Venkataraman").see("Do you have a conflict of interest?")
    reviewer.choose("No, I have none").press("Continue").see("Your scores", "one nurse who can hear all of them")
    scores = reviewer.page.locator(".hg-score")
    for number in range(scores.count()):
        scores.nth(number).get_by_label("4", exact=True).check()
        scores.nth(number).locator("textarea").fill("Definite, counted, and modest about it.")
    expect(reviewer.page.locator("#save-status")).to_contain_text("Saved", timeout=10_000)
    reviewer.check().press("Submit review").see("Submitted")

    director = visit(MARGARET).see("Decide")
    director.follow("Cohorts").follow("Foundation cohort 1").check()
    director.page.goto(director.page.url.rstrip("/") + "/board/")
    director.see("to decide by", "Dr Arjun Venkataraman", "2 of 2")
    director.follow("Dr Arjun Venkataraman").see("Reviews in", "Mr Hamza Chaudhry", "Ms Susan Twigg")
    director.choose("Offer a place").write("Reason", "A problem counted, and a safe first test.")
    director.press("Stage this decision").see(
        "A decision is staged for Dr Arjun Venkataraman: offer a place", "To offer"
    )
    director.press("Check and release").see("1 decision is staged", "exactly as it will be sent")
    director.press("Release 1 decision").see("1 offered a place", "The doctor has been told", "1 on offer")

    doctor = visit(ARJUN).see("Answer your offer of a place")
    doctor.follow("My application").press("Answer the offer").check()
    doctor.press("Accept").see("Done: The place is yours: number 1.")


def test_whoever_is_asked_to_endorse_answers_on_a_phone_without_an_account(visit: Visit) -> None:
    with trust_context(Trust.objects.get(slug="blackpool").pk):
        Endorsement.objects.filter(email="frances.eccleston@blackpool.example").update(emailed_at=None)
    sweep_endorsements()
    link = re.search(r"/endorse/\S+", mail.outbox[-1].body)[0]

    visit(None, width=PHONE).go(link).see("Dr Thandiwe is applying", "Is the time in the work-plan agreed?")
    plain = visit(None, width=PHONE, scripts=False).go(link)
    plain.choose("I support this application").choose("Yes, the time is agreed")
    plain.press("Send your answer").see("Thank you", "not what you said")


def test_the_board_of_a_decided_cohort(visit: Visit) -> None:
    director = visit("ruth.clitheroe@lancashire.example").go("/t/lancashire/cohorts/").follow("Cohort 1").check()
    director.page.goto(director.page.url.rstrip("/") + "/board/")

    director.see("Dr Suryani", "Dr Dimitrios Papadakis", "Dr Gareth Pryce-Evans")
    director.follow("Dr Dimitrios Papadakis").see("Reviewers disagree")


def test_a_conflict_closes_the_application(visit: Visit) -> None:
    reviewer = visit("judith.entwistle@lancashire.example", width=PHONE)

    reviewer.go("/t/lancashire/reviews/").see("Closed to you", "Dr Helen Braithwaite")
    assert reviewer.main.get_by_role("link", name="Braithwaite").count() == 0
