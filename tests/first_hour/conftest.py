"""An empty database served to a real browser: a package of its own, as the journeys have the demonstration's."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from pytest_django.live_server_helper import LiveServer

from tests.conftest import empty_database
from tests.journeys.conftest import browser, visit

__all__ = ["address", "browser", "visit"]


@pytest.fixture(scope="package")
def address(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """Where a house without a Trust answers."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        empty_database()
        server = LiveServer("localhost")
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright keeps a loop running in this thread
        yield server.url
        server.stop()
        empty_database()


@pytest.fixture(autouse=True)
def _a_second_factor_is_asked_as_in_production(settings: Any) -> Iterator[None]:
    settings.SECOND_FACTOR_REQUIRED = True
    cache.clear()
    yield
    cache.clear()
