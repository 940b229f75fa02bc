"""P14: what row-level security costs: every statement that a page asks of a Trust's rows, with and without it.

The statements are caught from the pages themselves, in a database of more than a million rows, and asked again by the
role of a Trust's reader and by one that passes every policy. Both get the same rows: the product's own first lock, the
manager, names the Trust in each statement already.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from statistics import median
from typing import Any

from django.db import connection

from tests.benchmarks.clock import Timings, interleave
from tests.benchmarks.harness import ROUNDS, Bench
from tests.benchmarks.journey import SEARCHES, furnish, pages
from tests.benchmarks.p02_heat_map import LARGE
from tests.benchmarks.visitor import Visitor
from trusts.models import User
from trusts.tenancy import NoTrustContextError, current

TITLE = "isolation: every statement of a Trust's pages with and without row-level security, among 1.2 million rows"
WITH, WITHOUT = "with", "without"


@dataclass(frozen=True)
class Asked:
    """One statement a page asked."""

    page: str
    sql: str
    trust: int

    @property
    def is_search(self) -> bool:
        """Whether it looks for words in texts."""
        return " LIKE " in self.sql


def measure(bench: Bench) -> None:
    """Each statement by both roles, A B A B; then all of them together, the searches by themselves."""
    bench.database("large", furnish, **LARGE[bench.is_quick])
    statements = _caught(bench)
    assert len(statements) > (10 if bench.is_quick else 100)
    bypass = connection.copy()
    bypass.settings_dict = {**connection.settings_dict, "USER": "postgres", "PASSWORD": ""}
    bypass.ensure_connection()
    doors = {WITH: connection.connection, WITHOUT: bypass.connection}
    gc.freeze()  # the application is in memory: to search it for garbage before each sample would take minutes
    timed = [one for at, one in enumerate(statements) if one.is_search or at % bench.size(1, 10) == 0]
    found = {one: _timed(bench, one, doors) for one in timed}
    gc.unfreeze()
    bypass.close()
    _report(bench, found)


def _caught(bench: Bench) -> list[Asked]:
    """The reading statements of every page inside its Trust's context, each wording once, parameters filled in."""
    found: dict[str, Asked] = {}
    seen = pages()
    if bench.is_quick:
        seen = [page for page in seen if page.path.endswith(tuple(SEARCHES.values()))] + seen[::12]
    visitors = {page.email: Visitor(User.objects.get(email=page.email)) for page in seen}
    for page in seen:
        with _catching(page.name, found):
            assert visitors[page.email].get(page.path).status in (200, 302, 404)
    return list(found.values())


@contextmanager
def _catching(page: str, found: dict[str, Asked]) -> Iterator[None]:
    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith("SELECT") and sql not in found and (trust := _trust()):
            with context["connection"].connection.cursor() as cursor:
                found[sql] = Asked(page, cursor.mogrify(sql, params).decode(), trust)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield


def _trust() -> int | None:
    try:
        context = current()
    except NoTrustContextError:
        return None
    return context.trust_id if context.role == "trust_r" else None


def _timed(bench: Bench, asked: Asked, doors: dict[str, Any]) -> Timings:
    """One statement through both doors, each in a transaction of its own that reads only."""
    cursors = {}
    for name, door in doors.items():
        cursors[name] = cursor = door.cursor()
        cursor.execute("begin")
        if name == WITH:
            context = "select set_config('role', 'trust_r', true), set_config('app.trust_id', %s, true)"
            cursor.execute(context, [str(asked.trust)])
    rows = {name: _ask(cursor, asked.sql) for name, cursor in cursors.items()}
    assert sorted(map(str, rows[WITH])) == sorted(map(str, rows[WITHOUT])), asked
    timings = interleave(
        {name: partial(_ask, cursor, asked.sql) for name, cursor in cursors.items()},
        rounds=1 if bench.is_quick else ROUNDS,
        seconds=0.0 if bench.is_quick else 0.02,
        watched=lambda: [door.get_backend_pid() for door in doors.values()],
    )
    for cursor in cursors.values():
        cursor.execute("rollback")
        cursor.close()
    return timings


def _ask(cursor: Any, sql: str) -> list[Any]:
    cursor.execute(sql)
    rows: list[Any] = cursor.fetchall()
    return rows


def _report(bench: Bench, found: dict[Asked, Timings]) -> None:
    def total(which: list[Asked]) -> float:
        return sum(found[one].cpu(WITH) for one in which) / sum(found[one].cpu(WITHOUT) for one in which)

    searches = [one for one in found if one.is_search]
    others = [one for one in found if not one.is_search]
    bench.figure("statements", len(found))
    bench.figure("of which search texts", len(searches))
    bench.figure("median statement, with", median(timings.cpu(WITH) for timings in found.values()), "ms")
    bench.figure("median statement, without", median(timings.cpu(WITHOUT) for timings in found.values()), "ms")
    bench.at_most("all statements together, with / without", total(others), 1.1, "x")
    ratios = {one: found[one].ratio(WITH, WITHOUT) for one in others}
    bench.at_most("median of the statements' own ratios", median(ratios.values()), 1.1, "x")
    if searches:
        bench.at_most("text searches together, with / without", total(searches), 3, "x")
    dearest = sorted(others, key=lambda one: found[one].cpu(WITH) - found[one].cpu(WITHOUT), reverse=True)[:12]
    bench.table(
        "Statements to which row-level security adds most",
        ["page", "statement", "with, ms", "without, ms", "ratio"],
        [
            [
                one.page,
                f"`{_short(one.sql)}`",
                round(found[one].cpu(WITH), 2),
                round(found[one].cpu(WITHOUT), 2),
                round(ratios[one], 2),
            ]
            for one in dearest
        ],
    )


def _short(sql: str) -> str:
    """What it reads from, and the start of its condition."""
    words = sql.partition(" FROM ")[2].replace('"', "")
    return words[:90].replace("|", " ")
