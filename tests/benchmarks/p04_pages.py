"""P4: every page of a Trust and of a university, where what it lists has one row, three rows and three hundred."""

import gzip
from dataclasses import dataclass

from django.db import connection

from tests.benchmarks import bare
from tests.benchmarks.clock import sample
from tests.benchmarks.harness import Bench
from tests.benchmarks.journey import Page, furnish, pages
from tests.benchmarks.p02_heat_map import LARGE
from tests.benchmarks.visitor import Statements, Visitor, ask
from trusts.models import User

TITLE = "every page at 1, 3 and 300 rows"
TRIVIAL = "trusts:leave, own"  # one question, one button
FEW = 3
SIGNED_IN, BARE = "signed-in trivial page", "bare view of one statement"


@dataclass(frozen=True)
class Cost:
    """What one page came to."""

    statements: int
    compressed: int  # bytes
    cpu: float  # milliseconds


def measure(bench: Bench) -> None:
    """All pages at every size, then the trivial page against the bare view."""
    costs = {rows: _all_pages(bench, rows) for rows in ((FEW,) if bench.is_quick else (1, FEW, 300))}
    names = list(costs[FEW])
    assert all(list(found) == names for found in costs.values()), "the same pages answer at every size"
    assert len(names) > (5 if bench.is_quick else 100)
    _report(bench, costs)
    _trivial(bench)


def _all_pages(bench: Bench, rows: int) -> dict[str, Cost]:
    if bench.is_quick:
        bench.database("large", furnish, **LARGE[True])
    else:
        bench.database(f"journey_{rows}", furnish, rows=rows)
    asked = pages()[:: 12 if bench.is_quick else 1]
    visitors = {page.email: Visitor(User.objects.get(email=page.email)) for page in asked}
    found = {page.name: _cost(bench, visitors[page.email], page) for page in asked}
    return {name: cost for name, cost in found.items() if cost}


def _cost(bench: Bench, visitor: Visitor, page: Page) -> Cost | None:
    """Of a second look; None for what is no page: a file, or a way to somewhere else.

    Statements are the fewer of two looks: now and then a session notes when it was last seen.
    """
    first = visitor.get(page.path)
    assert first.status in (200, 302, 404), f"{page.name}: {first.status}"
    if first.status != 200 or not first.headers["Content-Type"].startswith("text/html"):
        return None
    looks = []
    for _ in range(2):
        with Statements() as said:
            answer = visitor.get(page.path)
        looks.append(len(said.words))
    calls = 1 if bench.is_quick else 3
    spent = sample(lambda: visitor.get(page.path), calls, bench.databases.servers())
    return Cost(min(looks), len(gzip.compress(answer.body, 6)), spent.cpu)


def _report(bench: Bench, costs: dict[int, dict[str, Cost]]) -> None:
    names, most = list(costs[FEW]), max(costs)
    growing = [name for name in names if len({found[name].statements for found in costs.values()}) > 1]
    large = costs[most]
    bench.figure("pages", len(names))
    bench.at_most("pages whose statements grow with their rows", len(growing), 0)
    bench.at_most(f"most statements of a page, at {most} rows", max(c.statements for c in large.values()), 20)
    largest = max(cost.compressed for cost in large.values())
    bench.at_most(f"largest page, compressed, at {most} rows", largest / 1000, 60, "kB")
    bench.at_most("most processor time of a page, at 3 rows", max(c.cpu for c in costs[FEW].values()), 60, "ms")
    bench.at_most(f"most processor time of a page, at {most} rows", max(c.cpu for c in large.values()), 60, "ms")
    for words, wrong in {
        "statements grow": growing,
        "more than 20 statements": [name for name, cost in large.items() if cost.statements > 20],
        "more than 60 kB compressed": [name for name, cost in large.items() if cost.compressed > 60_000],
        f"more than 60 ms at {most} rows": [name for name, cost in large.items() if cost.cpu > 60],
    }.items():
        if wrong:
            bench.note(f"{words}: {'; '.join(wrong)}")
    bench.table(
        "Pages",
        ["page, as whom", *(f"statements, {rows}" for rows in costs), f"kB, {most}", "ms, 3", f"ms, {most}"],
        [
            [
                name,
                *(found[name].statements for found in costs.values()),
                round(large[name].compressed / 1000, 1),
                round(costs[FEW][name].cpu, 1),
                round(large[name].cpu, 1),
            ]
            for name in names
        ],
    )


def _trivial(bench: Bench) -> None:
    """The least a page of the Trust can do, beside the least a view can do."""
    page = next(page for page in pages() if page.name == TRIVIAL)
    visitor = Visitor(User.objects.get(email=page.email))
    trust = page.path.split("/")[2]
    assert visitor.get(page.path).status == 200
    assert trust in page.path

    def one_row() -> None:
        assert ask(bare.application(), "GET", f"/one-row/?trust={trust}").status == 200

    connection.ensure_connection()
    timings = bench.compare({SIGNED_IN: lambda: visitor.get(page.path), BARE: one_row})
    bench.at_least(f"rate of the {SIGNED_IN} / of the {BARE}", timings.ratio(BARE, SIGNED_IN), 0.25, "x")
