"""The first Trust of an empty database."""

import re

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from trusts.models import Invitation, Trust, University
from trusts.tenancy import trust_context

ARGUMENTS = ("seaview", "Seaview NHS Trust")
OPTIONS = {"administrator": "head@seaview.example", "full_name": "Head Seaview", "verbosity": 0}


@pytest.mark.django_db
def test_a_trust_begins_with_the_invitation_of_its_first_administrator() -> None:
    call_command("create_trust", *ARGUMENTS, **OPTIONS)

    with trust_context(Trust.objects.get(slug="seaview").pk):
        invitation = Invitation.objects.get()
    assert (invitation.email, invitation.roles, invitation.invited_by) == (
        "head@seaview.example",
        ["trust_administrator"],
        None,
    )


@pytest.mark.django_db
def test_an_administrator_is_invited_again_when_the_first_e_mail_was_lost() -> None:
    call_command("create_trust", *ARGUMENTS, **OPTIONS)
    arguments = ("seaview", "deputy@seaview.example")

    call_command("invite_administrator", *arguments, full_name="Deputy Seaview", verbosity=0)

    with pytest.raises(CommandError, match="open invitation"):
        call_command("invite_administrator", *arguments, full_name="Deputy Seaview", verbosity=0)
    with pytest.raises(CommandError, match="no Trust"):
        call_command("invite_administrator", "nowhere", "a@b.example", full_name="Nobody", verbosity=0)


@pytest.mark.django_db
def test_a_second_trust_of_that_address_is_refused() -> None:
    call_command("create_trust", *ARGUMENTS, **OPTIONS)

    with pytest.raises(CommandError, match="already"):
        call_command("create_trust", *ARGUMENTS, **OPTIONS)
    assert Trust.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("slug", "options", "words"),
    [
        ("Sea View", OPTIONS, "slug"),
        ("seaview", {**OPTIONS, "ods_code": "R-1"}, "valid value"),
        ("seaview", {**OPTIONS, "administrator": "head"}, "valid email"),
    ],
)
def test_what_would_make_a_broken_trust_is_refused_in_words(slug: str, options: dict, words: str) -> None:
    with pytest.raises(CommandError, match=words):
        call_command("create_trust", slug, "Seaview NHS Trust", **options)
    assert not Trust.objects.exists()


@pytest.mark.django_db
def test_a_university_and_its_tutors_come_by_command_and_a_tutor_by_a_new_password(mailoutbox: list) -> None:
    call_command("create_university", "coast", name="Coast University", tutor="Tutor@coast.example", verbosity=0)
    call_command("create_university", "coast", tutor="second@coast.example", verbosity=0)

    assert University.objects.get().memberships.count() == 2
    browser = Client()
    browser.post("/accounts/password/reset/", {"email": "tutor@coast.example"})
    link = re.search(r"http://[^/]+(/accounts/password/reset/key/\S+)", mailoutbox[0].body)[1]
    form = browser.get(link, follow=True).redirect_chain[-1][0]
    words = "correct horse battery staple"
    browser.post(form, {"password1": words, "password2": words})
    browser.post("/accounts/login/", {"login": "tutor@coast.example", "password": words})

    assert browser.get("/", follow=True).redirect_chain[-1][0] == "/u/coast/"

    call_command("create_university", "coast", tutor="tutor@coast.example", end=True, verbosity=0)

    assert browser.get("/u/coast/").status_code in (302, 404)
    with pytest.raises(CommandError, match="no access"):
        call_command("create_university", "coast", tutor="tutor@coast.example", end=True, verbosity=0)
    with pytest.raises(CommandError, match="blank"):
        call_command("create_university", "elsewhere", tutor="tutor@coast.example", verbosity=0)
