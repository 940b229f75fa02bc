"""manage.py demo: loads through the services, leaves alone what is there, and refuses where real people could be."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import override_settings

from tests.support.factories import TrustFactory
from trusts.checks import no_demonstration_in_production
from trusts.models import Event, Membership, Person, SharingAgreement, Trust, UniversityMembership
from trusts.tenancy import trust_context

PROJECT = Path(__file__).resolve().parents[2]


def rows() -> dict[str, int]:
    counts = {"tutors": UniversityMembership.objects.count(), "roles": Membership.objects.count()}
    for trust in Trust.objects.all():
        with trust_context(trust.pk):
            counts[trust.slug] = Person.objects.count()
            counts[f"{trust.slug} events"] = Event.objects.count()
    return counts


@pytest.mark.django_db
def test_people_and_agreements_of_both_trusts() -> None:
    call_command("demo", stage="trusts")

    counts = rows()
    assert (counts["lancashire"], counts["blackpool"], counts["tutors"], counts["roles"]) == (26, 14, 2, 40)
    with trust_context(Trust.objects.get(slug="lancashire").pk):
        agreement = SharingAgreement.objects.get()
        assert set(agreement.data_classes) == {"participants", "progress", "benchmarks", "projects", "reports"}
        assert agreement.signed_by.full_name == "Anjali Deshpande"


@pytest.mark.django_db
def test_a_second_run_changes_nothing() -> None:
    call_command("demo", stage="trusts")
    before = rows()

    call_command("demo", stage="trusts")

    assert rows() == before


@pytest.mark.django_db
def test_the_same_seed_gives_the_same_data_and_another_seed_others() -> None:
    found = []
    for seed in (7, 7, 8):
        with transaction.atomic():
            call_command("demo", stage="trusts", seed=seed)
            with trust_context(Trust.objects.get(slug="lancashire").pk):
                found.append(list(Person.objects.order_by("created_at").values_list("full_name", "created_at")))
            transaction.set_rollback(True)

    assert found[0] == found[1] != found[2]


@pytest.mark.django_db
def test_it_refuses_a_database_with_other_trusts() -> None:
    TrustFactory(name="Northfield NHS Trust", slug="northfield")

    with pytest.raises(CommandError, match="belongs to others \\(Northfield NHS Trust\\)"):
        call_command("demo", stage="trusts")
    with pytest.raises(CommandError, match="belongs to others"):
        call_command("demo", stage="trusts", reset=True)

    assert list(Trust.objects.values_list("slug", flat=True)) == ["northfield"]


@pytest.mark.django_db
@override_settings(DEMONSTRATION=False)
def test_it_refuses_where_the_demonstration_is_off() -> None:
    with pytest.raises(CommandError, match="never meets real data"):
        call_command("demo")

    assert not Trust.objects.exists()


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_reset_empties_the_database_first() -> None:
    call_command("demo", stage="trusts")
    with trust_context(Trust.objects.get(slug="lancashire").pk):
        Person.objects.update(job_title="Scribbled over")

    call_command("demo", stage="trusts", reset=True)

    with trust_context(Trust.objects.get(slug="lancashire").pk):
        assert Person.objects.count() == 26
        assert not Person.objects.filter(job_title="Scribbled over").exists()


def test_people_are_listed_without_a_database() -> None:
    out = io.StringIO()

    call_command("demo", people=True, stdout=out)

    lines = out.getvalue().splitlines()
    assert lines[0] == "Lancashire Care NHS Foundation Trust"
    assert lines[1].split() == ["amara.okonkwo@lancashire.example", "Doctor"]
    assert lines[2].startswith("    Dr Amara Ngozi Okonkwo. ")
    assert [line for line in lines if line.startswith("weiling.tan@lancashire.example ")] != []
    assert len([line for line in lines if "@" in line]) == 42
    assert max(map(len, lines)) <= 100


IN_PRODUCTION = """
import django; django.setup()
from django.apps import apps
from django.urls import Resolver404, resolve
from trusts.checks import no_demonstration_in_production
try:
    resolve("/demo/")
except Resolver404:
    print(apps.is_installed("demo"), no_demonstration_in_production(None))
"""


def test_in_production_there_is_neither_app_nor_address() -> None:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "HOMEGROWN_DATABASE_HOST": "nowhere",
        "HOMEGROWN_CACHE_URL": "redis://nowhere",
        "HOMEGROWN_BROKER_URL": "redis://nowhere",
        "HOMEGROWN_SECRET_KEY": "s" * 50,
        "HOMEGROWN_SEALING_KEY": "k" * 50,
        "HOMEGROWN_ALLOWED_HOSTS": "homegrown.example",
        "HOMEGROWN_BASE_URL": "https://homegrown.example",
        "HOMEGROWN_SCANNER": "clamav:3310",
    }

    done = subprocess.run(
        [sys.executable, "-c", IN_PRODUCTION], cwd=PROJECT, env=environment, capture_output=True, text=True, check=False
    )

    assert (done.stdout, done.stderr) == ("False []\n", "")


def test_the_check_fires_where_the_demonstration_is_installed() -> None:
    assert [error.id for error in no_demonstration_in_production(None)] == ["trusts.E001"]
