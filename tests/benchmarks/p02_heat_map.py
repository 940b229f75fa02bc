"""P2: where thirty doctors stand in forty-five competencies, in a database of twenty million ratings."""

from collections import Counter
from collections.abc import Callable
from functools import cache
from statistics import median
from typing import Any

from django.db import connection
from django.template import engines

from assessments.models import Assessment
from assessments.selectors import HeatMap, heat_map
from assessments.statistics import Distribution
from cohorts.models import Cohort
from frameworks.models import Competency
from reports.selectors.heat import heat_table
from tests.benchmarks import bare
from tests.benchmarks.harness import Bench
from tests.benchmarks.journey import furnish
from tests.benchmarks.scale import COMPETENCIES, DIRECTOR, DOCTORS, LEVELS, ROUNDS, fill, key, slug
from tests.benchmarks.visitor import Statements, Visitor, ask
from trusts.models import User
from trusts.tenancy import trust_context

TITLE = "cohort heat map, 30 doctors x 45 competencies x 3 rounds, among 20 million ratings"
# Beside them stand two furnished Trusts, for other rows of the table; by whether it is quick.
LARGE = {False: {"trusts": 250, "cohorts": 20, "rows": 300}, True: {"trusts": 2, "cohorts": 2, "rows": 3}}
TRUST, COHORT = 1, key("ch", 1, 1)
PAGE, HEAT, NAIVE = "dashboard page, signed in", "heat map alone", "naive heat map"
BARE, RAW = "bare view of one statement", "raw fetch"
CONTEXT = "select set_config('role', 'trust_r', true), set_config('app.trust_id', %s, true)"


def measure(bench: Bench) -> None:
    """At both sizes; then, at the large one, against the naive page, a bare view and the raw fetch."""
    small = Door(bench.database("small", fill, trusts=1, cohorts=bench.size(5, 2)))
    large = Door(bench.database("large", furnish, **LARGE[bench.is_quick]))
    check(large)
    _compare_sizes(bench, small, large)
    large.enter()
    alternatives = {PAGE: large.page, HEAT: large.heat, NAIVE: naive, BARE: bare_view, RAW: raw}
    timings = bench.compare(alternatives)
    for name, work, most in ((PAGE, large.page, 20), (HEAT, large.heat, 10)):
        with Statements() as said:
            work()
        bench.at_most(f"statements of the {name}", len(said.words), most)
    bench.at_most(f"{HEAT} / {RAW}", timings.ratio(HEAT, RAW), 8, "x")
    bench.at_least(f"{NAIVE} / {HEAT}", timings.ratio(NAIVE, HEAT), 25, "x")
    for one, other in ((PAGE, RAW), (NAIVE, PAGE), (HEAT, BARE)):
        bench.figure(f"{one} / {other}", timings.ratio(one, other), "x")
    bench.note(
        f"the {NAIVE} reads one Trust's 81,000 ratings kept as rows, objects and a"
        " statement an assessment; the 20 million are in snapshots"
    )


class Door:
    """One size of database, and somebody signed in to it."""

    def __init__(self, enter: Callable[[], None]) -> None:
        self.enter = enter
        self.director = Visitor(User.objects.get(email=DIRECTOR.format(TRUST)))

    def page(self) -> str:
        """The dashboard, of which the heat map is the greatest part."""
        answer = self.director.get(f"/t/{slug(TRUST)}/cohorts/{COHORT}/dashboard/")
        assert answer.status == 200, answer.status
        return answer.text

    def heat(self) -> str:
        """Selector, suppression, cells and template, in the Trust's context."""
        with trust_context(TRUST):
            return draw(heat_map(cohort()))


def cohort() -> Cohort:
    """As the page loads it."""
    return Cohort.objects.select_related("trust").get(pk=COHORT)


def draw(heat: HeatMap) -> str:
    """The table, by the page's own macro."""
    template = engines["jinja2"].env.get_template("reports/heat_map.jinja")
    return str(template.module.heat_map(heat_table(heat)))


def naive() -> str:
    """What one writes first: row objects, a statement for each assessment, the cells made in a Django template."""
    with trust_context(TRUST):
        counts: dict[Any, dict[str, Counter[int]]] = {}
        for assessment in Assessment.objects.filter(round__cohort=COHORT).select_related("round", "subject"):
            for rating in assessment.ratings.select_related("competency"):
                by_round = counts.setdefault(rating.competency, {kind: Counter() for kind in ROUNDS})
                if rating.level:
                    by_round[assessment.round.kind][rating.level] += 1
        rows = [(row, [sorted(levels.items()) for levels in rounds.values()]) for row, rounds in counts.items()]
        return _naive_template().render({"rows": rows})


@cache
def _naive_template() -> Any:
    return engines["django"].from_string(
        "<table>{% for competency, rounds in rows %}<tr><th>{{ competency.code }} {{ competency.title }}</th>"
        "{% for counts in rounds %}{% for level, count in counts %}"
        '<td class="level-{{ level }}">{{ count }}</td>{% endfor %}{% endfor %}</tr>{% endfor %}</table>'
    )


def bare_view() -> str:
    """Django without middleware, the same snapshots by one statement, hardly a page."""
    answer = ask(bare.application(), "GET", f"/snapshots/?trust={TRUST}&cohort={COHORT}")
    assert answer.status == 200, answer.status
    return answer.text


def raw() -> list[Any]:
    """The snapshots alone, through the driver, row-level security on."""
    connection.ensure_connection()
    with connection.connection.cursor() as cursor:
        cursor.execute("begin")
        cursor.execute(CONTEXT, [str(TRUST)])
        cursor.execute(bare.SNAPSHOTS, [COHORT])
        rows: list[Any] = cursor.fetchall()
        cursor.execute("commit")
    return rows


def check(door: Door) -> None:
    """Everybody reads the same ratings, and what is shown of them is right."""
    rows = raw()
    assert len(rows) == DOCTORS * len(ROUNDS)
    assert bare_view().count("<p>") == len(rows)
    with trust_context(TRUST):
        heat = heat_map(cohort())
        titles = list(Competency.objects.order_by("position").values_list("title", flat=True))
    assert len(heat.rows) == COMPETENCIES == len(titles)
    for at, row in enumerate(heat.rows):
        for cell, kind in ((row.then, "baseline"), (row.now, "end")):
            levels = [given[at] for of, _, _, given in rows if of == kind and given[at]]
            assert isinstance(cell, Distribution)
            assert (sum(cell.counts), cell.median) == (len(levels), median(levels))
            assert cell.counts == tuple(levels.count(level) for level in range(1, LEVELS + 1))
    shown, plain = door.page(), naive()
    assert all(title in shown and title in plain for title in titles)
    assert door.heat() in shown


def _compare_sizes(bench: Bench, small: Door, large: Door) -> None:
    """The same work in both databases, side by side."""

    def entered(door: Door, work: Callable[[], str]) -> Callable[[], str]:
        def run() -> str:
            door.enter()
            return work()

        return run

    doors = {"20M": large, "20k": small}
    timings = bench.compare({f"{HEAT}, {size}": entered(door, door.heat) for size, door in doors.items()})
    bench.at_most(f"{HEAT}, 20M / 20k", timings.ratio(f"{HEAT}, 20M", f"{HEAT}, 20k"), 1.2, "x")
    timings = bench.compare({f"{PAGE}, {size}": entered(door, door.page) for size, door in doors.items()})
    bench.at_most(f"{PAGE}, 20M / 20k", timings.ratio(f"{PAGE}, 20M", f"{PAGE}, 20k"), 1.2, "x")
