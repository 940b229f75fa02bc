"""Whoever may do anything with the database cannot change the audit unseen."""

import io
import threading
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction

from tests.support.owner import owner_connection
from tests.support.world import World
from trusts.models import Event, RowChange, Seal, SecurityEvent
from trusts.services.audit import record_event
from trusts.services.seals import Span, _add_seal, _digest, broken_seal, seal_all, seal_chain, unsealed_lines
from trusts.services.security import record_security_event
from trusts.states import SecurityEventKind as Kind
from trusts.tasks import verify_audit
from trusts.tenancy import trust_context

# A seal ends before the oldest transaction that still runs on the server, in whichever database.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.alone]


def tamper(statement: str, *params: Any) -> int:
    """What somebody who owns the tables can do: switch the triggers off, and write. Returns how many rows it hit."""
    owner = owner_connection()
    table = next(word for word in statement.split() if word.startswith("trusts_"))
    with owner.cursor() as cursor:
        cursor.execute(f"alter table {table} disable trigger user")
        cursor.execute(statement, params)
        count: int = cursor.rowcount
        cursor.execute(f"alter table {table} enable trigger user")
    owner.close()
    return count


@pytest.fixture
def sealed(world: World) -> World:
    """Three seals over lines of every kind in the first Trust, and the platform's own."""
    for number in range(3):
        with trust_context(world.trust.pk):
            world.cohort.places += 1
            world.cohort.save()
            record_event(action=f"deed.{number}", subject=world.cohort, by=world.director)
            record_security_event(Kind.REFUSED, by=world.doctor, trust=world.trust)
        record_security_event(Kind.SIGN_IN, user=world.doctor.user)
        seal_all()
    return world


def lines_sealed(world: World) -> int:
    with trust_context(world.trust.pk):
        return sum(Seal.objects.filter(trust=world.trust).values_list("lines", flat=True))


def test_every_line_is_sealed_once(sealed: World) -> None:
    with trust_context(sealed.trust.pk):
        written = Event.objects.count() + RowChange.objects.count() + SecurityEvent.objects.count()
        seals = list(Seal.objects.filter(trust=sealed.trust).order_by("number"))

    assert [seal.number for seal in seals] == [1, 2, 3]
    assert [seal.previous for seal in seals] == ["", seals[0].digest, seals[1].digest]
    assert lines_sealed(sealed) == written
    assert unsealed_lines(sealed.trust) == 0
    assert seal_all() == []
    assert verify_audit() == 0


TAMPERINGS = {
    "update trusts_event set action = 'deed.9' where action = 'deed.1'": (2, "changed"),
    "delete from trusts_event where action = 'deed.1'": (2, "1 of 4 missing"),
    "update trusts_rowchange set user_id = 1 where xact = (select max(xact) from trusts_rowchange)": (
        3,
        "changed",
    ),
    "delete from trusts_securityevent where kind = 'refused'": (1, "missing"),
    "insert into trusts_event"
    " (id, trust_id, created_at, updated_at, action, subject_type, subject_id, data, xact, server)"
    " select uuidv7(), trust_id, created_at, updated_at, 'slipped.in', subject_type, subject_id, data, xact, server"
    " from trusts_event where action = 'deed.2'": (3, "1 added"),
    "update trusts_event set trust_id = (select max(id) from trusts_trust), actor_id = null where action = 'deed.0'": (
        1,
        "missing",
    ),
    "update trusts_seal set lines = lines - 1 where number = 2 and trust_id is not null": (2, "1 added"),
    "delete from trusts_seal where number = 2": (2, "the seal is missing"),
}


@pytest.mark.parametrize("statement", TAMPERINGS, ids=lambda s: " ".join(s.split()[:6]))
def test_verifying_names_the_first_broken_seal(sealed: World, statement: str, caplog: pytest.LogCaptureFixture) -> None:
    number, words = TAMPERINGS[statement]

    assert tamper(statement) > 0

    fault = broken_seal(sealed.trust)
    assert fault is not None
    assert fault.number == number
    assert words in fault.words
    assert verify_audit() > 0
    assert "Northfield NHS Trust: seal" in caplog.text


def test_the_chain_of_the_platform_holds_lines_of_no_trust(sealed: World) -> None:
    assert broken_seal(None) is None

    assert tamper("update trusts_securityevent set ip = '192.0.2.1' where trust_id is null") > 0

    fault = broken_seal(None)
    assert fault is not None
    assert (fault.trust, fault.number) == ("The platform", 1)
    assert broken_seal(sealed.trust) is None


def test_the_command_exits_with_1_and_names_what_broke(sealed: World) -> None:
    out = io.StringIO()
    call_command("verify_audit", stdout=out)
    assert "Northfield NHS Trust: whole, 0 lines not sealed yet" in out.getvalue()

    tamper("delete from trusts_event where action = 'deed.1'")
    out = io.StringIO()
    with pytest.raises(CommandError, match="1 chains are broken"):
        call_command("verify_audit", trust="northfield", stdout=out)
    assert "BROKEN Northfield NHS Trust: seal 2: lines up to" in out.getvalue()


def test_a_chain_written_anew_does_not_match_the_seals_kept_elsewhere(world: World, tmp_path: Path) -> None:
    with trust_context(world.trust.pk):
        record_event(action="deed", subject=world.cohort, by=world.director)
    out = io.StringIO()
    call_command("seal_audit", stdout=out)
    kept = tmp_path / "seals.log"
    kept.write_text("".join(f"2026-11-22 INFO [-] homegrown.seals: {line}\n" for line in out.getvalue().splitlines()))
    call_command("verify_audit", against=kept, stdout=io.StringIO())

    tamper("update trusts_event set action = 'other deed' where action = 'deed'")
    tamper("delete from trusts_seal")
    seal_all()

    call_command("verify_audit", stdout=io.StringIO())
    with pytest.raises(CommandError, match="broken"):
        call_command("verify_audit", against=kept, stdout=io.StringIO())


def test_writers_at_work_are_neither_held_up_nor_left_out(world: World) -> None:
    """A transaction that began before a seal and ends after it is in the next one."""
    seal_chain(world.trust)
    written, may_end = threading.Event(), threading.Event()

    def write_slowly() -> None:
        with trust_context(world.trust.pk):
            record_event(action="slow", subject=world.cohort, by=None)
            written.set()
            may_end.wait(10)
        connection.close()

    slow = threading.Thread(target=write_slowly)
    slow.start()
    written.wait(10)
    with trust_context(world.trust.pk):
        record_event(action="quick", subject=world.cohort, by=None)

    seal_chain(world.trust)
    waiting = unsealed_lines(world.trust)
    may_end.set()
    slow.join()
    sealed = seal_chain(world.trust)

    assert waiting == 0
    assert [seal.lines for seal in sealed] == [2]
    assert broken_seal(world.trust) is None


def test_sealers_at_once_make_one_chain(world: World) -> None:
    sealers = [threading.Thread(target=lambda: (seal_chain(world.trust), connection.close())) for _ in range(4)]
    for sealer in sealers:
        sealer.start()
    for sealer in sealers:
        sealer.join()

    assert broken_seal(world.trust) is None
    assert unsealed_lines(world.trust) == 0


def test_a_restored_database_goes_on_with_its_chain(world: World) -> None:
    """Another server counts its transactions from the beginning: what the old one wrote stays sealed as it was."""
    with trust_context(world.trust.pk):
        for action in ("sealed before", "not sealed before"):
            record_event(action=action, subject=world.cohort, by=None)
    tamper("update trusts_event set server = 1, xact = 4000000000 where action = 'sealed before'")
    tamper("update trusts_event set server = 1, xact = 4000000001 where action = 'not sealed before'")
    first = Span(1, 0, 4000000001)
    _add_seal(world.trust, None, first, *_digest(world.trust, first))

    made = seal_chain(world.trust)

    assert [(seal.number, seal.server == 1) for seal in made] == [(2, True), (3, False)]
    assert made[0].lines == 1
    assert unsealed_lines(world.trust) == 0
    assert broken_seal(world.trust) is None


def test_nobody_says_in_which_transaction_a_line_was_written(world: World) -> None:
    with trust_context(world.trust.pk), connection.cursor() as cursor:
        cursor.execute(
            "insert into trusts_event (id, trust_id, created_at, updated_at, action, subject_type, subject_id, data,"
            " xact, server) values (uuidv7(), %s, now(), now(), 'early', '', '', '{}', 1, 1) returning xact, server",
            [world.trust.pk],
        )
        xact, server = cursor.fetchone()

    assert xact > 1
    assert server > 1


@pytest.mark.parametrize(
    "verb", ["update trusts_seal set lines = 0", "delete from trusts_seal", "truncate trusts_seal"]
)
def test_seals_are_append_only(world: World, verb: str) -> None:
    for context in (trust_context(world.trust.pk), transaction.atomic()):
        with pytest.raises(ProgrammingError, match="permission denied"), context, connection.cursor() as cursor:
            cursor.execute(verb.format("trusts_seal"))
