"""Sharing agreements: signed, read by everyone, withdrawn at once; and what the database then shows a university."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from programmes.models import Programme
from tests.support.world import World
from trusts.models import SharingAgreement
from trusts.services.sharing import sign_agreement, withdraw_agreement
from trusts.states import DataClass
from trusts.tenancy import trust_context, university_context
from trusts.workflow import RefusedError


def signed(world: World, *classes: DataClass, days: int = 30) -> SharingAgreement:
    today = timezone.localdate()
    with trust_context(world.trust.pk):
        return sign_agreement(
            university=world.university,
            data_classes=list(classes),
            purpose="Teaching and assessing participants.",
            starts_on=today - timedelta(days=60),
            ends_on=today + timedelta(days=days),
            by=world.director,
        )


def programmes_seen(world: World) -> list[str]:
    with university_context(world.university.pk), connection.cursor() as cursor:
        cursor.execute("select name from programmes_programme")
        return [name for (name,) in cursor.fetchall()]


def test_an_agreement_in_force_opens_the_programme(world: World) -> None:
    assert programmes_seen(world) == []

    signed(world, DataClass.PROGRESS)

    assert programmes_seen(world) == ["Leading here"]


def test_the_last_day_is_included_and_the_day_after_is_not(world: World) -> None:
    signed(world, DataClass.PROGRESS, days=0)
    assert programmes_seen(world) == ["Leading here"]

    with trust_context(world.trust.pk):
        SharingAgreement.objects.update(ends_on=timezone.localdate() - timedelta(days=1))

    assert programmes_seen(world) == []


def test_withdrawing_closes_at_once_and_only_once(world: World) -> None:
    agreement = signed(world, DataClass.PROGRESS)

    with trust_context(world.trust.pk):
        withdraw_agreement(agreement=agreement, by=world.director)
        with pytest.raises(RefusedError, match="already withdrawn"):
            withdraw_agreement(agreement=agreement, by=world.director)

    assert programmes_seen(world) == []


def test_another_trusts_programme_stays_closed(world: World) -> None:
    with trust_context(world.other_trust.pk):
        Programme.objects.update(university=world.university)

    signed(world, DataClass.PROGRESS)

    assert programmes_seen(world) == ["Leading here"]


def test_people_are_named_only_when_participants_are(world: World) -> None:
    signed(world, DataClass.PROGRESS)
    with university_context(world.university.pk), connection.cursor() as cursor:
        cursor.execute("select full_name from trusts_person")
        assert cursor.fetchall() == []


def test_everyone_in_the_trust_reads_what_is_shared(world: World, sign_in: Any) -> None:
    signed(world, DataClass.PARTICIPANTS)

    page = sign_in(world.doctor).get("/t/northfield/agreements/").content.decode()

    assert "Lakeside University" in page
    assert "Names of participants" in page
    assert "Withdraw agreement" not in page


def test_signing_through_the_page(world: World, sign_in: Any) -> None:
    today = timezone.localdate()
    form = {
        "university": world.university.pk,
        "data_classes": ["reports"],
        "purpose": "Reading reports.",
        **{f"starts_on_{n}": v for n, v in enumerate((today.day, today.month, today.year))},
        "starts_on_day": today.day,
        "starts_on_month": today.month,
        "starts_on_year": today.year,
        "ends_on_day": 31,
        "ends_on_month": 2,
        "ends_on_year": today.year + 1,
    }
    client = sign_in(world.director)

    refused = client.post("/t/northfield/agreements/sign/", form)
    accepted = client.post("/t/northfield/agreements/sign/", {**form, "ends_on_day": 28})

    assert b"Enter a real date" in refused.content
    assert b"Reading reports." in refused.content
    assert accepted.status_code == 302
    assert sign_in(world.hr_officer).get("/t/northfield/agreements/sign/").status_code == 403
