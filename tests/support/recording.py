"""Rows that many tests begin with: built once in each process, written again from the record for every test.

Building the cast takes factories and over a hundred statements, one after another; writing it again is one. Every test
still has rows of its own, in its own transaction, made by the same statements under the same policies and triggers.
"""

import pickle
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

WRITES = ("INSERT", "UPDATE", "DELETE", "select set_config")
RETURNING_ID = re.compile(r'INSERT INTO ("\w+") \((.+?)\) VALUES \((.+)\) RETURNING \1\."id"', re.DOTALL)


@dataclass
class Record:
    """What building came to: all it wrote, and the pickled objects."""

    writes: str
    made: bytes


_records: dict[Callable[[], Any], Record] = {}


def again[Made](build: Callable[[], Made]) -> Made:
    """What `build` makes in the database: its rows, with the ids they had the first time, and fresh objects."""
    with transaction.atomic():
        if build not in _records:
            return _record(build)
        record = _records[build]
        with connection.cursor() as cursor:
            cursor.execute(record.writes)
    made: Made = pickle.loads(record.made)  # our own
    return made


def forget() -> None:
    """Build anew from here on: when numbers begin at one again, the recorded ids would be given a second time."""
    _records.clear()


def _record[Made](build: Callable[[], Made]) -> Made:
    writes: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        result = execute(sql, params, many, context)
        if sql.startswith(WRITES):
            cursor = context["cursor"].cursor
            writes.append(_with_id(cursor.mogrify(sql, params).decode(), cursor))
        return result

    with connection.execute_wrapper(note):
        made = build()
    _records[build] = Record(";\n".join(writes), pickle.dumps(made))
    return made


def _with_id(sql: str, cursor: Any) -> str:
    """The insertion of one row, with the id that the database gave it."""
    found = RETURNING_ID.fullmatch(sql)
    if not found or cursor.rowcount != 1 or '"id"' in found[2]:
        return sql
    (pk,) = cursor.fetchone()
    cursor.scroll(0, mode="absolute")  # Django still wants to read it
    return f"""INSERT INTO {found[1]} ("id", {found[2]}) VALUES ('{pk}', {found[3]})"""
