"""Furnished Trusts, once for a whole file; every odd request is undone."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import override_settings

from tests.architecture.test_access import Walk
from tests.support.furnished import SUPPORT, furnish_house
from tests.support.owner import support_agent


@pytest.fixture(scope="module")
def walk(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    """Both Trusts with a row of every kind, and everybody signed in."""
    files = tmp_path_factory.mktemp("files")
    settings = override_settings(ACCOUNT_RATE_LIMITS=False, FILES_ROOT=str(files))
    with django_db_blocker.unblock(), settings, support_agent(SUPPORT), transaction.atomic():
        yield Walk(furnish_house(files))
        transaction.set_rollback(True)
    connection.close()


@pytest.fixture(scope="session")
def examples() -> int:
    """Odd requests for each operation or form: a few in every run, HOMEGROWN_FUZZ_EXAMPLES of them (bin/fuzz: 50)."""
    return int(os.environ.get("HOMEGROWN_FUZZ_EXAMPLES", "1"))
