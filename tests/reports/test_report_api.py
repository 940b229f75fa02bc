"""The API over the same services and permissions."""

from typing import Any

from reports.models import Report
from tests.reports.test_report_pages import failed, made
from tests.support.world import World
from trusts.models import Event
from trusts.tenancy import trust_context

HERE = "/api/t/northfield/reports/"
ROWS = "/api/t/northfield/export-rows/"


def test_ask_see_and_fetch(world: World, sign_in: Any) -> None:
    client = sign_in(world.director)

    asked = client.post(HERE, {"kind": "cohort", "cohort": str(world.cohort.pk), "key": "k"}, "application/json")
    again = client.post(HERE, {"kind": "cohort", "cohort": str(world.cohort.pk), "key": "k"}, "application/json")
    row = client.get(f"{HERE}{asked.json()['id']}/").json()
    early = client.get(f"{HERE}{asked.json()['id']}/download/")

    assert asked.status_code == 201
    assert asked.json()["id"] == again.json()["id"]
    assert (row["state"], row["kind"], row["progress"]) == ("queued", "cohort", 0)
    assert (early.status_code, early.json()["detail"]) == (409, "This report is not ready yet.")


def test_a_ready_report_is_downloaded(world: World, sign_in: Any) -> None:
    report = made(world)

    answer = sign_in(world.medical_director).get(f"{HERE}{report.pk}/download/")

    assert answer.getvalue() == b"%PDF-1.7 a report"
    assert answer["Cache-Control"] == "no-store"


def test_kinds_keep_apart(world: World, sign_in: Any) -> None:
    board, export = made(world, "cohort"), made(world, "hr_csv")
    hr = sign_in(world.hr_officer)

    assert [row["id"] for row in hr.get(HERE).json()["results"]] == [str(export.pk)]
    assert hr.get(f"{HERE}{board.pk}/").status_code == 403
    assert hr.get(f"{HERE}{board.pk}/download/").status_code == 403
    asked = {"kind": "cohort", "cohort": str(world.cohort.pk)}
    assert hr.post(HERE, asked, "application/json").status_code == 403
    assert sign_in(world.doctor).get(HERE).json()["results"] == []
    assert sign_in(world.reviewer).get(HERE).status_code == 403


def test_a_cohort_of_another_trust_is_no_cohort(world: World, sign_in: Any) -> None:
    asked = {"kind": "cohort", "cohort": str(world.other_cohort.pk)}

    answer = sign_in(world.director).post(HERE, asked, "application/json")

    assert (answer.status_code, answer.json()) == (400, {"cohort": ["No such cohort."]})


def test_try_again(world: World, sign_in: Any) -> None:
    report = failed(world)

    answer = sign_in(world.director).post(f"{HERE}{report.pk}/retry/")

    assert answer.json()["state"] == "queued"


def test_an_export_needs_rounds_and_a_purpose(world: World, sign_in: Any, release: Any) -> None:
    release(1)
    client = sign_in(world.hr_officer)
    asked = {"kind": "hr_csv", "cohort": str(world.cohort.pk), "rounds": ["baseline"]}

    without = client.post(HERE, asked, "application/json")
    done = client.post(HERE, {**asked, "purpose": "Appraisal"}, "application/json")

    assert (without.status_code, without.json()["detail"]) == (409, "Say what the export is for.")
    assert done.status_code == 201
    with trust_context(world.trust.pk):
        assert Report.objects.get().params == {"rounds": ["baseline"], "purpose": "Appraisal"}


def test_rows_come_in_pages_with_a_purpose_kept(world: World, sign_in: Any, release: Any) -> None:
    release(3, unreleased=1)
    client = sign_in(world.hr_officer)
    asked = {"cohort": str(world.cohort.pk), "round": "baseline"}

    without = client.get(ROWS, asked)
    page = client.get(ROWS, {**asked, "purpose": "Appraisal", "page_size": 5}).json()

    assert without.status_code == 400
    assert (page["count"], len(page["results"])) == (12, 5)
    assert page["results"][0]["Name"] == "Dr Person 00"
    assert page["results"][0]["Employee number"] == "000000"
    with trust_context(world.trust.pk):
        assert Event.objects.get(action="hr_export.read").data["purpose"] == "Appraisal"


def test_rows_are_hrs_alone(world: World, sign_in: Any) -> None:
    asked = {"cohort": str(world.cohort.pk), "round": "baseline", "purpose": "x"}

    assert sign_in(world.director).get(ROWS, asked).status_code == 403
