"""What a university sees: what agreements in force name, and the door that closes by itself."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from reports.models import Report
from reports.services import files, jobs
from tests.support.factories import ImprovementProjectFactory, PersonFactory, PlaceFactory
from tests.support.world import World
from trusts.models import Event, SharingAgreement
from trusts.services.sharing import sign_agreement, withdraw_agreement
from trusts.states import DataClass
from trusts.tenancy import trust_context

HERE = "/u/lakeside/"
ALL = [*DataClass]


def agree(world: World, classes: list[DataClass], *, starts: int = -30, ends: int = 30) -> SharingAgreement:
    today = timezone.localdate()
    with trust_context(world.trust.pk):
        return sign_agreement(
            university=world.university,
            data_classes=classes,
            purpose="Teaching and assessing the certificate.",
            starts_on=today + timedelta(days=starts),
            ends_on=today + timedelta(days=ends),
            by=world.director,
        )


def prepared(world: World, classes: list[DataClass]) -> Report:
    """A report made for the university, holding these classes."""
    with trust_context(world.trust.pk):
        report = jobs.request_report(
            kind="university", cohort=world.cohort, by=world.director, university=world.university
        )
        lease = jobs.claim(report_id=str(report.pk))
        assert lease
        stored = files.store(files.report_key(report.pk, lease.token, "pdf"), lambda file: file.write(b"%PDF-1.7"))
        jobs.finish(lease=lease, stored=stored, data_as_at=timezone.now(), data_classes=classes, params={})
        report.refresh_from_db()
    return report


@pytest.fixture
def cohort(world: World) -> str:
    """The address of a cohort with a participant and a project."""
    with trust_context(world.trust.pk):
        person = PersonFactory(full_name="Participant One")
        PlaceFactory(cohort=world.cohort, person=person, number=1)
        ImprovementProjectFactory(cohort=world.cohort, lead=person, title="Letters in a day", aim="To be quick.")
    return f"{HERE}cohorts/{world.cohort.pk}/"


def test_without_an_agreement_there_is_nothing(world: World, cohort: str, sign_in: Any) -> None:
    client = sign_in(world.tutor)

    home = client.get(HERE).content.decode()

    assert "No Trust shares anything with your university today." in home
    assert "Tutor Lakeside" in home and "tutor@lakeside.example" not in home
    assert "Northfield" not in home
    assert client.get(cohort).status_code == 404


def test_an_agreement_says_what_until_when_and_why(world: World, sign_in: Any) -> None:
    agreement = agree(world, [DataClass.PROGRESS])

    home = sign_in(world.tutor).get(HERE).content.decode()

    assert "Northfield NHS Trust" in home
    assert "Teaching and assessing the certificate." in home
    assert "Who has completed each round" in home
    assert f"{agreement.ends_on:%-d %B %Y}" in home
    assert "Leading here" in home


SHOWN = {
    DataClass.PARTICIPANTS: "Participant One",
    DataClass.PROJECTS: "Letters in a day",
    DataClass.REPORTS: "Cohort report, ",
}


@pytest.mark.parametrize("name", SHOWN)
def test_each_class_of_data_is_there_when_named_and_absent_when_not(
    world: World, cohort: str, sign_in: Any, name: DataClass
) -> None:
    prepared(world, [])
    client = sign_in(world.tutor)
    others = agree(world, [other for other in ALL if other != name])
    without = client.get(cohort).content.decode()
    with trust_context(world.trust.pk):
        withdraw_agreement(agreement=others, by=world.director)
    agree(world, [name])
    alone = client.get(cohort).content.decode()

    for word, sight in SHOWN.items():
        assert (sight in without) == (word != name)
        assert (sight in alone) == (word == name)


def test_what_stands_in_the_report_alone_is_said(world: World, cohort: str, sign_in: Any) -> None:
    agree(world, [DataClass.PROGRESS, DataClass.PARTICIPANTS])

    page = sign_in(world.tutor).get(cohort).content.decode()

    part = page[page.index('id="in-reports-heading"') : page.index("Not part of the agreement")]
    assert "Who has completed each round" in part
    assert "Where the cohort stands" not in part
    assert "The agreement names no reports" in part


@pytest.mark.parametrize(("starts", "ends", "status"), [(-30, 0, 200), (-30, -1, 404), (0, 0, 200), (1, 30, 404)])
def test_the_door_is_open_from_the_first_day_to_the_last(
    world: World, cohort: str, sign_in: Any, starts: int, ends: int, status: int
) -> None:
    report = prepared(world, [])
    agree(world, [DataClass.REPORTS], starts=starts, ends=ends)
    client = sign_in(world.tutor)

    file = client.get(f"{HERE}reports/{report.pk}/download/")

    assert (client.get(cohort).status_code, file.status_code) == (status, status)
    assert file.getvalue().startswith(b"%PDF") == (status == 200)


def test_withdrawing_closes_the_door_at_once(world: World, cohort: str, sign_in: Any) -> None:
    report, agreement = prepared(world, []), agree(world, ALL)
    client = sign_in(world.tutor)
    assert client.get(cohort).status_code == 200

    with trust_context(world.trust.pk):
        withdraw_agreement(agreement=agreement, by=world.director)

    assert client.get(cohort).status_code == 404
    assert client.get(f"{HERE}reports/{report.pk}/download/").status_code == 404
    assert "Northfield" not in client.get(HERE).content.decode()


def test_a_report_opens_only_while_agreements_name_all_that_is_in_it(world: World, sign_in: Any) -> None:
    report = prepared(world, [DataClass.PARTICIPANTS, DataClass.PROJECTS])
    agree(world, [DataClass.REPORTS, DataClass.PROJECTS])
    client, page = sign_in(world.tutor), f"{HERE}reports/{report.pk}/download/"
    assert client.get(page).status_code == 404

    agree(world, [DataClass.PARTICIPANTS])

    answer = client.get(page)
    assert answer.status_code == 200
    answer.getvalue()


def test_of_two_reports_it_is_told_which_is_which(world: World, cohort: str, sign_in: Any) -> None:
    agree(world, [DataClass.REPORTS, DataClass.BENCHMARKS])
    old = prepared(world, [DataClass.BENCHMARKS])
    with trust_context(world.trust.pk):
        Report.objects.update(idem_key="earlier", finished_at=timezone.now() - timedelta(minutes=5))
    new = prepared(world, [DataClass.BENCHMARKS])

    page = sign_in(world.tutor).get(cohort).content.decode()

    first, second = page.index(f"Reference {new.reference}"), page.index(f"Reference {old.reference}")
    assert page.index("Newest") < first < page.index("Replaced by a newer one") < second
    assert old.reference != new.reference
    assert page.count(f"{HERE}reports/{new.pk}/download/") == 2  # in the list, and beside what stands there alone


def test_a_download_is_kept_in_the_trusts_audit(world: World, sign_in: Any) -> None:
    report = prepared(world, [])
    agree(world, [DataClass.REPORTS])

    answer = sign_in(world.tutor).get(f"{HERE}reports/{report.pk}/download/")

    assert answer.getvalue() == b"%PDF-1.7"
    assert answer["Content-Disposition"].startswith('attachment; filename="lakeside-cohort-report')
    with trust_context(world.trust.pk):
        event = Event.objects.get(action="report.download")
    assert event.data == {"university": world.university.pk, "user": world.tutor.pk, "sha256": report.sha256}


def test_reports_made_for_others_are_not_there(world: World, sign_in: Any, cohort: str) -> None:
    with trust_context(world.trust.pk):
        board = jobs.request_report(kind="cohort", cohort=world.cohort, by=world.director)
        lease = jobs.claim(report_id=str(board.pk))
        assert lease
        stored = files.store(files.report_key(board.pk, lease.token, "pdf"), lambda file: file.write(b"x"))
        jobs.finish(lease=lease, stored=stored, data_as_at=timezone.now(), data_classes=[], params={})
    agree(world, ALL)
    client = sign_in(world.tutor)

    assert client.get(f"{HERE}reports/{board.pk}/download/").status_code == 404
    assert "The Trust keeps no report for you at present." in client.get(cohort).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_pages_cost_the_same_whatever_they_show(
    world: World, cohort: str, sign_in: Any, rows: int, django_assert_num_queries: Any
) -> None:
    agree(world, ALL)
    for number in range(rows):
        prepared(world, [])
        with trust_context(world.trust.pk):
            PlaceFactory(cohort=world.cohort, person=PersonFactory(), number=number + 2)
            ImprovementProjectFactory(cohort=world.cohort, lead=world.doctor)
    client = sign_in(world.tutor)
    client.get(HERE)

    with django_assert_num_queries(8):
        client.get(HERE)
    with django_assert_num_queries(11):
        client.get(cohort)
