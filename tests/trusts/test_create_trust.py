"""The first Trust of an empty database."""

import pytest
from django.core.management import CommandError, call_command

from trusts.models import Membership, Trust

ARGUMENTS = ("seaview", "Seaview NHS Trust")
OPTIONS = {"administrator": "head@seaview.example", "full_name": "Head Seaview", "verbosity": 0}


@pytest.mark.django_db
def test_a_trust_begins_with_one_administrator(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("create_trust", *ARGUMENTS, **OPTIONS)

    membership = Membership.objects.select_related("user", "trust").get()
    assert (membership.trust.slug, membership.user.email, membership.role) == (
        "seaview",
        "head@seaview.example",
        "trust_administrator",
    )


@pytest.mark.django_db
def test_a_second_trust_of_that_address_is_refused() -> None:
    call_command("create_trust", *ARGUMENTS, **OPTIONS)

    with pytest.raises(CommandError, match="already"):
        call_command("create_trust", *ARGUMENTS, **OPTIONS)
    assert Trust.objects.count() == 1
