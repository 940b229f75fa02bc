"""The pages: who sees and may ask for what, states, retry, download, export."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from reports.forms import cohort_choices
from reports.models import Report
from reports.services import files, jobs
from tests.support.factories import CohortFactory
from tests.support.world import World
from trusts.models import Event
from trusts.tenancy import trust_context

HERE = "/t/northfield/reports/"
KINDS = ["cohort", "university", "hr_csv", "hr_xlsx"]


def test_the_first_cohort_offered_has_something_to_tell(in_trust: World) -> None:
    today = timezone.localdate()
    for name, state, days in (("Next", "planned", 90), ("Ran", "complete", -400), ("Runs", "running", -90)):
        CohortFactory(
            name=name, state=state, starts_on=today + timedelta(days=days), ends_on=today + timedelta(days=999)
        )

    assert [cohort.name for cohort in cohort_choices()][:3] == ["Runs", "Ran", "Next"]


def made(world: World, kind: str = "cohort", data: bytes = b"%PDF-1.7 a report") -> Report:
    """A ready report of this kind."""
    suffix = {"hr_csv": "csv", "hr_xlsx": "xlsx"}.get(kind, "pdf")
    with trust_context(world.trust.pk):
        university = world.university if kind == "university" else None
        report = jobs.request_report(kind=kind, cohort=world.cohort, by=world.director, university=university)
        lease = jobs.claim(report_id=str(report.pk))
        assert lease
        stored = files.store(files.report_key(report.pk, lease.token, suffix), lambda file: file.write(data))
        jobs.finish(lease=lease, stored=stored, data_as_at=timezone.now(), data_classes=[], params={})
        report.refresh_from_db()
    return report


def failed(world: World, kind: str = "cohort") -> Report:
    with trust_context(world.trust.pk):
        report = jobs.request_report(kind=kind, cohort=world.cohort, by=world.director)
        lease = jobs.claim(report_id=str(report.pk))
        assert lease
        jobs.fail(lease=lease, reason="No space was left.")
    return report


PEOPLE = [
    "doctor",
    "reviewer",
    "mentor",
    "line_manager",
    "administrator",
    "director",
    "medical_director",
    "hr_officer",
]


READ_SOMETHING = {"doctor", "director", "medical_director", "hr_officer"}


@pytest.mark.parametrize("who", PEOPLE)
def test_who_may_open_the_list_and_the_export(world: World, sign_in: Any, who: str) -> None:
    client = sign_in(getattr(world, who))

    assert client.get(HERE).status_code == (403 if who not in READ_SOMETHING else 200)
    assert client.get("/t/northfield/exports/").status_code == (200 if who == "hr_officer" else 403)


ASK = {
    "cohort": {"director", "medical_director"},
    "university": {"director"},
    "hr_csv": {"hr_officer"},
    "individual": {"doctor"},
    "nonsense": set(),
}


@pytest.mark.parametrize("kind", ASK)
@pytest.mark.parametrize("who", PEOPLE)
def test_who_may_ask_for_which_kind(world: World, sign_in: Any, who: str, kind: str) -> None:
    answer = sign_in(getattr(world, who)).post(f"{HERE}request/", {"kind": kind, "cohort": str(world.cohort.pk)})

    assert (answer.status_code != 403) == (who in ASK[kind])
    with trust_context(world.trust.pk):  # an export is asked for on its own page, with its rounds and a purpose
        assert not Report.objects.filter(kind="hr_csv").exists()


READ = {
    "cohort": {"director", "medical_director"},
    "university": {"director", "medical_director"},
    "hr_csv": {"hr_officer"},
    "hr_xlsx": {"hr_officer"},
}


@pytest.mark.parametrize("kind", KINDS)
def test_who_may_download_which_kind(world: World, sign_in: Any, kind: str) -> None:
    report = made(world, kind)

    allowed = set()
    for who in PEOPLE:
        answer = sign_in(getattr(world, who)).get(f"{HERE}{report.pk}/download/")
        answer.getvalue()  # to the end, which closes the file
        if answer.status_code == 200:
            allowed.add(who)

    assert allowed == READ[kind]


def test_a_download_is_a_file_to_keep_never_cached_and_recorded(world: World, sign_in: Any) -> None:
    report = made(world)

    answer = sign_in(world.director).get(f"{HERE}{report.pk}/download/")

    assert answer.getvalue() == b"%PDF-1.7 a report"
    assert answer["Content-Type"] == "application/pdf"
    today = timezone.localdate().isoformat()
    assert answer["Content-Disposition"] == f'attachment; filename="northfield-cohort-report-2027-{today}.pdf"'
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Content-Type-Options"] == "nosniff"
    with trust_context(world.trust.pk):
        event = Event.objects.get(action="report.download")
    assert (event.actor_id, event.subject_id) == (world.director.pk, str(report.pk))


def test_a_download_before_it_is_ready_says_so(world: World, sign_in: Any) -> None:
    with trust_context(world.trust.pk):
        report = jobs.request_report(kind="cohort", cohort=world.cohort, by=world.director)

    answer = sign_in(world.director).get(f"{HERE}{report.pk}/download/", follow=True)

    assert "This report is not ready yet." in answer.content.decode()


def test_a_double_click_makes_one_report(world: World, sign_in: Any) -> None:
    client = sign_in(world.director)
    page = client.get(HERE).content.decode()
    key = re.search(r'name="key" value="([0-9a-f]{32})"', page)
    assert key

    for _ in range(2):
        asked = {"kind": "cohort", "key": key[1], "cohort": str(world.cohort.pk)}
        assert client.post(f"{HERE}request/", asked).status_code == 302

    with trust_context(world.trust.pk):
        assert Report.objects.count() == 1


def test_a_wrong_cohort_is_refused_beside_the_field(world: World, sign_in: Any) -> None:
    asked = {"kind": "cohort", "key": "k", "cohort": str(world.other_cohort.pk)}

    answer = sign_in(world.director).post(f"{HERE}request/", asked)

    assert "Choose a cohort." in answer.content.decode()


def test_a_university_report_needs_an_agreement(world: World, sign_in: Any) -> None:
    asked = {"kind": "university", "key": "k", "cohort": str(world.cohort.pk)}

    page = sign_in(world.director).post(f"{HERE}request/", asked).content.decode()

    assert "No sharing agreement in force lets Lakeside University see cohort reports." in page


def test_states_in_words_and_a_way_to_try_again(world: World, sign_in: Any) -> None:
    ready, broken = made(world), failed(world)
    with trust_context(world.trust.pk):
        running = jobs.request_report(kind="cohort", cohort=world.cohort, by=world.director)
        lease = jobs.claim(report_id=str(running.pk))
        assert lease
        jobs.heartbeat(lease=lease, progress=30)
    client = sign_in(world.director)

    page = client.get(HERE).content.decode()

    assert "Being made" in page
    assert "30 %" in page
    assert "No space was left." in page
    assert f"{ready.pk}/download/" in page
    assert 'hx-trigger="every 2s"' in page
    assert client.post(f"{HERE}{broken.pk}/retry/").status_code == 302
    with trust_context(world.trust.pk):
        assert Report.objects.get(pk=broken.pk).state == "queued"


def test_htmx_asks_for_the_table_alone_and_stops_when_all_is_settled(world: World, sign_in: Any) -> None:
    made(world)

    part = sign_in(world.director).get(f"{HERE}?part=table", headers={"HX-Request": "true"}).content.decode()

    assert part.lstrip().startswith("<section")
    assert "hx-trigger" not in part


def test_hr_sees_no_cohort_report_and_the_director_no_export(world: World, sign_in: Any) -> None:
    board, export = made(world, "cohort"), made(world, "hr_csv")

    hr, director = (sign_in(who).get(HERE).content.decode() for who in (world.hr_officer, world.director))

    assert (str(board.pk) in hr, str(export.pk) in hr) == (False, True)
    assert (str(board.pk) in director, str(export.pk) in director) == (True, False)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_whatever_its_length(
    world: World, sign_in: Any, rows: int, django_assert_num_queries: Any
) -> None:
    for _ in range(rows):
        made(world)
    client = sign_in(world.director)
    client.get(HERE)

    with django_assert_num_queries(10):
        client.get(HERE)


def test_empty_places_say_what_to_do(world: World, sign_in: Any) -> None:
    assert "No report is kept here." in sign_in(world.director).get(HERE).content.decode()
    export = sign_in(world.hr_officer).get("/t/northfield/exports/").content.decode()
    assert "No doctor has released an assessment yet." in export


def test_an_export_is_chosen_checked_and_made(world: World, sign_in: Any, release: Any) -> None:
    release(2, unreleased=1)
    client = sign_in(world.hr_officer)
    chosen = {"cohort": str(world.cohort.pk), "rounds": ["baseline"]}

    page = client.get("/t/northfield/exports/", chosen).content.decode()
    without = client.post("/t/northfield/exports/request/", {**chosen, "kind": "hr_csv", "key": "k", "purpose": ""})
    done = client.post(
        "/t/northfield/exports/request/", {**chosen, "kind": "hr_csv", "key": "k", "purpose": "Appraisal"}, follow=True
    )

    assert "8 rows" in page
    names = re.findall(r"Name </span><span>(.*?)</span>", page)
    assert names[:4] == ["Dr Person 00", "Dr Person 01"] * 2
    assert "2 released self-assessments by 2 people" in page
    assert "Person 02" not in page
    assert "Say what the export is for." in without.content.decode()
    assert "Your export is being made." in done.content.decode()


def test_an_export_of_another_trust_cannot_be_chosen(world: World, sign_in: Any, release: Any) -> None:
    release(1)
    chosen = {"cohort": str(world.other_cohort.pk), "rounds": ["baseline"]}

    page = sign_in(world.hr_officer).get("/t/northfield/exports/", chosen).content.decode()

    assert "Choose a cohort." in page
    assert "canary" not in page


@pytest.mark.parametrize("people", [1, 3])
def test_the_export_page_costs_the_same_whatever_its_length(
    world: World, sign_in: Any, release: Any, people: int, django_assert_num_queries: Any
) -> None:
    release(people)
    client = sign_in(world.hr_officer)
    client.get("/t/northfield/exports/")

    with django_assert_num_queries(17):
        client.get("/t/northfield/exports/")
