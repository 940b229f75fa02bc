"""P11, its Trust trend: how the doctors of one Trust have moved over twenty cohorts, among twenty million ratings.

The product shows cohorts, never a whole Trust, so what is measured is the question a Trust could ask today: the
cohort's selector, suppression included, twenty times over.
"""

from collections import Counter
from functools import partial
from typing import Any

from django.db import connection

from assessments.selectors import cohort_benchmark
from assessments.statistics import Distribution
from cohorts.models import Cohort
from tests.benchmarks.harness import Bench
from tests.benchmarks.journey import furnish
from tests.benchmarks.p02_heat_map import LARGE, TRUST
from tests.benchmarks.visitor import Statements
from trusts.tenancy import trust_context

TITLE = "Trust trend over 20 cohorts, among 20 million ratings"
SELECTORS, SNAPSHOTS, ROWS = "the cohort's selector, 20 times", "raw SQL on snapshots", "raw SQL on a row a rating"
SQL = {
    SNAPSHOTS: """select r.kind, level.at, level.value, count(*) from assessments_assessment a
        join assessments_round r on r.id = a.round_id
        cross join lateral unnest(a.levels) with ordinality as level (value, at)
        where a.trust_id = %s and a.state in ('submitted', 'released') and level.value is not null group by 1, 2, 3""",
    ROWS: """select r.kind, c.position + 1, g.level, count(*) from assessments_rating g
        join assessments_assessment a on a.id = g.assessment_id join assessments_round r on r.id = a.round_id
        join frameworks_competency c on c.id = g.competency_id
        where g.trust_id = %s and a.state in ('submitted', 'released') and g.level is not null group by 1, 2, 3""",
}
Counts = Counter[tuple[str, int, int]]  # people by round, place of the competency, level


def measure(bench: Bench) -> None:
    """All three count the same people."""
    bench.database("large", furnish, **LARGE[bench.is_quick])
    work = {SELECTORS: by_selectors} | {name: partial(by_sql, name) for name in SQL}
    counted = [count() for count in work.values()]
    assert counted[0] == counted[1] == counted[2]
    with Statements() as said:
        by_selectors()
    timings = bench.compare(work)
    bench.figure("statements of the selectors", len(said.words))
    bench.figure(f"{ROWS} / {SNAPSHOTS}", timings.ratio(ROWS, SNAPSHOTS), "x")
    bench.at_most(f"{SELECTORS} / {SNAPSHOTS}", timings.ratio(SELECTORS, SNAPSHOTS), 2, "x")
    bench.at_least(f"{ROWS} / {SELECTORS}", timings.ratio(ROWS, SELECTORS), 25, "x")
    bench.note("the product has no page or selector of a Trust's trend; the cohort's, asked for each cohort, stands in")


def by_selectors() -> Counts:
    """Every cohort's benchmark as its doctors see it, added up."""
    found: Counts = Counter()
    with trust_context(TRUST):
        for cohort in Cohort.objects.select_related("trust").order_by("starts_on"):
            for round_ in cohort_benchmark(cohort, beside_named=False).rounds:
                for at, competency in enumerate(round_.competencies, 1):
                    assert isinstance(competency.numbers, Distribution)
                    for level, count in enumerate(competency.numbers.counts, 1):
                        found[round_.progress.kind, at, level] += count
    return found


def by_sql(name: str) -> Counts:
    """One statement, in the Trust's context."""
    with trust_context(TRUST), connection.cursor() as cursor:
        cursor.execute(SQL[name], [TRUST])
        rows: list[Any] = cursor.fetchall()
    return Counter({(kind, at, level): count for kind, at, level, count in rows})
