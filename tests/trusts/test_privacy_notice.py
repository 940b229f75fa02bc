"""The privacy notice: who can see what, why, how long, and what is shared today."""

from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from tests.support.world import World
from trusts.audiences import AUDIENCES
from trusts.labels import Label
from trusts.records import RECORDS
from trusts.services.sharing import sign_agreement, withdraw_agreement
from trusts.states import DataClass
from trusts.tenancy import trust_context
from trusts.walk import labelled_models


def sign(world: World, purpose: str, begins: int, ends: int) -> Any:
    today = timezone.localdate()
    return sign_agreement(
        university=world.university,
        data_classes=[DataClass.PROGRESS],
        purpose=purpose,
        starts_on=today + timedelta(days=begins),
        ends_on=today + timedelta(days=ends),
        by=world.administrator,
    )


def test_the_notice_prints_the_agreements_in_force_today_and_no_others(world: World, sign_in: Any) -> None:
    with trust_context(world.trust.pk):
        sign(world, "Purpose of the one in force", -1, 30)
        sign(world, "Purpose of the one that ended", -30, -1)
        sign(world, "Purpose of the one to come", 1, 30)
        withdraw_agreement(agreement=sign(world, "Purpose of the one withdrawn", -1, 30), by=world.administrator)

    page = sign_in(world.doctor).get("/t/northfield/privacy/").content.decode()

    assert "Purpose of the one in force" in page
    assert "Who has completed each round" in page
    assert "doctors with a place in a programme run with Lakeside University, and nobody else" in page
    assert page.count("Purpose of the one") == 1


def test_without_an_agreement_it_says_so(world: World, sign_in: Any) -> None:
    page = sign_in(world.doctor).get("/t/northfield/privacy/").content.decode()

    assert "no university sees anything" in page


def test_both_notices_say_every_sentence_and_every_period(world: World, sign_in: Any) -> None:
    pages = [Client().get("/privacy/"), sign_in(world.doctor).get("/t/northfield/privacy/")]

    for page in (unescape(response.content.decode()) for response in pages):
        assert all(told.title in page for told in AUDIENCES.values())
        assert all(record.title in page and record.period() in page for record in RECORDS.values())


def test_the_accessibility_statement_follows_the_model_of_the_regulations(client: Client, db: None) -> None:
    page = client.get("/accessibility/").content.decode()

    for heading in (
        "Feedback and contact information",
        "Enforcement procedure",
        "Compliance status",
        "Non-accessible content",
        "Disproportionate burden",
        "not within the scope",
        "Preparation of this statement",
    ):
        assert heading in page


def test_the_document_says_what_the_tables_say() -> None:
    document = Path("docs/privacy.md").read_text()

    for record in RECORDS.values():
        assert f"| {record.title} | {record.purpose} | {record.period()} |" in document
    for told in AUDIENCES.values():
        assert f"| {told.title} | {told.sentence} |" in document
    for label in Label:
        assert f"| {label.name.lower()} | {label.value} |" in document


def test_the_record_of_processing_names_every_table(capsys: Any) -> None:
    call_command("record_of_processing")

    printed = capsys.readouterr().out
    assert all(f"**{model._meta.label}**" in printed for model, _ in labelled_models())
    assert "sensitive: level, then_level" in printed
