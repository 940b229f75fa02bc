"""A project under way, made by the services, for tests of this app."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from projects.models import ImprovementProject, Measure
from projects.services.measures import add_measure, record_measurement
from projects.services.projects import approve_project, propose_project, start_project
from tests.support.factories import PlaceFactory, StrategicObjectiveFactory
from tests.support.world import World

FIRST = date(2025, 1, 6)


def proposed(world: World, **charter: Any) -> ImprovementProject:
    """A complete charter, not yet approved; the doctor and the colleague have places in the cohort."""
    for person in (world.doctor, world.colleague):
        if not person.places.exists():
            PlaceFactory(cohort=world.cohort, person=person)
    fields = {
        "title": "Letters sooner",
        "problem": "Letters arrive late.",
        "sponsor": world.line_manager,
        "aim_direction": "increase",
        "aim_what": "letters sent within a day",
        "aim_whom": "patients of ward 3",
        "aim_baseline": Decimal(40),
        "aim_target": Decimal(90),
        "aim_unit": "%",
        "aim_by": world.cohort.ends_on,
    }
    if "objective" not in charter:
        fields["objective"] = StrategicObjectiveFactory()
    return propose_project(cohort=world.cohort, by=world.doctor, **{**fields, **charter})


def running(world: World, **charter: Any) -> ImprovementProject:
    """The same, approved by its sponsor and started."""
    project = approve_project(project=proposed(world, **charter), by=world.line_manager)
    return start_project(project=project, by=world.doctor, on=FIRST)


def outcome(project: ImprovementProject, values: Iterable[int | str] = (), **fields: Any) -> Measure:
    """An outcome measure with weekly values."""
    given = {"name": "Letters in a day", "kind": "outcome", "direction": "increase", "unit": "letters", **fields}
    measure = add_measure(project=project, by=project.lead, **given)
    for at, value in enumerate(values):
        day = FIRST + timedelta(weeks=at)
        record_measurement(measure=measure, measured_on=day, by=project.lead, value=Decimal(value))
    return measure
