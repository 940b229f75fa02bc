"""The suite runs as pages and workers do: as the database role `web`, on real PostgreSQL and Redis.

The test database is made and migrated by its owner; a test uses the owner's connection for tampering alone.
"""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections
from django.test import Client, TransactionTestCase
from hypothesis import HealthCheck, settings
from psycopg2.sql import SQL, Identifier

from tests.support.database import exists, make_database, migrate, use_database
from tests.support.owner import owner_connection
from tests.support.world import World, make_world
from trusts.protection import AUDIT_TABLES
from trusts.tenancy import trust_context

# A machine that is busy breaks no property.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")

KEPT_TABLES = {"django_migrations", "django_content_type"}


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
    _truncate_as_owner()
    yield
    for alias in ("default", "owner"):
        connections[alias].close()


def _truncate_as_owner(*_: Any, **__: Any) -> None:
    """What a transactional test leaves behind is removed by the owner: `web` may truncate nothing."""
    owner = owner_connection()
    with owner.cursor() as cursor:
        cursor.execute("select tablename from pg_tables where schemaname = 'public'")
        tables = [table for (table,) in cursor.fetchall() if table not in KEPT_TABLES]
        for table in AUDIT_TABLES:
            cursor.execute(SQL("alter table {} disable trigger user").format(Identifier(table)))
        cursor.execute(SQL("truncate {} restart identity").format(SQL(", ").join(map(Identifier, tables))))
        for table in AUDIT_TABLES:
            cursor.execute(SQL("alter table {} enable trigger user").format(Identifier(table)))
    owner.close()


TransactionTestCase._fixture_teardown = _truncate_as_owner  # type: ignore[method-assign,assignment]


@pytest.fixture
def world(db: None) -> World:
    """Two Trusts, a university and the fixed cast; no context is entered."""
    return make_world()


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
