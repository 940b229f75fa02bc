"""A cohort whose report is worth making: doctors with three rounds, and each a project with weekly values."""

from collections.abc import Iterator
from random import Random
from typing import Any

from projects.models import ImprovementProject, Measure, Measurement
from tests.benchmarks.databases import Loader
from tests.benchmarks.scale import BEGAN, DAY, key
from tests.benchmarks.scale import fill as fill_trusts

TRUST, COHORT = 1, key("ch", 1, 0)


def fill(loader: Loader, *, doctors: int, values: int) -> None:
    """The first doctors of a cohort at scale; the others never came."""
    fill_trusts(loader, trusts=1, cohorts=1)
    for table in ("assessments_assessment", "cohorts_place", "cohorts_application"):
        whose = {"assessments_assessment": "subject_id", "cohorts_place": "person_id"}.get(table, "applicant_id")
        loader.execute(f"delete from {table} where {whose} > %s", [key("pe", TRUST, doctors)])
    seats = range(1, doctors + 1)
    loader.copy(ImprovementProject, map(_project, seats))
    loader.copy(Measure, map(_measure, seats))
    loader.copy(Measurement, (row for seat in seats for row in _values(seat, values)))


def _project(seat: int) -> dict[str, Any]:
    return {
        "id": key("pj", TRUST, seat),
        "trust_id": TRUST,
        "cohort_id": COHORT,
        "lead_id": key("pe", TRUST, seat),
        "title": f"Letters sent sooner from ward {seat}",
        "state": "running",
        "problem": "Letters reach practices late.",
        "aim": f"From 60% to 80% of letters from ward {seat} sent within a day by next September.",
        "learning": "Asking the ward clerk first saved a month.",
    }


def _measure(seat: int) -> dict[str, Any]:
    names = {"name": "Letters sent within a day", "unit": "%", "direction": "increase"}
    return {"id": key("me", TRUST, seat), "trust_id": TRUST, "project_id": key("pj", TRUST, seat)} | names


def _values(seat: int, values: int) -> Iterator[dict[str, Any]]:
    chance = Random(seat)
    for n in range(values):
        value = round(chance.gauss(60 if n < values // 2 else 72, 4), 1)
        day = BEGAN + 7 * n * DAY
        yield {"trust_id": TRUST, "measure_id": key("me", TRUST, seat), "measured_on": day, "value": value}
