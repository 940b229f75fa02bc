"""P11, its Trust trend: how the doctors of one Trust have moved over twenty cohorts, among twenty million ratings.

The product's selector, with the rule about small groups, beside two single statements that know no rule and answer the
same: people and median of each cohort, round and domain, and the median change from baseline to end.
"""

from functools import partial
from typing import Any

from django.db import connection

from assessments.selectors import trend
from assessments.statistics import Cell, Change, Distribution, Step
from tests.benchmarks.harness import Bench
from tests.benchmarks.journey import furnish
from tests.benchmarks.p02_heat_map import LARGE, TRUST
from tests.benchmarks.visitor import Statements
from trusts.tenancy import trust_context

TITLE = "Trust trend over 20 cohorts, among 20 million ratings"
SELECTOR, SNAPSHOTS, ROWS = "the trend's selector", "raw SQL on snapshots", "raw SQL on a row a rating"
LEVELS = {
    SNAPSHOTS: """cross join lateral unnest(a.levels) with ordinality as given (level, at)
        join frameworks_competency c on c.version_id = a.version_id and c.position = given.at - 1""",
    ROWS: """join assessments_rating given on given.trust_id = a.trust_id and given.assessment_id = a.id
        join frameworks_competency c on c.id = given.competency_id""",
}
SQL = """with stood as (
        select r.cohort_id, r.kind, a.subject_id, d.code, avg(given.level) as mean
        from assessments_assessment a
        join assessments_round r on r.id = a.round_id
        {levels}
        join frameworks_domain d on d.id = c.domain_id
        where a.trust_id = %s and a.state in ('submitted', 'released') and given.level is not null
        group by 1, 2, 3, 4)
    select cohort_id, kind, code, count(*), percentile_cont(0.5) within group (order by mean)
        from stood group by 1, 2, 3
    union all
    select cohort_id, 'change', code, count(*), percentile_cont(0.5) within group (order by e.mean - b.mean)
        from stood b join stood e using (cohort_id, subject_id, code)
        where b.kind = 'baseline' and e.kind = 'end' group by 1, 2, 3"""
type Told = dict[tuple[Any, str, str], tuple[int, float]]  # people and median by cohort, round or change, and domain


def measure(bench: Bench) -> None:
    """All three tell the same of the same people."""
    bench.database("large", furnish, **LARGE[bench.is_quick])
    work = {SELECTOR: by_selector} | {name: partial(by_sql, name) for name in LEVELS}
    told = [tell() for tell in work.values()]
    assert told[0]
    assert told[0] == told[1] == told[2]
    with Statements() as said:
        by_selector()
    timings = bench.compare(work)
    bench.figure("statements of the selector and its context", len(said.words))
    bench.figure(f"{ROWS} / {SNAPSHOTS}", timings.ratio(ROWS, SNAPSHOTS), "x")
    bench.at_most(f"{SELECTOR} / {SNAPSHOTS}", timings.ratio(SELECTOR, SNAPSHOTS), 2, "x")
    bench.at_least(f"{ROWS} / {SELECTOR}", timings.ratio(ROWS, SELECTOR), 25, "x")


def by_selector() -> Told:
    """The trend as a Medical Director sees it."""
    found: Told = {}
    with trust_context(TRUST):
        for line in trend().lines:
            for point in line.points:
                cells = [*zip(point.cohort.kinds, point.rounds, strict=True), ("change", point.change)]
                found |= {(point.cohort.id, kind, line.code): _shown(cell) for kind, cell in cells}
    return found


def _shown(cell: Cell | Step | None) -> tuple[int, float]:
    assert isinstance(cell, Distribution | Change)
    return cell.people, round(cell.median, 6)


def by_sql(name: str) -> Told:
    """One statement, in the Trust's context."""
    with trust_context(TRUST), connection.cursor() as cursor:
        cursor.execute(SQL.format(levels=LEVELS[name]), [TRUST])
        rows: list[Any] = cursor.fetchall()
    return {(cohort, kind, code): (people, round(median, 6)) for cohort, kind, code, people, median in rows}
