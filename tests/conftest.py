"""The suite runs as pages and workers do: as the database role `web`, on real PostgreSQL and Redis.

The test database is made and migrated by its owner; a test uses the owner's connection for tampering alone.
"""

import os
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from django.db import connections
from django.test import Client, TransactionTestCase
from hypothesis import HealthCheck, settings

from tests.support.database import exists, make_database, migrate, use_database
from tests.support.owner import owner_connection
from tests.support.recording import again, forget
from tests.support.world import World, make_world
from trusts.tenancy import trust_context

# A machine that is busy breaks no property.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")

KEPT_TABLES = ["django_migrations", "django_content_type"]
EMPTY = """
do $$
declare name text; has_rows boolean;
begin
    set local session_replication_role = replica;  -- no trigger, no order of keys
    for name in select tablename from pg_tables where schemaname = 'public' and tablename <> all (%(kept)s) loop
        execute format('select exists (select from %%I)', name) into has_rows;
        if has_rows then execute format('delete from %%I', name); end if;
    end loop;
    perform setval(format('%%I.%%I', schemaname, sequencename), start_value, false) from pg_sequences
        where last_value is not null and sequencename <> all (select kept || '_id_seq' from unnest(%(kept)s) kept);
end $$
"""


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[None]:
    """A migrated database of this process's own; the tests connect to it as `web`."""
    name = "test_homegrown_" + os.environ.get("PYTEST_XDIST_WORKER", "main")
    with django_db_blocker.unblock():
        if request.config.getoption("reuse_db") and exists(name):
            use_database(name)
            migrate()
        else:
            make_database(name)
            use_database(name)
    empty_database()
    yield
    for alias in ("default", "owner"):
        connections[alias].close()


def empty_database(*_: Any, **__: Any) -> None:
    """What a transactional test leaves behind is removed above the owner's head: nobody else may delete an audit line.

    Rows are deleted where there are any: to truncate a hundred tables takes half a second.
    """
    with closing(owner_connection(user="postgres")) as superuser, superuser.cursor() as cursor:
        cursor.execute(EMPTY, {"kept": KEPT_TABLES})
    forget()


TransactionTestCase._fixture_teardown = empty_database  # type: ignore[method-assign,assignment]


@pytest.fixture
def world(db: None) -> World:
    """Two Trusts, a university and the fixed cast; no context is entered."""
    return again(make_world)


@pytest.fixture
def in_trust(world: World) -> Iterator[World]:
    """The world, with the first Trust's context entered: for tests of services and selectors, not of pages."""
    with trust_context(world.trust.pk):
        yield world


@pytest.fixture
def sign_in() -> Any:
    """A browser-like client signed in as a person: sign_in(world.doctor)."""

    def as_person(person: Any) -> Client:
        client = Client()
        client.force_login(
            getattr(person, "user", person), backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        return client

    return as_person
