"""Twenty at once: one is kept, nineteen are told, and nobody's words are overwritten (security.md 6, row 7)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from cohorts.models import Application, Cohort
from cohorts.services.applications import StaleEditionError, begin_application, save_application
from cohorts.services.assignment import assign_evenly
from cohorts.services.cohorts import change_cohort, open_cohort
from cohorts.states import CohortState
from frameworks.services.values import add_objective, add_value
from frameworks.services.versions import create_framework
from programmes.services.programmes import create_programme
from projects.services.projects import save_charter
from tests.support.factories import ApplicationFactory, CohortFactory, CriterionFactory, ImprovementProjectFactory
from tests.support.world import World
from trusts.models import Event
from trusts.tenancy import trust_context
from trusts.workflow import RefusedError

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 20


def at_once(world: World, deed: Callable[[int], Any]) -> list[Any]:
    """What `deed` returns or refuses for each of twenty threads that begin together, each in its own transaction."""
    together = Barrier(MANY)

    def one(number: int) -> Any:
        try:
            together.wait(timeout=30)
            with trust_context(world.trust.pk):
                return deed(number)
        except RefusedError as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(MANY) as pool:
        return list(pool.map(one, range(MANY)))


def test_an_application_is_begun_once(world: World) -> None:
    begun = at_once(world, lambda _: begin_application(cohort=world.cohort, by=world.doctor).pk)

    with trust_context(world.trust.pk):
        assert set(begun) == {Application.objects.get().pk}


def test_of_twenty_saves_of_one_page_one_is_kept_and_nineteen_see_both_texts(world: World) -> None:
    with trust_context(world.trust.pk):
        draft = begin_application(cohort=world.cohort, by=world.doctor)

    answers = at_once(
        world,
        lambda number: save_application(
            application=draft, edition=draft.edition, by=world.doctor, insight=f"Text of window {number}."
        ),
    )

    told = [answer for answer in answers if isinstance(answer, StaleEditionError)]
    (kept,) = [answer for answer in answers if not isinstance(answer, RefusedError)]
    assert len(told) == MANY - 1
    with trust_context(world.trust.pk):
        assert Application.objects.get().insight == kept.insight
    assert {stale.application.insight for stale in told} == {kept.insight}


def test_a_cohort_never_opens_while_its_criteria_are_taken_away(world: World) -> None:
    with trust_context(world.trust.pk):
        cohort = CohortFactory(state=CohortState.PLANNED)
        CriterionFactory(cohort=cohort)

    def opened() -> str:
        try:
            with trust_context(world.trust.pk):
                return str(open_cohort(cohort=cohort, by=world.director).state)
        except RefusedError as refusal:
            return str(refusal)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with trust_context(world.trust.pk):
            change_cohort(cohort=cohort, by=world.director, criteria=[])
            answer = pool.submit(opened)
            wait([answer], timeout=0.5)  # it waits for the row, and reads the criteria only then
        assert answer.result(timeout=30).startswith("Add at least one criterion first")


def test_reviews_are_shared_out_behind_whoever_decides_and_in_the_same_order(world: World) -> None:
    with trust_context(world.trust.pk):
        application = ApplicationFactory(cohort=world.cohort, submitted=True)

    def shared_out() -> int:
        try:
            with trust_context(world.trust.pk):
                return len(assign_evenly(cohort=world.cohort, by=world.director))
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with trust_context(world.trust.pk):
            Cohort.objects.select_for_update().get(pk=world.cohort.pk)
            answer = pool.submit(shared_out)
            wait([answer], timeout=0.5)
            assert not answer.done()
            Application.objects.select_for_update(nowait=True).get(pk=application.pk)  # it holds none while it waits
        assert answer.result(timeout=30) == 2


def test_of_twenty_charters_of_one_edition_one_is_kept(world: World) -> None:
    with trust_context(world.trust.pk):
        project = ImprovementProjectFactory(cohort=world.cohort, lead=world.doctor)
        edition = project.edition

    answers = at_once(
        world,
        lambda number: save_charter(
            project=project, by=world.doctor, edition=edition, problem=f"Problem of window {number}."
        ),
    )

    assert sum(isinstance(answer, RefusedError) for answer in answers) == MANY - 1
    with trust_context(world.trust.pk):
        assert Event.objects.filter(action="project.save_charter").count() == 1


def test_a_name_is_given_once_and_the_other_clicks_are_told(world: World) -> None:
    by = world.director
    deeds: list[Callable[[int], Any]] = [
        lambda _: add_value(name="Kind", statement="We notice.", by=by),
        lambda _: add_objective(code="O9", name="Safer wards", statement="Safe care.", by=by),
        lambda _: create_framework(name="Leading here", by=by),
        lambda _: create_programme(name="Another way", by=by),
    ]

    told = [sum(isinstance(answer, RefusedError) for answer in at_once(world, deed)) for deed in deeds]

    assert told == [MANY - 1] * 4
