"""The same rules by the API."""

from typing import Any

import pytest
from django.test import Client

from cohorts.models import Application, Place
from cohorts.services.applications import begin_application
from tests.support.factories import ApplicationFactory, CohortFactory, CriterionFactory, OfferFactory
from tests.support.world import World
from trusts.tenancy import trust_context

JSON = "application/json"
WEEK = [
    {
        "day": 2,
        "session": "pm",
        "activity": "Clinic",
        "programmed_activities": "1.00",
        "cover": "Dr A",
        "clash": "leave",
    }
]


def at(world: World, path: str) -> str:
    return f"/api/t/{world.trust.slug}/{path}"


@pytest.fixture
def doctor(world: World, sign_in: Any) -> Client:
    return sign_in(world.doctor)


def begun(world: World) -> Application:
    with trust_context(world.trust.pk):
        return begin_application(cohort=world.cohort, by=world.doctor)


def test_an_application_from_beginning_to_withdrawal(world: World, doctor: Client) -> None:
    begin = doctor.post(at(world, "applications/"), {"cohort": str(world.cohort.pk)}, JSON)
    mine = at(world, f"applications/{begin.json()['id']}/")
    with_a_comma = [row | {"programmed_activities": row["programmed_activities"].replace(".", ",")} for row in WEEK]
    parts = {"edition": 0, "commitment": "Led it", "insight": "Late", "work_plan": "Moves", "week": with_a_comma}
    saved = doctor.patch(mine, parts, JSON)
    submitted = doctor.post(mine + "submit/")
    withdrawn = doctor.post(mine + "withdraw/", {"reason": "Moving"}, JSON)

    assert begin.status_code == 201
    assert (saved.json()["edition"], saved.json()["week"]) == (1, WEEK)
    assert (submitted.json()["state"], len(submitted.json()["receipt"])) == ("submitted", 9)
    assert withdrawn.json()["state"] == "withdrawn"


def test_a_save_from_an_older_edition_is_a_409_with_both_texts(world: World, doctor: Client) -> None:
    mine = at(world, f"applications/{begun(world).pk}/")
    doctor.patch(mine, {"edition": 0, "commitment": "First"}, JSON)

    answer = doctor.patch(mine, {"edition": 0, "commitment": "Second"}, JSON)

    assert answer.status_code == 409
    assert answer.json()["kept"]["commitment"] == "First"
    assert answer.json()["yours"]["commitment"] == "Second"
    assert doctor.get(mine).json()["commitment"] == "First"


def test_an_unfinished_application_is_refused_with_what_is_missing(world: World, doctor: Client) -> None:
    answer = doctor.post(at(world, f"applications/{begun(world).pk}/submit/"))

    assert answer.status_code == 409
    assert "Write what commitment you have already shown." in answer.json()["detail"]


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"edition": -1},
        {"edition": 0, "week": [{"day": 8, "session": "am", "programmed_activities": "1"}]},
        {"edition": 0, "week": [{"day": 1, "session": "am", "programmed_activities": "1.25"}]},
        {"edition": 0, "week": WEEK * 2},
    ],
)
def test_what_makes_no_sense_is_a_400(sent: dict[str, Any], world: World, doctor: Client) -> None:
    assert doctor.patch(at(world, f"applications/{begun(world).pk}/"), sent, JSON).status_code == 400


def test_a_draft_is_its_doctors_alone(world: World, sign_in: Any) -> None:
    mine = at(world, f"applications/{begun(world).pk}/")

    for person in (world.colleague, world.director, world.reviewer):
        client = sign_in(person)
        assert client.get(mine).status_code == 403
        assert client.patch(mine, {"edition": 0, "insight": "x"}, JSON).status_code == 403
        assert client.post(mine + "submit/").status_code == 403
        assert client.post(mine + "withdraw/").status_code == 403
    assert sign_in(world.colleague).get(at(world, "applications/")).json()["results"] == []


def test_cohorts_of_the_trust_and_none_that_is_planned(world: World, doctor: Client, sign_in: Any) -> None:
    with trust_context(world.trust.pk):
        planned = CohortFactory(name="Not yet", state="planned")
        CriterionFactory(cohort=world.cohort, name="Insight")

    listed = doctor.get(at(world, "cohorts/")).json()["results"]

    assert [(row["name"], row["criteria"][0]["name"]) for row in listed] == [("2027", "Insight")]
    assert doctor.get(at(world, f"cohorts/{planned.pk}/")).status_code == 404
    assert doctor.post(at(world, "applications/"), {"cohort": str(planned.pk)}, JSON).status_code == 404
    assert len(sign_in(world.director).get(at(world, "cohorts/")).json()["results"]) == 2


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("path", "queries"), [("cohorts/", 10), ("applications/", 10)])
def test_lists_take_as_many_queries_for_three(
    path: str, queries: int, rows: int, world: World, doctor: Client, django_assert_num_queries: Any
) -> None:
    with trust_context(world.trust.pk):
        for _ in range(rows):
            ApplicationFactory(applicant=world.doctor)

    with django_assert_num_queries(queries):
        assert len(doctor.get(at(world, path)).json()["results"]) >= rows


def test_an_offer_is_accepted_once(world: World, doctor: Client, sign_in: Any) -> None:
    with trust_context(world.trust.pk):
        application = ApplicationFactory(cohort=world.cohort, applicant=world.doctor, submitted=True, state="offered")
        offer = at(world, f"offers/{OfferFactory(application=application).pk}/")

    assert sign_in(world.director).post(offer + "accept/").status_code == 403
    assert [doctor.post(offer + "accept/").json()["place"] for _ in range(2)] == [1, 1]
    assert doctor.post(offer + "turn-down/").status_code == 409
    with trust_context(world.trust.pk):
        assert Place.objects.count() == 1
