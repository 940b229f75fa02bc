"""The test database: migrated once by its owner, then copied for every test process and every later run.

Migrating takes some twenty seconds of a processor, a copy hardly one.
"""

from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connections
from psycopg2.sql import SQL, Identifier

from tests.support.owner import owner_connection

ROOT = Path(__file__).resolve().parents[2]
READ_BY_MIGRATIONS = ("*/migrations/*.py", "*/models/*.py", "trusts/*.py", "requirements-dev.txt")
PREFIX = "test_template_"
LOCK = 7_001  # a database that somebody is connected to cannot be copied: one process at a time


def make_database(name: str) -> None:
    """A freshly migrated database of this name, instead of the one there may be."""
    template = PREFIX + _fingerprint()
    with closing(owner_connection("postgres")) as owner, owner.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(%s)", [LOCK])  # until the connection closes
        if not exists(template):
            _make_template(cursor, template)
        _drop(cursor, name)
        cursor.execute(SQL("create database {} template {}").format(Identifier(name), Identifier(template)))


def exists(name: str) -> bool:
    """Whether there is a database of this name."""
    with closing(owner_connection("postgres")) as owner, owner.cursor() as cursor:
        cursor.execute("select 1 from pg_database where datname = %s", [name])
        return cursor.fetchone() is not None


def use_database(name: str) -> None:
    """Connect to it from here on, as `web` and as its owner."""
    for alias in ("default", "owner"):
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name


def migrate() -> None:
    """Whatever migrations the database in use lacks."""
    call_command("migrate", database="owner", verbosity=0, interactive=False)
    connections["owner"].close()


def _make_template(cursor: Any, template: str) -> None:
    """Only a database that is wholly migrated gets the template's name; those of other days go."""
    cursor.execute("select datname from pg_database where starts_with(datname, %s)", [PREFIX])
    for (old,) in cursor.fetchall():
        _drop(cursor, old)
    unfinished = f"{PREFIX}unfinished"
    cursor.execute(SQL("create database {}").format(Identifier(unfinished)))
    use_database(unfinished)
    migrate()
    use_database("")
    cursor.execute(SQL("alter database {} rename to {}").format(Identifier(unfinished), Identifier(template)))


def _drop(cursor: Any, name: str) -> None:
    cursor.execute(SQL("drop database if exists {} with (force)").format(Identifier(name)))


def _fingerprint() -> str:
    """Of everything that says what migrating makes: the row history's triggers follow the models' labels."""
    found = sha256()
    for path in sorted(path for pattern in READ_BY_MIGRATIONS for path in ROOT.glob(pattern)):
        found.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return found.hexdigest()[:16]
