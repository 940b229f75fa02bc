"""Both Trusts, furnished once for all tests of a module; what a test does to them is undone."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import override_settings

from tests.support.furnished import SUPPORT, House, furnish_house
from tests.support.owner import support_agent


@pytest.fixture(scope="module")
def house(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Both Trusts; second factors asked for as in production, allauth's limits off."""
    files = tmp_path_factory.mktemp("files")
    stricter = override_settings(SECOND_FACTOR_REQUIRED=True, ACCOUNT_RATE_LIMITS=False, FILES_ROOT=str(files))
    with django_db_blocker.unblock(), stricter, support_agent(SUPPORT):
        with transaction.atomic():
            yield furnish_house(files)
            transaction.set_rollback(True)
        connection.close()


@pytest.fixture
def undone(house: House) -> Iterator[House]:
    """The house; what the test does to it is undone."""
    with transaction.atomic():
        yield house
        transaction.set_rollback(True)
