"""Who reads or takes away what a doctor released is kept for each doctor, whatever the way."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.support.world import World
from trusts.models import SecurityEvent
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


def test_an_export_leaves_a_line_for_each_doctor(world: World, release: Callable[..., Any], sign_in: Any) -> None:
    release(2)
    asked = {"cohort": world.cohort.pk, "round": "baseline", "purpose": "Study leave"}

    response = sign_in(world.hr_officer).get("/api/t/northfield/export-rows/", asked)

    assert response.status_code == 200
    with trust_context(world.trust.pk):
        lines = SecurityEvent.objects.filter(kind=Kind.RELEASED_EXPORTED, subject_id=str(world.cohort.pk))
        assert lines.values("about").distinct().count() == 2
