"""The one to-do list: every app's duties, the most urgent first."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import chain
from uuid import UUID

from django.utils import timezone

from assessments.selectors.duties import duties as of_assessments
from cohorts.selectors.duties import duties as of_cohorts
from frameworks.selectors.duties import duties as of_frameworks
from projects.selectors.duties import duties as of_projects
from trusts.duties import Duty, Held
from trusts.selectors.duties import duties as of_trusts

SOURCES = (of_cohorts, of_assessments, of_projects, of_frameworks, of_trusts)


def duties_of(held: Held) -> Iterator[Duty]:
    """Duties of these people in the Trust in context, the most urgent first; the number of queries does not grow with
    the number of people."""
    today = timezone.localdate()
    yield from sorted(chain.from_iterable(source(held) for source in SOURCES), key=lambda duty: duty.order(today))


def to_do(person_id: UUID, roles: frozenset[str]) -> list[Duty]:
    """One person's duties, the most urgent first."""
    return list(duties_of({person_id: roles}))


def to_do_of_everybody(held: Held) -> dict[UUID, list[Duty]]:
    """Each person's duties, the most urgent first."""
    by_person: dict[UUID, list[Duty]] = defaultdict(list)
    for duty in duties_of(held):
        by_person[duty.person_id].append(duty)
    return by_person
