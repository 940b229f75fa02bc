"""The identity provider, started once for all tests of single sign-on."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache

from tests.support.sso import Server, Traveller, join, provider_of
from tests.support.world import World
from trusts.models import IdentityProvider

RETURNS = [f"http://testserver/accounts/oidc/trust-{trust}/login/callback/" for trust in ("northfield", "southmoor")]
ANN = "ann@northfield.example"


@pytest.fixture(scope="package")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The process."""
    server = Server.start(tmp_path_factory.mktemp("oidc"), RETURNS)
    yield server
    server.stop()


@pytest.fixture
def server(running: Server) -> Server:
    """The identity provider, telling the truth, and nobody rate limited."""
    running.order()
    cache.clear()
    return running


@pytest.fixture
def provider(world: World, server: Server) -> IdentityProvider:
    """Northfield's provider, as its administrator set it up."""
    return provider_of(world, server)


@pytest.fixture
def traveller(server: Server) -> Traveller:
    """Nobody yet, with a browser."""
    return Traveller(server)


@pytest.fixture
def ann(world: World, provider: IdentityProvider) -> Any:
    """A doctor of Northfield, joined to its provider."""
    return join(world.doctor, ANN)
