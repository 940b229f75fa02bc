"""The first Trust of an empty database."""

import pytest
from django.core.management import CommandError, call_command

from trusts.models import Invitation, Trust
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
