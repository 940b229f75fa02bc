"""The first hour, as those who have it: from an empty database to an open cohort and an application begun."""

import re
from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from playwright.sync_api import expect

from tests.journeys.conftest import Visit
from tests.journeys.test_signing_in import code
from tests.journeys.visitor import Visitor
from trusts.tasks import sweep_invitations

pytestmark = pytest.mark.browser
TRUST = "Seaview NHS Trust"
PASSWORD = "correct horse battery staple"
INVITED = {
    "Dr Paula Director": "Programme director",
    "Dr Mira Medical": "Medical Director",
    "Dr Rav Reviewer": "Reviewer",
    "Dr Dina Doctor": "Doctor",
}


def address_of(name: str) -> str:
    return f"{name.split()[-1].lower()}@seaview.example"


def come_in(visitor: Visitor, name: str) -> Visitor:
    """Accept the invitation that was e-mailed: a password, the Trust, a second factor, home."""
    letter = next(letter for letter in mail.outbox if letter.to == [address_of(name)])
    visitor.go(re.search(r"http://[^/]+(/invitations/\S+)", letter.body)[1]).press("Choose a password")
    visitor.page.locator("#id_password1").fill(PASSWORD)
    visitor.page.locator("#id_password2").fill(PASSWORD)
    visitor.press("Open account").press(f"Join {TRUST}")
    visitor.follow("Set up an app")
    visitor.page.locator("#id_password").fill(PASSWORD)
    visitor.press("Confirm")
    secret = visitor.page.locator("#authenticator_secret").inner_text()
    visitor.page.locator("#id_code").fill(code(secret))
    visitor.press("Set up", exact=True)
    visitor.follow("I have kept them")
    expect(visitor.main).to_contain_text("Hello, ")
    return visitor


def write_day(visitor: Visitor, question: str, day: date) -> None:
    group = visitor.page.get_by_role("group", name=question)
    for part, number in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        group.get_by_label(part).fill(str(number))


def write_framework(director: Visitor) -> None:
    """Values, objectives, one competency, and the Medical Director is asked."""
    director.press("Do this next").see("No values are written down yet")
    director.press("Add a value").write("Name", "We listen").write("Statement", "We ask first.").press("Add value")
    director.press("Add an objective").write("Code", "O1").write("Name", "Safer wards")
    director.write("Statement", "Fewer falls.").press("Add objective").see("Next: write the framework")
    director.follow("write the framework").press("Create a framework").write("Name", "Leading here")
    director.press("Create framework").see("The scale")
    for number, name in enumerate(("Starting", "Secure"), start=1):
        director.write(f"Level {number}: name", name).write(f"Level {number}: what it means", f"{name} in it.")
    director.press("Start the draft").see("Add a domain and its first competency")
    director.follow("Add a domain").write("Code", "D1").write("Name", "Setting direction").press("Add domain")
    director.see("Add a competency to Setting direction, or remove that domain")
    director.follow("Add a competency").write("Code", "1.1").write("Title", "Says what good care is")
    director.write("Statement", "Describes good care to the team.").choose("We listen").choose("O1 Safer wards")
    for level in ("Level 1: Starting", "Level 2: Secure"):
        director.write(level, "Seen by others.")
    director.press("Add competency").press("Ask the Medical Director").press("Send for approval")
    director.see("has been asked to approve")


def plan_cohort(director: Visitor, today: date) -> None:
    """A programme, and its first cohort with one criterion, open from today."""
    director.press("Do this next").see("Programmes").press("Create a programme")
    director.write("Name", "Leading from the ward").press("Create programme").see("Add a stage")
    director.follow("Home", exact=True).press("Do this next").see("Plan a cohort")
    director.page.get_by_label("Programme", exact=True).select_option(label="Leading from the ward")
    director.page.get_by_label("Framework version").select_option(index=1)
    director.write("Name", "First").write("Places", "11").write("What is scored", "Commitment")
    questions = ("Applications open on", "Applications close on", "Doctors hear by", "starts on", "ends on")
    for question, days in zip(questions, (0, 30, 60, 90, 450), strict=True):
        write_day(director, question, today + timedelta(days=days))
    for score in (1, 3, 5):
        director.write(f"What a score of {score} looks like", f"Words for {score}.")
    director.press("Save").see("is planned")


def test_from_an_empty_database_to_an_open_cohort(visit: Visit) -> None:
    call_command("create_trust", "seaview", TRUST, administrator="admin@seaview.example", full_name="Ada Admin")
    sweep_invitations()
    administrator = come_in(visit(None), "Ada Admin")
    administrator.see("0 of 9 steps done", "Cannot start yet")

    for name, role in INVITED.items():
        administrator.follow("Home", exact=True)
        if name == "Dr Rav Reviewer":  # the first step is done: people are invited from their own page now
            administrator.see("Invited, not answered yet").follow("Invite reviewers and doctors")
        else:
            administrator.follow("People").press("Invite somebody")
        administrator.write("Full name", name).write("E-mail address", address_of(name)).choose(role)
        administrator.press("Send invitation")
        expect(administrator.main).to_contain_text(f"{name} is invited")
    sweep_invitations()

    director = come_in(visit(None), "Dr Paula Director")
    director.see("write down the Trust's values and objectives")
    director.follow("Cohorts").press("Plan a cohort").see("there is none yet", "Create the programme first")
    write_framework(director.follow("Home", exact=True))

    medical = come_in(visit(None), "Dr Mira Medical").see("Next: Read and approve")
    medical.press("Go to it").press("Approve this version").press("Approve", exact=True).see("You have approved")

    director.follow("Home", exact=True).see("Next: Publish Leading here, version 1").press("Go to it")
    director.press("Publish").see("never changes").press("Publish").see("Everybody in the Trust can read this version")
    plan_cohort(director.follow("Home", exact=True), date.today())
    director.press("Open to applications").see("Nobody is told yet")
    director.press("Open to applications").see("The cohort is open")
    director.follow("Home", exact=True)
    expect(director.main).to_contain_text("Nothing is asked of you today")  # the steps are gone

    doctor = come_in(visit(None), "Dr Dina Doctor").see("Next: Apply for First")
    doctor.press("Go to it").see("The time it takes", "Commitment", "Words for 3.")
    doctor.press("Start your application").see("0 of 3 written parts done")
