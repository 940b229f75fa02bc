"""The same rules as the pages, as JSON."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from assessments.models import Rating
from assessments.services.goals import set_goal
from assessments.services.rounds import close_round
from assessments.tasks import turn_rounds
from tests.assessments.conftest import Stage
from trusts.models import Event
from trusts.tenancy import trust_context

ROOT = "/api/t/northfield"


def put(client: Any, draft_id: Any, competency: Any, **body: Any) -> Any:
    return client.put(f"{ROOT}/assessments/{draft_id}/ratings/{competency.pk}/", body, content_type="application/json")


def test_the_whole_way_from_beginning_to_release(stage: Stage, sign_in: Any) -> None:
    client = sign_in(stage.world.doctor)

    begun = client.post(f"{ROOT}/assessments/", {"round": str(stage.baseline.pk)})
    address = f"{ROOT}/assessments/{begun.json()['id']}/"
    early = client.post(f"{address}submit/")
    for at, competency in enumerate(stage.competencies):
        assert put(client, begun.json()["id"], competency, level=at + 1, importance=2).status_code == 200
    done = client.post(f"{address}submit/")
    released = client.post(f"{address}release/")
    back = client.post(f"{address}take-back/")

    assert begun.status_code == 201
    assert early.status_code == 409
    assert "1.1 Competency 1.1" in early.json()["detail"]
    assert (done.json()["state"], done.json()["levels"]) == ("submitted", [1, 2, 3, 4])
    assert (released.json()["state"], back.json()["state"]) == ("released", "submitted")
    assert [row["id"] for row in client.get(f"{ROOT}/assessments/").json()["results"]] == [begun.json()["id"]]


def test_ones_goals_are_listed_and_given_another_day(stage: Stage, sign_in: Any) -> None:
    w, today = stage.world, timezone.localdate()
    with trust_context(w.trust.pk):
        goal = set_goal(text="Ask", due_on=today, competencies=stage.competencies[:1], by=w.doctor)
    client, address = sign_in(w.doctor), f"{ROOT}/goals/{goal.pk}/change-day/"
    day = str(today + timedelta(days=40))

    refused, moved = client.post(address, {"due_on": str(today)}), client.post(address, {"due_on": day})

    assert (refused.status_code, refused.json()) == (409, {"detail": "Choose a day after today."})
    assert client.post(address, {"due_on": "soon"}).status_code == 400
    assert moved.json() == {"id": str(goal.pk), "text": "Ask", "due_on": day, "state": "open"}
    assert client.get(f"{ROOT}/goals/").json()["results"] == [moved.json()]
    assert sign_in(w.colleague).get(f"{ROOT}/goals/").json()["results"] == []
    assert sign_in(w.colleague).post(address, {"due_on": day}).status_code == 403


def test_a_rating_names_its_edition_and_a_stale_one_is_told_what_is_kept(stage: Stage, sign_in: Any) -> None:
    w, first = stage.world, stage.competencies[0]
    with trust_context(w.trust.pk):
        draft = stage.draft(w.doctor)
    client = sign_in(w.doctor)

    saved = put(client, draft.pk, first, level=2, reason="DOB 3/2/1951", edition=0)
    stale = put(client, draft.pk, first, level=3, edition=0)
    wrong = [
        put(client, draft.pk, first, level=9),
        put(client, draft.pk, first, importance=7),
        put(client, draft.pk, first, reason="word " * 251),
        put(client, draft.pk, first, level=1, no_opportunity=True),
    ]

    assert (saved.json()["edition"], saved.json()["warnings"]) == (1, ["This looks like a date of birth."])
    assert stale.status_code == 409
    assert (stale.json()["kept"]["level"], stale.json()["kept"]["edition"]) == (2, 1)
    assert [answer.status_code for answer in wrong] == [409, 400, 400, 409]
    with trust_context(w.trust.pk):
        assert Rating.objects.get().level == 2


def test_strangers_colleagues_and_staff_read_no_draft(stage: Stage, sign_in: Any) -> None:
    w = stage.world
    with trust_context(w.trust.pk):
        draft = stage.draft(w.doctor)
    address = f"{ROOT}/assessments/{draft.pk}/"

    for person in (w.colleague, w.director, w.medical_director, w.hr_officer):
        client = sign_in(person)
        assert client.get(address).status_code == 403
        assert put(client, draft.pk, stage.competencies[0], level=1).status_code == 403
        assert client.post(f"{address}submit/").status_code == 403
    assert sign_in(w.outsider).get(address).status_code == 404
    assert sign_in(w.director).get(f"{ROOT}/assessments/").status_code == 403


def test_hr_reads_released_levels_and_nothing_else(stage: Stage, sign_in: Any) -> None:
    w = stage.world
    with trust_context(w.trust.pk):
        kept, released = stage.submit(w.doctor), stage.submit(w.colleague, release=True)
    client = sign_in(w.hr_officer)

    assert client.get(f"{ROOT}/assessments/{kept.pk}/").status_code == 403
    answer = client.get(f"{ROOT}/assessments/{released.pk}/").json()

    assert (answer["name"], answer["levels"]) == ("Dr Colleague Northfield", [2, 3, 1, 4])
    assert not {"ratings", "importance", "reason"} & set(answer)
    with trust_context(w.trust.pk):
        assert Event.objects.filter(action="assessment.view", actor=w.hr_officer).count() == 1


@pytest.mark.parametrize(("people", "hidden"), [(4, True), (5, False)])
def test_the_benchmark_is_suppressed_for_staff(stage: Stage, sign_in: Any, people: int, hidden: bool) -> None:
    w = stage.world
    with trust_context(w.trust.pk):
        for person in [w.doctor, w.colleague, *stage.join(people - 2)]:
            stage.submit(person)
        close_round(round=stage.baseline, by=w.director)
    address = f"{ROOT}/benchmarks/{w.cohort.pk}/"

    answer = sign_in(w.medical_director).get(address).json()

    first = answer["rounds"][0]["competencies"][0]
    assert (first.get("hidden") == "Hidden: fewer than 5 people") is hidden
    assert ("counts" in first) is not hidden
    assert sign_in(w.director).get(f"{address}?kind=soon").status_code == 400
    for person in (w.doctor, w.hr_officer, w.administrator):
        assert sign_in(person).get(address).status_code == 403


@pytest.mark.parametrize("rounds", [1, 3])
def test_the_list_costs_the_same_whatever_its_length(
    stage: Stage, rounds: int, sign_in: Any, django_assert_num_queries: Any
) -> None:
    w = stage.world
    with trust_context(w.trust.pk):
        stage.submit(w.doctor)
        for kind in ("midpoint", "end")[: rounds - 1]:
            stage.submit(w.doctor, round=stage.round(kind))
    client = sign_in(w.doctor)
    client.get(f"{ROOT}/assessments/")

    with django_assert_num_queries(10):
        answer = client.get(f"{ROOT}/assessments/")

    assert len(answer.json()["results"]) == rounds


def test_the_clock_visits_every_trust(stage: Stage) -> None:
    with trust_context(stage.world.trust.pk):
        day = stage.baseline.opens_on
        stage.round("midpoint", opens_on=day, closes_on=day)

    assert turn_rounds() == 1
