"""Who reads or takes away what a doctor released is kept for each doctor, whatever the way."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from assessments.models import Assessment
from assessments.services.readings import record_readings
from tests.support.world import World
from trusts.models import Event, SecurityEvent
from trusts.states import SecurityEventKind as Kind
from trusts.tenancy import trust_context

PAGES = {
    "/t/northfield/assessments/{one}/": (Kind.RELEASED_READ, 1),
    "/api/t/northfield/assessments/{one}/": (Kind.RELEASED_READ, 1),
    "/t/northfield/cohorts/{cohort}/released-assessments/": (Kind.RELEASED_READ, 3),
    "/t/northfield/cohorts/{cohort}/dashboard/": (Kind.RELEASED_READ, 3),
    "/api/t/northfield/successions/{cohort}/": (Kind.RELEASED_READ, 3),
}


@pytest.mark.parametrize("page", PAGES)
def test_each_doctor_has_a_line(page: str, world: World, release: Callable[..., Any], sign_in: Any) -> None:
    released = release(3, unreleased=1)
    client = sign_in(world.medical_director)

    response = client.get(page.format(one=released[0].pk, cohort=world.cohort.pk))

    assert response.status_code == 200
    kind, count = PAGES[page]
    with trust_context(world.trust.pk):
        lines = list(SecurityEvent.objects.filter(kind=kind, user=world.medical_director.user))
    assert len({line.about_id for line in lines}) == len(lines) == count


def test_the_preview_of_the_export_leaves_a_line_for_each_doctor_in_it(
    world: World, release: Callable[..., Any], sign_in: Any
) -> None:
    """Ten rows of eleven doctors: each another doctor and, from one to the next, another competency."""
    release(11, unreleased=1)

    page = sign_in(world.hr_officer).get("/t/northfield/exports/")

    with trust_context(world.trust.pk):
        lines = SecurityEvent.objects.filter(kind=Kind.RELEASED_READ, user=world.hr_officer.user)
        assert lines.values("about").distinct().count() == len(lines) == 10
    seen = [(row[0], row[2][:3]) for row in page.context_data["preview"]]
    assert [name for name, _ in seen] == [f"Dr Person {number:02}" for number in range(10)]
    assert [code for _, code in seen] == (["1.1", "1.2", "2.1", "2.2"] * 3)[:10]


def test_an_export_leaves_a_line_for_each_doctor(world: World, release: Callable[..., Any], sign_in: Any) -> None:
    release(2)
    asked = {"cohort": world.cohort.pk, "round": "baseline", "purpose": "Study leave"}

    response = sign_in(world.hr_officer).get("/api/t/northfield/export-rows/", asked)

    assert response.status_code == 200
    with trust_context(world.trust.pk):
        lines = SecurityEvent.objects.filter(kind=Kind.RELEASED_EXPORTED, subject_id=str(world.cohort.pk))
        assert lines.values("about").distinct().count() == 2


@pytest.fixture
def read(world: World, monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """read(30, [assessment]): the Medical Director reads these in the cohort's list, so many minutes after the first
    time; how many lines are kept then."""
    began = timezone.now() + timedelta(minutes=1)  # all is released before

    def at(minute: int, assessments: list[Assessment], **other: Any) -> int:
        monkeypatch.setattr(timezone, "now", lambda: began + timedelta(minutes=minute))
        told = {"within": world.cohort, "by": world.medical_director, **other}
        with trust_context(world.trust.pk):
            record_readings(ids=[assessment.pk for assessment in assessments], **told)
            return SecurityEvent.objects.filter(kind__in=(Kind.RELEASED_READ, Kind.RELEASED_EXPORTED)).count()

    return at


def test_what_is_read_again_within_an_hour_is_one_line(release: Callable[..., Any], read: Any) -> None:
    both = release(2)

    assert [read(minute, both) for minute in (0, 1, 59, 60, 61, 119)] == [2, 2, 2, 4, 4, 4]


OTHERS: dict[str, Callable[[World, list[Assessment]], dict[str, Any]]] = {
    "reader": lambda world, made: {"by": world.director},
    "place": lambda world, made: {"within": made[0]},
    "kind": lambda world, made: {"kind": Kind.RELEASED_EXPORTED},
    "doctor": lambda world, made: {"assessments": made[1:]},
}


@pytest.mark.parametrize("other", OTHERS)
def test_another_reading_is_another_line(other: str, world: World, release: Callable[..., Any], read: Any) -> None:
    made = release(2)
    asked = {"assessments": made[:1], **OTHERS[other](world, made)}

    assert (read(0, made[:1]), read(1, **asked)) == (1, 2)


def test_another_assessment_of_the_same_doctor_is_another_line(release: Callable[..., Any], read: Any) -> None:
    (first,), (second,) = release(1), release(1, kind="midpoint")

    assert (read(0, [second]), read(1, [first, second]), read(2, [first, second])) == (1, 2, 2)


def test_what_is_released_anew_is_read_anew(world: World, release: Callable[..., Any], read: Any) -> None:
    made = release(1)
    first = read(0, made)
    with trust_context(world.trust.pk):
        Assessment.objects.update(released_at=timezone.now() + timedelta(seconds=1))

    assert (first, read(2, made), read(3, made)) == (1, 2, 2)


def test_every_file_is_a_line(release: Callable[..., Any], read: Any) -> None:
    made = release(1)

    assert [read(minute, made, kind=Kind.RELEASED_EXPORTED) for minute in (0, 1)] == [1, 2]


def test_each_line_names_what_its_own_doctor_released(world: World, release: Callable[..., Any], read: Any) -> None:
    made = release(2)
    read(0, made)

    with trust_context(world.trust.pk):
        lines = SecurityEvent.objects.filter(kind=Kind.RELEASED_READ)
        assert {line.about_id: line.data["assessments"] for line in lines} == {
            one.subject.user_id: [str(one.pk)] for one in made
        }


def test_an_assessment_opened_twice_is_one_deed(world: World, release: Callable[..., Any], sign_in: Any) -> None:
    (one,) = release(1)
    client = sign_in(world.medical_director)

    for _ in range(2):
        client.get(f"/t/northfield/assessments/{one.pk}/")

    with trust_context(world.trust.pk):
        assert Event.objects.filter(action="assessment.view", subject_id=str(one.pk)).count() == 1


@pytest.mark.parametrize("doctors", [1, 6])
def test_it_costs_the_same_however_many(
    doctors: int, world: World, release: Callable[..., Any], django_assert_num_queries: Any
) -> None:
    ids = [one.pk for one in release(doctors)]

    with trust_context(world.trust.pk), django_assert_num_queries(3):
        record_readings(ids=ids, within=world.cohort, by=world.medical_director)
