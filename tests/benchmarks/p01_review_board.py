"""P1: the review board, against pretalx's review list and against one statement with a plain table."""

from contextlib import AbstractContextManager, ExitStack, closing
from functools import partial
from statistics import median
from typing import Any

from django.db import connection

from config.embedded.postgres import connect
from tests.benchmarks import one_trust
from tests.benchmarks.harness import Bench
from tests.benchmarks.peers import Peer, peer
from tests.benchmarks.visitor import Statements, Visitor
from trusts.models import User
from trusts.tenancy import trust_context

TITLE = "review board: 250 of 500 applications x 3 reviews with mean, median, spread, disagreement, conflicts"
BOARD, FLOOR, PRETALX = "review board, signed in", "one statement and a plain table", "pretalx's review list"
PATH = f"/t/{one_trust.slug(one_trust.TRUST)}/cohorts/{one_trust.BOARD}/board/"
STATEMENT = """
select p.full_name, count(r.mean), avg(r.mean), percentile_cont(0.5) within group (order by r.mean),
    max(r.mean) - min(r.mean), count(*) filter (where r.state = 'conflicted')
from cohorts_application a
join trusts_person p on p.id = a.applicant_id
left join (
    select r.id, r.application_id, r.state, sum(s.value * c.weight)::float / sum(c.weight) as mean
    from cohorts_review r
    left join cohorts_score s on s.review_id = r.id
    left join cohorts_criterion c on c.id = s.criterion_id
    group by r.id
) r on r.application_id = a.id
where a.cohort_id = %s group by a.id, p.full_name order by 3 desc nulls last, 1"""
PEER_DATABASE = "bench_pretalx"


def measure(bench: Bench) -> None:
    """The page and its floor, beside the peer."""
    size = one_trust.SIZE[bench.is_quick]
    bench.database("one_trust", one_trust.fill, **size)
    director = Visitor(User.objects.get(email=one_trust.DIRECTOR))
    check(director, size["applications"])
    with Statements() as said:
        page(director)
    bench.at_most("statements of the board", len(said.words), 10)
    work: dict[str, Any] = {BOARD: partial(page, director), FLOOR: floor}
    with ExitStack() as peers:
        pretalx = None if bench.is_quick else peers.enter_context(_pretalx(bench))
        if pretalx:
            assert (pretalx.hello["status"], pretalx.hello["rows"]) == (200, size["applications"])
            bench.figure(f"statements of {PRETALX}", pretalx.hello["statements"])
            work[PRETALX] = partial(_answered, pretalx)
        timings = bench.compare(work, watched=pretalx.pids if pretalx else tuple)
    bench.at_most(f"{BOARD} / {FLOOR}", timings.ratio(BOARD, FLOOR), 6, "x")
    if pretalx:
        bench.at_least(f"{PRETALX} / {BOARD}", timings.ratio(PRETALX, BOARD), 50, "x")


def page(director: Visitor) -> str:
    """The whole page."""
    answer = director.get(PATH)
    assert answer.status == 200, answer.status
    return answer.text


def fetch() -> list[tuple[Any, ...]]:
    """The figures by one statement, row-level security on."""
    with trust_context(one_trust.TRUST), connection.cursor() as cursor:
        cursor.execute(STATEMENT, [one_trust.BOARD])
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def floor() -> str:
    """The figures as a table nobody would want."""
    rows = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in fetch())
    return f"<table>{rows}</table>"


def check(director: Visitor, rows: int) -> None:
    """Page and statement say the same of every application."""
    shown, found = page(director), fetch()
    assert len(found) == rows == shown.count('class="nhsuk-table__row"')
    for name, reviews, mean, middle, spread, conflicts in found:
        row = shown.partition(f"Dr {name}</a>")[2].partition("</tr>")[0]
        assert f">{reviews} of" in row
        assert all(f">{figure:.2f}<" in row for figure in (mean, middle, spread)), name
        assert ("conflict" in row) == bool(conflicts)
    assert median([row[2] for row in found]) > 1


def _answered(pretalx: Peer) -> None:
    assert pretalx.ask()["status"] == 200


def _pretalx(bench: Bench) -> AbstractContextManager[Peer]:
    """With a database of its own in our server, empty at first, and a broker's number nobody else has."""
    with closing(connect(bench.place, "postgres")) as superuser, superuser.cursor() as cursor:
        cursor.execute("select 1 from pg_database where datname = %s", [PEER_DATABASE])
        if not cursor.fetchone():
            cursor.execute(f"create database {PEER_DATABASE}")
    where = {"TYPE": "postgresql", "NAME": PEER_DATABASE, "USER": "postgres", "HOST": str(bench.place.sockets)}
    environment = {f"PRETALX_DB_{name}": value for name, value in (where | {"PORT": "5432"}).items()}
    environment |= {"PRETALX_DATA_DIR": str(bench.place.directory / "pretalx"), "PRETALX_DEBUG": "False"}
    environment |= {"PRETALX_REDIS": f"unix://{bench.place.broker_socket}?db=2"}
    return peer(bench.place, "pretalx_board", **environment)
