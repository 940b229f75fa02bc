"""A cohort with participants and an open baseline."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from assessments.models import Assessment, Round
from assessments.services.assessments import begin_assessment, rate, release_assessment, submit_assessment
from frameworks.models import Competency
from tests.support.factories import PlaceFactory, RoundFactory
from tests.support.world import World, member
from trusts.models import Person
from trusts.states import Role
from trusts.tenancy import trust_context


@dataclass
class Stage:
    """The world with places taken and rounds; `competencies` in the order of the pinned version (4, 4 levels)."""

    world: World
    baseline: Round
    competencies: list[Competency]
    people: list[Person] = field(default_factory=list)

    def round(self, kind: str, state: str = "open", **fields: Any) -> Round:
        return RoundFactory(cohort=self.world.cohort, kind=kind, state=state, **fields)

    def join(self, count: int) -> list[Person]:
        """That many more doctors with places."""
        first = len(self.people)
        joined = [member(self.world.trust, f"Doctor {first + n}", Role.DOCTOR) for n in range(count)]
        for person in joined:
            self.take_place(person)
        return joined

    def take_place(self, person: Person) -> None:
        self.people.append(person)
        PlaceFactory(cohort=self.world.cohort, person=person, number=len(self.people))

    def draft(self, person: Person, round: Round | None = None) -> Assessment:
        return begin_assessment(round=round or self.baseline, by=person)

    def submit(
        self,
        person: Person,
        levels: Sequence[int | None] = (2, 3, 1, 4),
        round: Round | None = None,
        release: bool = False,
        then: Sequence[int | None] = (None,) * 4,
        importance: Sequence[int | None] = (None,) * 4,
    ) -> Assessment:
        """A submitted assessment; a None level means no opportunity yet."""
        draft = self.draft(person, round)
        for competency, level, back, weight in zip(self.competencies, levels, then, importance, strict=True):
            rate(
                assessment=draft,
                competency=competency,
                by=person,
                level=level,
                no_opportunity=level is None,
                then_level=back,
                importance=weight,
            )
        done = submit_assessment(assessment=draft, by=person)
        return release_assessment(assessment=done, by=person) if release else done


@pytest.fixture
def stage(world: World) -> Stage:
    """The doctor and the colleague have places; the baseline is open. No context is entered."""
    with trust_context(world.trust.pk):
        today = timezone.localdate()
        baseline = RoundFactory(
            cohort=world.cohort, opens_on=today - timedelta(days=1), closes_on=today + timedelta(days=13)
        )
        made = Stage(world, baseline, list(world.cohort.framework_version.competencies.order_by("position")))
        made.take_place(world.doctor)
        made.take_place(world.colleague)
        return made


@pytest.fixture
def in_stage(stage: Stage) -> Any:
    """The stage inside the Trust's context: for services and selectors, not for pages."""
    with trust_context(stage.world.trust.pk):
        yield stage
