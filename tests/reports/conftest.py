"""Files of a test's own, and released assessments to export."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assessments.models import Assessment, Round
from tests.support.factories import AssessmentFactory, PersonFactory, PlaceFactory, RoundFactory
from tests.support.world import World
from trusts.models import Person
from trusts.tenancy import trust_context


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> Path:
    """An empty FILES_ROOT."""
    settings.FILES_ROOT = str(tmp_path / "files")
    return tmp_path / "files"


@pytest.fixture
def release(world: World) -> Callable[..., list[Assessment]]:
    """release(3): that many people of the cohort with places and released baselines; others stay unreleased.
    Asked again, for another round, the same people answer."""

    def people(count: int, *, unreleased: int = 0, kind: str = "baseline", **fields: Any) -> list[Assessment]:
        with trust_context(world.trust.pk):
            round_ = Round.objects.filter(cohort=world.cohort, kind=kind).first()
            round_ = round_ or RoundFactory(cohort=world.cohort, kind=kind)
            made = []
            for number in range(count + unreleased):
                person = Person.objects.filter(employee_number=f"00{number:04}").first()
                if person is None:
                    person = PersonFactory(full_name=f"Person {number:02}", employee_number=f"00{number:04}")
                    if number < world.cohort.places:
                        PlaceFactory(cohort=world.cohort, person=person, number=number + 1)
                a = AssessmentFactory(round=round_, subject=person, submitted=True, **fields)
                if number < count:
                    Assessment.objects.filter(pk=a.pk).update(
                        state="released", released_at=a.submitted_at, first_released_at=a.submitted_at
                    )
                    made.append(a)
            return made

    return people
