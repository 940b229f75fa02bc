"""Databases of the benchmarks: made once by COPY, kept between runs, made anew when what they hold has changed."""

import hashlib
import inspect
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any

from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg2.sql import SQL, Identifier

from config.embedded.place import Place
from config.embedded.postgres import connect
from config.supervisor import PROJECT
from tests.support.database import make_database, use_database

EMPTY = "bench_empty"
LINES_AT_ONCE = 2000


class Loader:
    """Writes rows as the superuser: no trigger and no key is asked, so what is written must be right."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self._now = datetime.now(UTC)
        self.execute("set session_replication_role = replica")

    def execute(self, statement: str, values: Any = None) -> list[tuple[Any, ...]]:
        """Run a statement and return its rows."""
        with self.connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall() if cursor.description else []

    def copy(self, model: type[models.Model], rows: Iterable[Mapping[str, Any]]) -> None:
        """COPY rows into a model's table. A row names columns (`trust_id`); what it leaves out is the field's default,
        and an id that nobody names is the database's own. Every row names the same columns."""
        rows = iter(rows)
        first = next(rows, None)
        if first is None:
            return
        constants = self._constants(model, set(first))
        columns = SQL(", ").join(map(Identifier, [*first, *constants]))
        tail = "".join("\t" + _text(value) for value in constants.values()) + "\n"
        lines = ("\t".join(map(_text, row.values())) + tail for row in chain([first], rows))
        statement = SQL("copy {} ({}) from stdin").format(Identifier(model._meta.db_table), columns)
        with self.connection.cursor() as cursor:
            cursor.copy_expert(statement.as_string(cursor), _Lines(lines))
        if isinstance(model._meta.pk, models.AutoField) and "id" in first:
            table = model._meta.db_table
            self.execute(f"select setval(pg_get_serial_sequence('{table}', 'id'), max(id)) from {table}")

    def _constants(self, model: type[models.Model], named: set[str]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for field in model._meta.local_concrete_fields:
            column = field.column
            if column in named or field.generated or (field.primary_key and column == "id"):
                continue
            is_clock = getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
            found[column] = self._now if is_clock else field.get_default()
        return found


class _Lines:
    """A generator of lines, read as a file."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines

    def read(self, _size: int = -1) -> str:
        """Some lines; nothing at the end."""
        return "".join(islice(self._lines, LINES_AT_ONCE))


def _text(value: Any) -> str:
    """A value in COPY's text format."""
    if value is None:
        return "\\N"
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, (list, tuple)):
        return "{" + ",".join("NULL" if item is None else str(item) for item in value) + "}"
    if isinstance(value, str):
        return value.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
    return str(value)


Build = Callable[..., None]


class Databases:
    """The databases of one place, each with a connection that Django uses as its own while it is chosen."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self._doors: dict[str, BaseDatabaseWrapper] = {}

    def migrate(self) -> None:
        """Make the empty database from which all others are made, by the suite's own template."""
        if self._mark(EMPTY) != (mark := _schema_mark()):
            make_database(EMPTY)
            self._set_mark(EMPTY, mark)
        use_database(EMPTY)

    def choose(self, name: str, build: Build, **size: Any) -> Callable[[], None]:
        """Make Django speak to this database; build it first unless it stands already in this size.

        What is returned chooses it again, at no cost.
        """
        name = f"bench_{name}"
        mark = f"{_schema_mark()} {_source_mark(build)} {sorted(size.items())}"
        is_built = self._mark(name) == mark
        if not is_built:
            self._create(name)
        if name not in self._doors:
            self._doors[name] = connections["default"].copy()
            self._doors[name].settings_dict = {**self._doors[name].settings_dict, "NAME": name}
        door = self._doors[name]

        def enter() -> None:
            connections["default"] = door

        enter()
        if not is_built:
            self._build(name, lambda loader: build(loader, **size))
            self._set_mark(name, mark)
        return enter

    @contextmanager
    def superuser(self) -> Iterator[Any]:
        """A connection to the database Django speaks to now, whom no policy binds; each statement is committed."""
        name = str(connections["default"].settings_dict["NAME"])
        with closing(connect(self.place, name)) as connection:
            yield connection

    def servers(self) -> list[int]:
        """The processes of the database that serve our connections."""
        open_doors = [door.connection for door in self._doors.values() if door.connection is not None]
        return [door.get_backend_pid() for door in open_doors if not door.closed]

    def close(self) -> None:
        """Let go of every connection."""
        for door in self._doors.values():
            door.close()

    def _create(self, name: str) -> None:
        if door := self._doors.pop(name, None):
            door.close()
        connections["default"].close()
        with closing(connect(self.place, "postgres")) as superuser, superuser.cursor() as cursor:
            cursor.execute(SQL("drop database if exists {} with (force)").format(Identifier(name)))
            make = "create database {} template {} owner migrator strategy file_copy"
            cursor.execute(SQL(make).format(Identifier(name), Identifier(EMPTY)))

    def _build(self, name: str, build: Build) -> None:
        began = time.monotonic()
        with closing(connect(self.place, name)) as connection:
            build(Loader(connection))
            with connection.cursor() as cursor:
                cursor.execute("vacuum analyze")
                cursor.execute("checkpoint")
        print(f"   built {name} in {time.monotonic() - began:.0f} s", flush=True)

    def _mark(self, name: str) -> str | None:
        query = "select shobj_description(oid, 'pg_database') from pg_database where datname = %s"
        with closing(connect(self.place, "postgres")) as superuser, superuser.cursor() as cursor:
            cursor.execute(query, [name])
            row = cursor.fetchone()
        return row[0] if row else None

    def _set_mark(self, name: str, mark: str) -> None:
        with closing(connect(self.place, "postgres")) as superuser, superuser.cursor() as cursor:
            cursor.execute(SQL("comment on database {} is %s").format(Identifier(name)), [mark])


def _schema_mark() -> str:
    """What the migrations say, in short."""
    return _digest(sorted(Path(PROJECT).glob("*/migrations/*.py")))


def _source_mark(build: Build) -> str:
    """How the data are made, in short."""
    makers = [Path(__file__).with_name(name) for name in ("databases.py", "journey.py", "scale.py")]
    return _digest([*makers, Path(inspect.getfile(build))])


def _digest(files: Iterable[Path]) -> str:
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:16]
