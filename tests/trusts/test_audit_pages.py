"""The audit as it is read: by the administrator, and by everybody about themselves."""

import csv
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from assessments.services.readings import record_readings
from tests.support.factories import ApplicationFactory, AssessmentFactory, RoundFactory
from tests.support.world import CANARY, World
from trusts.models import Event, SecurityEvent
from trusts.selectors.audit import action_words
from trusts.services.audit import record_event
from trusts.services.sharing import sign_agreement
from trusts.states import DataClass
from trusts.states import SecurityEventKind as Kind
from trusts.tenancy import trust_context

AUDIT = "/t/northfield/events/"


@pytest.fixture
def history(world: World) -> World:
    """The director moved the start of the cohort and said so."""
    with trust_context(world.trust.pk, world.director.user_id):
        world.cohort.starts_on = date(2027, 4, 1)
        world.cohort.save()
        record_event(action="cohort.edit", subject=world.cohort, by=world.director)
        record_event(action="person.seen", subject=world.doctor, by=world.administrator, note="=1+1")
        world.doctor.job_title = "Secret post"
        world.doctor.save()
    return world


def words(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    page = response.content.decode()
    assert CANARY not in page
    return page


def test_deeds_are_found_by_person_action_day_and_thing(history: World, sign_in: Any) -> None:
    client = sign_in(history.administrator)

    assert "Cohort: edit" in words(client, f"{AUDIT}?person=director")
    assert "Person: seen" not in words(client, f"{AUDIT}?person=director")
    assert "Cohort: edit" not in words(client, f"{AUDIT}?action=person.")
    assert "Cohort: edit" in words(client, f"{AUDIT}?thing={history.cohort.pk}")
    assert "No line matches" in words(client, f"{AUDIT}?last=2020-01-01")
    assert "Enter the first day as 2027-03-31" in words(client, f"{AUDIT}?first=yesterday&action=x")


@pytest.mark.parametrize(
    ("show", "said", "there"),
    [("deeds", "COHORT: ed", "Cohort: edit"), ("rows", "changed", "Changed"), ("security", "refused", "Refused")],
)
def test_an_action_is_found_by_its_words(history: World, sign_in: Any, show: str, said: str, there: str) -> None:
    sign_in(history.doctor).get(AUDIT)

    page = words(sign_in(history.administrator), f"{AUDIT}?show={show}&action={said}")

    assert there in page.partition("<tbody")[2]


def test_what_the_system_did_stands_by_itself(history: World, sign_in: Any) -> None:
    with trust_context(history.trust.pk):
        record_event(action="message.send", subject=history.cohort, by=None)
    client = sign_in(history.administrator)

    assert "Message: send" not in words(client, AUDIT)
    assert "Message: send" in words(client, f"{AUDIT}?show=system")
    assert "Cohort: edit" not in words(client, f"{AUDIT}?show=system")


def test_a_thing_an_administrator_knows_is_told_by_name(history: World, sign_in: Any) -> None:
    with trust_context(history.trust.pk):
        application = ApplicationFactory(cohort=history.cohort, applicant=history.doctor)
        record_event(action="application.submit", subject=application, by=history.doctor)
    page = words(sign_in(history.administrator), AUDIT)

    assert f"cohort {history.cohort}<" in page
    assert f"person {history.doctor}<" in page
    assert f"application {str(application.pk)[-6:]}<" in page


def test_an_action_is_told_in_words() -> None:
    assert action_words("frameworkversion.ask_approval") == "Framework version: ask for approval"
    assert action_words("measurement.ghost") == "Measurement: leave out of the calculation"
    assert action_words("hr_export.make") == "Competency export: make"


def test_a_tutor_of_a_university_is_named(world: World, sign_in: Any) -> None:
    today = timezone.localdate()
    with trust_context(world.trust.pk):
        sign_agreement(
            university=world.university,
            data_classes=[DataClass.PARTICIPANTS],
            purpose="Teaching.",
            starts_on=today,
            ends_on=today,
            by=world.director,
        )
        of = {"user": world.tutor.pk, "university": world.university.pk}
        record_event(action="report.download", subject=world.cohort, by=None, **of)

    page = words(sign_in(world.administrator), f"{AUDIT}?action=download").partition("<tbody")[2]

    assert "Tutor Lakeside of Lakeside University" in page
    assert "The system" not in page
    assert "user: " not in page


def test_details_are_words_on_the_page_and_whole_in_the_file(history: World, sign_in: Any) -> None:
    cohort = str(history.cohort.pk)
    with trust_context(history.trust.pk):
        data = {"roles": ["doctor", "programme_director"], "new_secret": False, "cohort": cohort, "before": {}}
        record_event(action="person.tried", subject=history.doctor, by=history.administrator, after=2, **data)
    client = sign_in(history.administrator)

    page = words(client, f"{AUDIT}?action=person.tried")
    file = client.post(f"{AUDIT}export/?show=deeds&action=person.tried").content.decode()

    said = "roles: doctor, programme director; before: –; cohort: {}; new secret: no; after: 2"
    assert said.format(cohort[-6:]) in page
    assert said.format(cohort) in file


def test_row_history_is_told_in_plain_words(history: World, sign_in: Any) -> None:
    page = words(sign_in(history.administrator), f"{AUDIT}?show=rows&thing={history.cohort.pk}")

    assert "Director Northfield" in page
    assert "to 1 April 2027" in page


def test_texts_are_named_and_not_shown(history: World, sign_in: Any) -> None:
    page = words(sign_in(history.administrator), f"{AUDIT}?show=rows&thing={history.doctor.pk}")

    assert "job title (not kept)" in page
    assert "Secret post" not in page


def test_security_lines_stand_beside_them(history: World, sign_in: Any) -> None:
    sign_in(history.doctor).get(AUDIT)

    page = words(sign_in(history.administrator), f"{AUDIT}?show=security&person=doctor")

    assert "Refused" in page
    assert "trusts:event_list" in page


def test_the_export_is_safe_and_recorded(history: World, sign_in: Any) -> None:
    response = sign_in(history.administrator).post(f"{AUDIT}export/?show=deeds&action=person.seen")

    rows = list(csv.DictReader(StringIO(response.content.decode("utf-8-sig"))))
    assert [(row["Who"], row["Action"]) for row in rows] == [("Dr Administrator Northfield", "Person: seen")]
    with trust_context(history.trust.pk):
        assert Event.objects.filter(action="audit.export", actor=history.administrator, data={"lines": 1}).count() == 1
        assert SecurityEvent.objects.filter(kind=Kind.DOWNLOADED).count() == 1


def test_no_cell_begins_like_a_formula(history: World, sign_in: Any) -> None:
    with trust_context(history.trust.pk):
        history.administrator.full_name, history.administrator.title = "=cmd", ""
        history.administrator.save()

    response = sign_in(history.administrator).post(f"{AUDIT}export/?show=deeds&action=person.seen")

    assert "'=cmd" in response.content.decode()


def test_everybody_reads_their_own_sign_ins(world: World, sign_in: Any) -> None:
    sign_in(world.colleague)
    client = sign_in(world.doctor)
    client.get("/t/northfield/people/", REMOTE_ADDR="198.51.100.7")

    page = words(client, "/account/recorded/")

    assert page.count("<td") == 2 * 4
    for told in ("Signed in", "Refused", "198.51.100.7", "/t/northfield/recorded/"):
        assert told in page


def test_a_doctor_reads_who_read_what_they_released(world: World, sign_in: Any) -> None:
    with trust_context(world.trust.pk):
        round_ = RoundFactory(cohort=world.cohort)
        made = AssessmentFactory(round=round_, subject=world.doctor, rater=world.doctor, state="draft")
        record_readings(ids=[made.pk], within=made, by=world.hr_officer)

    mine = words(sign_in(world.doctor), "/t/northfield/recorded/")
    theirs = words(sign_in(world.colleague), "/t/northfield/recorded/")

    assert "HR Northfield" in mine
    assert "Released assessment read" in mine
    assert "Nobody else has read an assessment of yours" in theirs


def test_whoever_rated_is_told_to_nobody(world: World, sign_in: Any) -> None:
    with trust_context(world.trust.pk, world.line_manager.user_id):
        made = AssessmentFactory(round=RoundFactory(cohort=world.cohort), subject=world.doctor, rater=world.doctor)

    mine = words(sign_in(world.doctor), "/t/northfield/recorded/")
    audit = words(sign_in(world.administrator), f"{AUDIT}?show=rows&thing={made.pk}")
    sought = words(sign_in(world.administrator), f"{AUDIT}?show=rows&person=manager")

    assert "Not told" in mine
    assert "Manager Northfield" not in mine
    assert "Not told" in audit
    assert "Manager Northfield" not in audit
    assert "assessment " not in sought.partition("<tbody")[2]


def test_what_changed_on_ones_own_records(history: World, sign_in: Any) -> None:
    page = words(sign_in(history.doctor), "/t/northfield/recorded/")

    assert "Person changed" in page
    assert "Director Northfield" in page
    assert "job title (not kept)" in page


@pytest.mark.parametrize("rows", [1, 3])
def test_a_page_asks_the_same_whatever_there_is(
    world: World, sign_in: Any, rows: int, django_assert_num_queries: Any
) -> None:
    with trust_context(world.trust.pk):
        for number in range(rows):
            record_event(action=f"deed.{number}", subject=world.cohort, by=world.director)
    client = sign_in(world.administrator)

    for show, count in {"deeds": 12, "system": 9, "rows": 14, "security": 11}.items():
        with django_assert_num_queries(count, info=show):
            client.get(f"{AUDIT}?show={show}")
