"""The API asks the same permissions and the same services as the pages."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from projects.models import ImprovementProject
from projects.services.projects import ask_for_approval
from tests.projects.support import FIRST, outcome, proposed, running
from tests.support.factories import PlaceFactory
from tests.support.world import World
from trusts.tenancy import trust_context

VALUES = [10, 12, 11, 10, 12, 11, 10, 12, 11, 10, 12, 11, 10, 12, 11, 30]
JSON = "application/json"


def api(world: World, path: str = "") -> str:
    return f"/api/t/{world.trust.slug}/{path}"


def test_a_list_holds_what_the_reader_may_see(world: World, sign_in: Any) -> None:
    with trust_context(world.trust.pk):
        running(world)

    counts = {
        who: sign_in(getattr(world, who)).get(api(world, "projects/")).json()["count"]
        for who in ("doctor", "colleague", "line_manager", "director", "medical_director", "hr_officer", "reviewer")
    }

    assert counts == {
        "doctor": 1,
        "colleague": 1,
        "line_manager": 1,
        "director": 1,
        "medical_director": 1,
        "hr_officer": 0,
        "reviewer": 0,
    }


def test_a_project_from_proposal_to_approval(world: World, sign_in: Any) -> None:
    with trust_context(world.trust.pk):
        PlaceFactory(cohort=world.cohort, person=world.doctor)
    doctor, sponsor = sign_in(world.doctor), sign_in(world.line_manager)
    sent = {"cohort": str(world.cohort.pk), "title": "Letters sooner"}

    made = doctor.post(api(world, "projects/"), sent, JSON)
    assert (made.status_code, made.json()["state"]) == (201, "idea")
    one = api(world, f"projects/{made.json()['id']}/")
    early = doctor.post(f"{one}ask-for-approval/")
    assert (early.status_code, early.json()["detail"]) == (
        409,
        "Before approval the charter needs the problem and the aim and a sponsor.",
    )
    charter = {"problem": "Late.", "aim": "Sooner.", "sponsor": str(world.line_manager.pk), "edition": 0}
    assert doctor.patch(one, charter, JSON).json()["edition"] == 1
    assert doctor.patch(one, charter, JSON).status_code == 409
    assert doctor.post(f"{one}ask-for-approval/").status_code == 200
    read = {"edition": 1}
    assert doctor.post(f"{one}approve/", read, JSON).status_code == 403
    assert sponsor.post(f"{one}approve/").status_code == 400
    assert "has changed since" in sponsor.post(f"{one}approve/", {"edition": 0}, JSON).json()["detail"]
    assert sponsor.post(f"{one}approve/", read, JSON).json()["state"] == "approved"
    assert sponsor.post(f"{one}approve/", read, JSON).status_code == 409
    assert doctor.post(f"{one}start/", {"on": "2025-01-06"}, JSON).json()["starts_on"] == "2025-01-06"


@pytest.mark.parametrize(
    ("path", "sent", "limit"),
    [
        ("", {"problem": "late " * 301}, 300),
        ("", {"stakeholders": "late " * 201}, 200),
        ("complete/", {"learning": "late " * 401}, 400),
        ("pause/", {"reason": "late " * 101}, 100),
        ("return/", {"reason": "late " * 201}, 200),
        ("measures/", {"name": "L", "direction": "increase", "definition": "late " * 201}, 200),
        ("cycles/", {"question": "late " * 101}, 100),
    ],
)
def test_the_api_takes_as_many_words_as_the_page(
    path: str, sent: dict[str, str], limit: int, world: World, sign_in: Any
) -> None:
    with trust_context(world.trust.pk):
        project = running(world)
    client = sign_in(world.line_manager if path == "return/" else world.doctor)

    answer = getattr(client, "post" if path else "patch")(api(world, f"projects/{project.pk}/{path}"), sent, JSON)

    assert answer.status_code == 400
    assert [f"Use {limit} words or fewer: you have written {limit + 1}."] in answer.json().values()


def test_values_are_recorded_and_read_as_a_chart(world: World, sign_in: Any) -> None:
    with trust_context(world.trust.pk):
        project = running(world)
    client = sign_in(world.doctor)
    given = {"name": "Letters", "direction": "increase", "kind": "outcome", "unit": "letters", "target": "10"}

    made = client.post(api(world, f"projects/{project.pk}/measures/"), given, JSON)
    one = api(world, f"measures/{made.json()['id']}/")
    for at, value in enumerate(VALUES):
        day = (FIRST + timedelta(weeks=at)).isoformat()
        sent = client.post(f"{one}measurements/", {"measured_on": day, "value": value}, JSON)
        assert sent.status_code == 201
    chart = client.get(f"{one}chart/").json()

    assert chart["points"][-1] == {
        "date": "2025-04-21",
        "value": "30",
        "left_out": False,
        "phase": 1,
        "mean": "12.1875",
        "lower": "5.4488",
        "upper": "18.9262",
        "kind": "special_cause_improvement",
        "standing": None,
        "rules": ["astronomical_high"],
        "conflict": False,
    }
    assert (chart["variation"], chart["assurance"], chart["points_until_limits"]) == (
        "improvement_high",
        "hit_or_miss",
        0,
    )
    assert client.get(f"{one}download/").content.decode().count("\n") == len(VALUES) + 1
    assert len(client.get(f"{one}measurements/").json()) == len(VALUES)


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"measured_on": "2025-01-06", "value": 3}, 409),
        ({"measured_on": "2025-01-07"}, 409),
        # In the future, also when midnight has passed since this was read.
        ({"measured_on": (timezone.localdate() + timedelta(days=2)).isoformat(), "value": 3}, 409),
        ({"measured_on": "2025-02-31", "value": 3}, 400),
        ({"measured_on": "2025-01-07", "value": "many"}, 400),
        ({"measured_on": "2025-01-07", "value": 3, "note": "Patient 943 476 5919"}, 400),
    ],
)
def test_values_that_are_refused(sent: dict[str, Any], status: int, world: World, sign_in: Any) -> None:
    with trust_context(world.trust.pk):
        measure = outcome(running(world), [12])

    response = sign_in(world.doctor).post(api(world, f"measures/{measure.pk}/measurements/"), sent, JSON)

    assert response.status_code == status
    with trust_context(world.trust.pk):
        assert measure.measurements.count() == 1


def test_a_test_of_change(world: World, sign_in: Any) -> None:
    with trust_context(world.trust.pk):
        project = running(world)
    client = sign_in(world.doctor)
    plan = {"question": "Will they?", "prediction": "Five.", "scale": "One ward"}

    made = client.post(api(world, f"projects/{project.pk}/cycles/"), plan, JSON).json()
    one = api(world, f"cycles/{made['id']}/")
    study = {"on": "2025-02-01", "happened": "H", "learning": "L", "act": "adopt", "prediction_met": "no"}
    assert client.post(f"{one}study/", study, JSON).status_code == 409
    assert client.post(f"{one}start/", {"on": "2025-01-20"}, JSON).json()["state"] == "doing"
    assert client.post(f"{one}study/", study, JSON).json()["act"] == "adopt"


@pytest.mark.parametrize("who", ["colleague", "line_manager", "director", "hr_officer"])
def test_only_the_lead_writes(who: str, world: World, sign_in: Any) -> None:
    with trust_context(world.trust.pk):
        project = running(world)
        measure = outcome(project, [12])
        value = measure.measurements.get()
    client = sign_in(getattr(world, who))

    statuses = [
        client.patch(api(world, f"projects/{project.pk}/"), {"title": "Mine"}, JSON).status_code,
        client.post(api(world, f"projects/{project.pk}/stop/"), {"learning": "L"}, JSON).status_code,
        client.post(api(world, f"projects/{project.pk}/measures/"), {}, JSON).status_code,
        client.patch(api(world, f"measures/{measure.pk}/"), {"name": "Mine"}, JSON).status_code,
        client.post(api(world, f"measures/{measure.pk}/measurements/"), {}, JSON).status_code,
        client.post(api(world, f"measurements/{value.pk}/leave-out/"), {"reason": "R"}, JSON).status_code,
    ]

    assert statuses == [403] * 6
    with trust_context(world.trust.pk):
        assert ImprovementProject.objects.get().title == "Letters sooner"


def test_another_trusts_sponsor_or_cohort_does_not_exist(world: World, sign_in: Any) -> None:
    with trust_context(world.trust.pk):
        project = proposed(world)
    client = sign_in(world.doctor)

    sponsor = client.patch(api(world, f"projects/{project.pk}/"), {"sponsor": str(world.outsider.pk)}, JSON)
    cohort = client.post(api(world, "projects/"), {"cohort": str(world.other_cohort.pk), "title": "T"}, JSON)

    assert (sponsor.status_code, cohort.status_code) == (400, 400)
    assert "object does not exist" in sponsor.json()["sponsor"][0]


def test_a_charter_is_returned_and_a_value_left_out(world: World, sign_in: Any) -> None:
    with trust_context(world.trust.pk):
        project = ask_for_approval(project=proposed(world), by=world.doctor)
        measure = outcome(project, VALUES)
        value = measure.measurements.last()
    doctor = sign_in(world.doctor)

    returned = sign_in(world.line_manager).post(
        api(world, f"projects/{project.pk}/return/"), {"reason": "Which ward?"}, JSON
    )
    left_out = doctor.post(api(world, f"measurements/{value.pk}/leave-out/"), {"reason": "Closed."}, JSON)
    again = doctor.post(api(world, f"measurements/{value.pk}/restore/"))
    recalculated = doctor.post(
        api(world, f"measures/{measure.pk}/recalculate/"), {"starts_on": "2025-03-03", "reason": "Rota."}, JSON
    )

    assert [r.status_code for r in (returned, left_out, again, recalculated)] == [200] * 4
    assert (left_out.json()["is_ghost"], again.json()["is_ghost"]) == (True, False)
    assert len(doctor.get(api(world, f"measures/{measure.pk}/chart/")).json()["phases"]) == 2


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_constant_queries(
    count: int, world: World, sign_in: Any, django_assert_num_queries: Any
) -> None:
    with trust_context(world.trust.pk):
        for n in range(count):
            running(world, title=f"Project {n}", objective=None)
    client = sign_in(world.director)

    with django_assert_num_queries(9):
        assert client.get(api(world, "projects/")).json()["count"] == count
