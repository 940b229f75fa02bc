"""Seal the audit, and verify the seals (docs/adr/0008-sealed-audit.md).

The only raw SQL outside migrations: it names our own tables and columns, and takes numbers as parameters.
"""

import json
import logging
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, NamedTuple

from django.db import IntegrityError, connection, transaction

from trusts.models import Seal, Trust
from trusts.tenancy import platform_context, trust_context

log = logging.getLogger("homegrown.seals")
EVER = 2**63 - 1

# What of a line is sealed. A column that comes later is sealed only where a new seal says so: add none here.
COLUMNS = {
    "trusts_event": "id, trust_id, created_at at time zone 'UTC', action, actor_id, subject_type, subject_id, data",
    "trusts_rowchange": "id, trust_id, created_at at time zone 'UTC', operation, subject_type, subject_id, \"values\","
    " fields, user_id, request_id",
    "trusts_securityevent": "id, trust_id, created_at at time zone 'UTC', kind, user_id, about_id, copied, ip,"
    " user_agent, request_id, subject_type, subject_id, data",
}
LINES = {
    table: f"select '{table}' as source, xact, id, jsonb_build_array({columns})::text as line from {table}"  # noqa: S608
    " where server = %(server)s and xact >= %(first)s and xact < %(last)s"
    for table, columns in COLUMNS.items()
}
OF_A_TRUST = " union all ".join(LINES.values())
OF_THE_PLATFORM = f"{LINES['trusts_securityevent']} and trust_id is null"
DIGEST = (
    "select count(*), encode(sha256(convert_to(coalesce(string_agg("
    "encode(sha256(convert_to(line, 'UTF8')), 'hex'), '' order by source, xact, id), ''), 'UTF8')), 'hex') from ({}) l"
)
HORIZON = (
    "select (select system_identifier from pg_control_system()), pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
)


class Span(NamedTuple):
    """Transactions of one database server: from `first`, before `last`."""

    server: int
    first: int
    last: int


@dataclass(frozen=True)
class Broken:
    """The first seal of a chain that does not hold, and in what way."""

    trust: str
    number: int
    words: str

    def __str__(self) -> str:
        return f"{self.trust}: seal {self.number}: {self.words}"


def seal_all() -> list[Seal]:
    """Seal what has been written since, in each Trust and in the platform's own chain; returns the new seals."""
    chains: list[Trust | None] = [None, *Trust.objects.order_by("pk")]
    return [seal for trust in chains for seal in seal_chain(trust)]


def seal_chain(trust: Trust | None) -> list[Seal]:
    """Seal the lines of one Trust, or of none. Writers are not held up; of two sealers at once one gives way."""
    made: list[Seal] = []
    last = _last_seal(trust)
    for span in _unsealed(last):
        lines, digest = _digest(trust, span)
        if lines:
            try:
                last = _add_seal(trust, last, span, lines, digest)
            except IntegrityError:
                break
            made.append(last)
    return made


def unsealed_lines(trust: Trust | None) -> int:
    """How many lines of ended transactions wait for the next seal."""
    return sum(_digest(trust, span)[0] for span in _unsealed(_last_seal(trust)))


def broken_seal(trust: Trust | None, published: dict[int, str] | None = None) -> Broken | None:
    """Recompute one chain; `published` are digests by number, kept where nobody can rewrite them.

    Returns the first seal that does not hold, or None when all do.
    """
    name, last, kept = str(trust or "The platform"), None, published or {}
    with _own_rows(trust):
        seals = list(Seal.objects.filter(trust=trust).order_by("number"))
    for seal in seals:
        words = _fault(trust, seal, last, kept.get(seal.number))
        if words:
            return Broken(name, last.number + 1 if last else 1, words)
        last = seal
    if kept and max(kept) > len(seals):
        return Broken(name, len(seals) + 1, "the seal is missing")
    return None


def _fault(trust: Trust | None, seal: Seal, last: Seal | None, published: str | None) -> str:
    """What is wrong with a seal that follows `last`; nothing when it holds."""
    if seal.number != (last.number + 1 if last else 1):
        return "the seal is missing"
    span = Span(seal.server, seal.from_xact, seal.to_xact)
    lines, digest = _digest(trust, span)
    until = f"lines up to {seal.created_at:%d %B %Y %H:%M} UTC"
    if lines < seal.lines:
        return f"{until}: {seal.lines - lines} of {seal.lines} missing"
    if lines > seal.lines:
        return f"{until}: {lines - seal.lines} added"
    if seal.digest != _link(last, span, lines, digest) or published not in (None, seal.digest):
        return f"{until}: one or more of {lines}, or the seal itself, changed"
    return ""


def _unsealed(last: Seal | None) -> Iterator[Span]:
    """What came after the last seal. A database restored elsewhere counts its transactions anew: what the server
    before it wrote last is then a span of its own."""
    with connection.cursor() as cursor:
        cursor.execute(HORIZON)
        server, horizon = cursor.fetchone()
    if last and last.server != server:
        yield Span(last.server, last.to_xact, EVER)
    yield Span(server, last.to_xact if last and last.server == server else 0, horizon)


def _digest(trust: Trust | None, span: Span) -> tuple[int, str]:
    """How many lines a span holds, and the SHA-256 over theirs."""
    with trust_context(trust.pk) if trust else platform_context(), connection.cursor() as cursor:
        cursor.execute(DIGEST.format(OF_A_TRUST if trust else OF_THE_PLATFORM), span._asdict())
        lines, digest = cursor.fetchone()
    return lines, digest


def _last_seal(trust: Trust | None) -> Seal | None:
    with _own_rows(trust):
        return Seal.objects.filter(trust=trust).order_by("-number").first()


def _add_seal(trust: Trust | None, last: Seal | None, span: Span, lines: int, digest: str) -> Seal:
    number, link = last.number + 1 if last else 1, _link(last, span, lines, digest)
    with _own_rows(trust):
        seal = Seal.objects.create(
            trust=trust,
            number=number,
            server=span.server,
            from_xact=span.first,
            to_xact=span.last,
            lines=lines,
            previous=last.digest if last else "",
            digest=link,
        )
    log.info(json.dumps({"trust": getattr(trust, "slug", None), "number": number, "digest": link}))
    return seal


def _link(last: Seal | None, span: Span, lines: int, digest: str) -> str:
    before = (last.digest, last.server, last.to_xact) if last else ()
    return sha256(json.dumps([*before, *span, lines, digest]).encode()).hexdigest()


def _own_rows(trust: Trust | None) -> AbstractContextManager[Any]:
    """Seals of a Trust are its rows; those of the platform are reached by `web` itself."""
    return trust_context(trust.pk) if trust else transaction.atomic()
