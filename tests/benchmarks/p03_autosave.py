"""P3: the saving of one rating as a doctor goes, the whole way: server, session, second factor, membership, Trust."""

import re
import time
from contextlib import closing
from functools import partial
from random import Random
from statistics import median
from typing import Any
from urllib.parse import urlencode

import psycopg2
from django.db import connection

from assessments.models import Assessment, Rating
from tests.benchmarks.clock import processor_seconds
from tests.benchmarks.databases import Loader
from tests.benchmarks.harness import ROUNDS, Bench
from tests.benchmarks.scale import COMPETENCIES, LEVELS, fill, key, slug
from tests.benchmarks.storm import Line, Storm, request, storm
from tests.benchmarks.visitor import Statements, Visitor
from tests.benchmarks.web import Web, everybody, web_server
from trusts.models import Person
from trusts.tenancy import trust_context

TITLE = "autosave of one rating, the whole path, 8 at once"
TRUST, AT_ONCE = 1, 8
SAVED = re.compile(rb'-edition" value="(\d+)"')
RAW = """insert into assessments_rating as kept (trust_id, created_at, updated_at, assessment_id, competency_id,
    level, no_opportunity, reason, edition) values (%s, now(), now(), %s, %s, %s, false, %s, 1)
    on conflict (trust_id, assessment_id, competency_id) do update set updated_at = now(), level = excluded.level,
    reason = excluded.reason, edition = kept.edition + 1"""
CONTEXT = "select set_config('role', 'trust_r', true), set_config('app.trust_id', %s, true)"
REASON = "I led the handover on the ward and asked everybody what they had seen. {}"


def build(loader: Loader, **size: int) -> None:
    """The Trusts, with the last round of each first cohort open and its assessments in draft."""
    fill(loader, **size)
    rounds = [key("ro", trust, 2) for trust in range(1, size["trusts"] + 1)]
    loader.execute(
        "update assessments_round set state = 'open', closes_on = '2100-01-01' where id = any(%s::uuid[])", [rounds]
    )
    drafts = "select id from assessments_assessment where round_id = any(%s::uuid[])"
    loader.execute(f"delete from assessments_rating where assessment_id in ({drafts})", [rounds])
    loader.execute(
        "update assessments_assessment set state = 'draft', levels = null, submitted_at = null, released_at = null"
        " where round_id = any(%s::uuid[])",
        [rounds],
    )


def measure(bench: Bench) -> None:
    """Eight doctors at once, then eight connections that only write the row; alternating."""
    bench.database("autosave", build, trusts=bench.size(20, 1), cohorts=bench.size(5, 1))
    saves = bench.size(250, 5)
    with bench.databases.superuser() as superuser:
        loader = Loader(superuser)
        loader.execute("delete from assessments_rating where assessment_id = any(%s::uuid[])", [_drafts()])
        doctors = [Doctor(seat) for seat in range(1, AT_ONCE + 1)]
        bench.at_most("statements of one save", _statements(doctors[0]), 4)
        with web_server(bench.place) as web:
            _storm(web, doctors, bench.size(100, 5))  # warm
            loader.execute("checkpoint")
            _storm(web, doctors, saves)  # what a checkpoint makes every page's first change cost
            _measure(bench, web, doctors, saves, loader)
    _check(doctors)


def _measure(bench: Bench, web: Web, doctors: list["Doctor"], saves: int, loader: Loader) -> None:
    with_server, raw, cpu, wal = [], [], [], []
    for _ in range(2 if bench.is_quick else ROUNDS):
        working = everybody(bench.place, web)
        before, used = _wal(loader), processor_seconds(working)
        with_server.append(_storm(web, doctors, saves))
        cpu.append((processor_seconds(working) - used) * 1000 / (saves * AT_ONCE))
        wal.append((_wal(loader) - before) / (saves * AT_ONCE))
        raw.append(storm([partial(_raw, _door(), doctor, saves) for doctor in doctors]))
    bench.at_least("saves a second, 8 at once", median(one.rate for one in with_server), 700)
    bench.at_most("95 of 100 saves answered within", median(one.percentile(95) for one in with_server), 20, "ms")
    bench.at_most("WAL of one save", median(wal), 600, "bytes")
    bench.figure("half of the saves answered within", median(one.percentile(50) for one in with_server), "ms")
    bench.figure("processor time of one save, server and database", median(cpu), "ms")
    bench.figure("raw upsert in the Trust's context, 8 at once, a second", median(one.rate for one in raw))
    bench.figure("raw upsert, 95 of 100 within", median(one.percentile(95) for one in raw), "ms")
    bench.figure("raw upserts / saves", median(a.rate / b.rate for a, b in zip(raw, with_server, strict=True)), "x")


class Doctor:
    """One doctor with a draft, who knows what edition of each rating the page shows."""

    def __init__(self, seat: int) -> None:
        with trust_context(TRUST):
            self.user = Person.objects.select_related("user").get(pk=key("pe", TRUST, seat)).user
        self.visitor = Visitor(self.user)
        self.draft = key("as", TRUST, seat * 3 + 2)
        self.editions = [0] * COMPETENCIES
        self.levels: list[int | None] = [None] * COMPETENCIES
        self.random = Random(seat)

    def next(self) -> tuple[int, str, dict[str, Any]]:
        """A competency, where it is saved, and what is sent."""
        at = self.random.randrange(COMPETENCIES)
        self.levels[at] = self.random.randint(1, LEVELS)
        form = {"level": self.levels[at], "reason": REASON.format(at), "edition": self.editions[at]}
        path = f"/t/{slug(TRUST)}/assessments/{self.draft}/competencies/{key('co', TRUST, at)}/rate/"
        return at, path, {"prefix": "c", **{f"c-{name}": value for name, value in form.items()}}

    def save(self, port: int, saves: int, waits: list[float]) -> None:
        """So many savings, one after another, over one connection."""
        with closing(Line(port)) as line:
            for _ in range(saves):
                at, path, form = self.next()
                sent = request("POST", path, self.visitor.cookies, urlencode(form).encode())
                began = time.perf_counter()
                answer = line.ask(sent)
                waits.append(time.perf_counter() - began)
                found = SAVED.search(answer)
                assert answer.startswith(b"HTTP/1.1 200") and found, answer[:2000]
                self.editions[at] = int(found[1])


def _storm(web: Web, doctors: list[Doctor], saves: int) -> Storm:
    return storm([partial(doctor.save, web.port, saves) for doctor in doctors])


def _statements(doctor: Doctor) -> int:
    """Of the second save: the first of a session also asks for the second factor."""
    said: list[str] = []
    for _ in range(2):
        at, path, form = doctor.next()
        with Statements() as statements:
            answer = doctor.visitor.post(path, form)
        assert answer.status == 200, answer.text
        doctor.editions[at] += 1
        said = statements.words
    return len(said)


def _raw(door: dict[str, Any], doctor: Doctor, saves: int, waits: list[float]) -> None:
    """The same row by the driver alone, in the Trust's context, each committed."""
    with closing(psycopg2.connect(**door)) as raw, raw.cursor() as cursor:
        for _ in range(saves):
            at, _, form = doctor.next()
            began = time.perf_counter()
            cursor.execute(CONTEXT, [str(TRUST)])
            cursor.execute(RAW, [TRUST, doctor.draft, key("co", TRUST, at), form["c-level"], form["c-reason"]])
            raw.commit()
            waits.append(time.perf_counter() - began)
            doctor.editions[at] += 1


def _door() -> dict[str, Any]:
    """How the driver reaches the database Django speaks to now."""
    known = connection.settings_dict
    return {"host": known["HOST"], "port": known["PORT"], "user": known["USER"], "password": known["PASSWORD"]} | {
        "dbname": known["NAME"]
    }


def _wal(loader: Loader) -> int:
    return int(loader.execute("select pg_current_wal_insert_lsn() - '0/0'::pg_lsn")[0][0])


def _drafts() -> list[str]:
    return [key("as", TRUST, seat * 3 + 2) for seat in range(1, AT_ONCE + 1)]


def _check(doctors: list[Doctor]) -> None:
    """What was saved last is what is kept, save for save."""
    with trust_context(TRUST):
        for doctor in doctors:
            kept = dict(Rating.objects.filter(assessment=doctor.draft).values_list("competency__position", "level"))
            assert kept == {at: level for at, level in enumerate(doctor.levels) if level}
            editions = Rating.objects.filter(assessment=doctor.draft).values_list("competency__position", "edition")
            assert dict(editions) == {at: edition for at, edition in enumerate(doctor.editions) if edition}
            assert Assessment.objects.get(pk=doctor.draft).levels is None
