"""Coming in by invitation, the second factor in each of its kinds, and the pages of one's own account."""

import base64
import hashlib
import hmac
import re
import struct
import time
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.backends.cached_db import SessionStore
from django.core import mail
from django.core.cache import cache
from playwright.sync_api import expect

from tests.journeys.conftest import Visit
from tests.journeys.visitor import DESK, PHONE, Visitor
from trusts.models import Trust
from trusts.services.people import add_person
from trusts.states import Role
from trusts.tasks import sweep_invitations
from trusts.tenancy import trust_context

pytestmark = pytest.mark.browser
ADMINISTRATOR = "callum.rigby@lancashire.example"
PASSWORD = "correct horse battery staple"
TIME_TO_TYPE = 8  # seconds


@pytest.fixture(autouse=True)
def _second_factor_is_asked_of_everybody(settings: Any) -> Iterator[None]:
    settings.SECOND_FACTOR_REQUIRED = True
    cache.clear()
    yield
    cache.clear()


def code(secret: str) -> str:
    """What an authenticator app shows (RFC 6238), with time left to type it: it lives until the half-minute ends."""
    left = 30 - time.time() % 30
    if left < TIME_TO_TYPE:
        time.sleep(left)
    counter = struct.pack(">Q", int(time.time()) // 30)
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def invite(visit: Visit, settings: Any, name: str, address: str) -> str:
    """An administrator of the demonstration invites; returns the link in the e-mail."""
    settings.SECOND_FACTOR_REQUIRED = False  # personas have none
    administrator = visit(ADMINISTRATOR).follow("People")
    administrator.press("Invite somebody").see("Invite somebody")
    administrator.write("Full name", name).write("E-mail address", address).choose("Doctor")
    administrator.press("Send invitation").see(f"{name} is invited", address)
    settings.SECOND_FACTOR_REQUIRED = True
    mail.outbox.clear()
    sweep_invitations()
    letter = next(letter for letter in mail.outbox if letter.to == [address])  # others may have been waiting
    return re.search(r"http://[^/]+(/invitations/\S+)", letter.body)[1]


def sign_up(visitor: Visitor, link: str) -> Visitor:
    """Follow the link, choose a password, join; the second factor is asked for next."""
    visitor.go(link).see("Choose a password.", "Set up a second factor").press("Choose a password")
    visitor.see("Choose a password")
    visitor.page.locator("#id_password1").fill(PASSWORD)
    visitor.page.locator("#id_password2").fill(PASSWORD)
    visitor.press("Open account").see("The invitation is for").press("Join Lancashire Care NHS Foundation Trust")
    return visitor.see("Your second factor", "Set up a second factor to go on")


def confirm_password(visitor: Visitor) -> Visitor:
    visitor.see("Confirm that it is you")
    visitor.page.locator("#id_password").fill(PASSWORD)
    return visitor.press("Confirm")


def type_password(visitor: Visitor, address: str) -> Visitor:
    visitor.go("/accounts/login/").see("Sign in")
    visitor.page.locator("#id_login").fill(address)
    visitor.page.locator("#id_password").fill(PASSWORD)
    return visitor.press("Sign in", exact=True)


def enter(visitor: Visitor, text: str) -> Visitor:
    visitor.page.locator("#id_code").fill(text)
    return visitor.press("Sign in", exact=True)


@pytest.mark.parametrize(("width", "mailbox"), [(DESK, "desk@new.example"), (PHONE, "phone@new.example")])
def test_by_invitation_with_an_authenticator_app(visit: Visit, settings: Any, width: int, mailbox: str) -> None:
    link = invite(visit, settings, f"New Doctor {width}", mailbox)
    doctor = sign_up(visit(None, width=width), link)

    confirm_password(doctor.follow("Set up an app")).see("Set up an authenticator app")
    secret = doctor.page.locator("#authenticator_secret").inner_text()
    assert doctor.page.locator(".hg-qr").evaluate("picture => picture.naturalWidth") > 0
    doctor.page.locator("#id_code").fill(code(secret))
    doctor.press("Set up", exact=True).see("Your recovery codes", "They are shown once")
    recovery = doctor.page.locator("#recovery-codes code").all_inner_texts()
    doctor.follow("I have kept them").see("Hello")
    doctor.go("/accounts/2fa/recovery-codes/").see("were shown once")
    assert recovery[0] not in doctor.page.content()

    for page in (
        "/accounts/2fa/",
        "/accounts/sessions/",
        "/accounts/email/",
        "/accounts/password/change/",
        "/account/",
    ):
        doctor.go(page).check()
    doctor.go("/accounts/logout/").check().press("Sign out", exact=True)

    type_password(doctor, mailbox).see("Enter your code")
    doctor.go("/t/lancashire/")
    expect(doctor.main).to_contain_text("Sign in")  # a password alone opens nothing
    doctor.go("/accounts/login/").see("Enter your code")
    used = code(secret)
    enter(doctor, used).see("Hello")

    again = type_password(visit(None, width=width), mailbox)
    enter(again, used).see("Incorrect code")  # the same code a second time
    enter(again, recovery[0]).see("Hello")
    third = type_password(visit(None, width=width), mailbox)
    enter(third, recovery[0]).see("Incorrect code")  # each recovery code once
    assert doctor.go("/accounts/sessions/").see("Another browser").check()


def test_a_passkey_is_both_factors_at_once(visit: Visit, settings: Any) -> None:
    address = "passkey@new.example"
    doctor = visit(None)
    device = doctor.page.context.new_cdp_session(doctor.page)
    device.send("WebAuthn.enable")
    chip = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options = {**chip, "isUserVerified": True, "automaticPresenceSimulation": True}
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    sign_up(doctor, invite(visit, settings, "Passkey Doctor", address))

    confirm_password(doctor.follow("Add a passkey")).see("Add a passkey", "it counts as both")
    doctor.press("Add passkey").see("Your recovery codes")
    doctor.go("/accounts/2fa/webauthn/").see("Your passkeys", "Not used yet")
    doctor.go("/accounts/logout/").press("Sign out", exact=True)

    doctor.go("/accounts/login/").press("Sign in with a passkey")
    doctor.see("Hello")

    doctor.go("/accounts/logout/").press("Sign out", exact=True)
    type_password(doctor, address).see("Enter your code").press("Use a passkey instead")
    doctor.see("Hello")


def test_a_new_password_does_not_skip_the_second_factor(visit: Visit, settings: Any) -> None:
    address = "forgetful@new.example"
    doctor = sign_up(visit(None), invite(visit, settings, "Forgetful Doctor", address))
    confirm_password(doctor.follow("Set up an app"))
    secret = doctor.page.locator("#authenticator_secret").inner_text()
    doctor.page.locator("#id_code").fill(code(secret))
    doctor.press("Set up", exact=True).see("Your recovery codes")
    other = visit(None).go("/accounts/login/").follow("Forgot your password?").see("Set a new password")
    other.page.locator("#id_email").fill(address)
    other.press("Send the link").see("We have sent you an email")
    link = re.search(r"http://[^/]+(/accounts/password/reset/key/\S+)", mail.outbox[-1].body)[1]

    other.go(link).check()
    for field in ("#id_password1", "#id_password2"):
        other.page.locator(field).fill("another quite long password")
    other.page.get_by_role("button", name=re.compile("Change password", re.IGNORECASE)).first.click()
    other.see("Your password is now changed")
    other.go("/t/lancashire/")
    expect(other.main).to_contain_text("Sign in")
    other.page.locator("#id_login").fill(address)
    other.page.locator("#id_password").fill("another quite long password")
    other.press("Sign in", exact=True).see("Enter your code")
    doctor.go("/account/")
    expect(doctor.main).to_contain_text("Sign in")  # the new password ended the old session


WORDS = "I want to learn how a ward round is redesigned with those who do it."


def begin_to_apply(visit: Visit, mailbox: str, **options: Any) -> Visitor:
    """A doctor of Blackpool with a password of their own, at the first part of a new application."""
    with trust_context(Trust.objects.get(slug="blackpool").pk):
        person = add_person(email=mailbox, full_name="Late Writer", roles=[Role.DOCTOR], by=None)
    person.user.set_password(PASSWORD)
    person.user.save()
    EmailAddress.objects.create(user=person.user, email=mailbox, verified=True, primary=True)
    doctor = type_password(visit(None, **options), mailbox).go("/t/blackpool/applications/")
    doctor.follow("Foundation Leadership Programme").press("Start your application").follow("Commitment")
    return doctor


def lose_session(visitor: Visitor) -> None:
    """As after half an hour without a request."""
    cookies = {cookie["name"]: cookie["value"] for cookie in visitor.page.context.cookies()}
    session = SessionStore(cookies["sessionid"])
    session["seen_at"] -= 31 * 60
    session.save()


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_signing_in_again_in_place_loses_no_text(visit: Visit, settings: Any, width: int) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    mailbox = f"late{width}@blackpool.example"
    doctor = begin_to_apply(visit, mailbox, width=width)
    lose_session(doctor)

    doctor.page.locator("textarea").first.fill(WORDS)
    expect(doctor.page.locator("#session-bar")).to_contain_text("What you typed is still on this page")
    doctor.check()
    with doctor.page.context.expect_page() as opened:
        doctor.page.locator("#session-bar").get_by_role("link", name="Sign in again").click()
    tab = opened.value
    tab.locator("#id_login").fill(mailbox)
    tab.locator("#id_password").fill(PASSWORD)
    tab.get_by_role("button", name="Sign in", exact=True).click()
    expect(tab.locator("main")).to_contain_text("Close this tab")
    tab.close()
    doctor.page.evaluate("window.dispatchEvent(new Event('focus'))")  # a browser without a screen gives none

    expect(doctor.page.locator("#session-bar")).to_contain_text("Nothing was lost")
    expect(doctor.page.locator("#save-status")).to_contain_text("Saved")
    assert doctor.page.locator("textarea").first.input_value() == WORDS
    doctor.page.reload()
    assert doctor.page.locator("textarea").first.input_value() == WORDS


def test_without_scripts_the_text_is_offered_again(visit: Visit, settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    doctor = begin_to_apply(visit, "plain@blackpool.example", scripts=False)
    lose_session(doctor)

    doctor.page.locator("textarea").first.fill(WORDS)
    doctor.press("Save and go back to the list")
    expect(doctor.main).to_contain_text("Accounts are made for people")
    doctor.page.locator("#id_login").fill("plain@blackpool.example")
    doctor.page.locator("#id_password").fill(PASSWORD)
    doctor.press("Sign in", exact=True).see("Nothing you wrote is lost", WORDS)

    doctor.press("Send it now").see("1 of 3 written parts done")
    doctor.follow("Commitment")
    assert doctor.page.locator("textarea").first.input_value() == WORDS
