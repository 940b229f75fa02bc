"""Whatever page or endpoint is added: a stranger to the Trust gets a 404, the unknown are asked to sign in."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests.support.world import World

# Pages that need no sign-in, each with its reason.
PUBLIC = {
    "/health/": "asked by the load balancer; tells parts, no data",
    "/privacy/": "everyone may know who can see what",
    "/accessibility/": "the law asks for it",
    "/help/": "people who cannot sign in need it most",
    "/invitations/<str:token>/": "those invited have no account yet; a wrong link is a 404 that tells nothing",
}
# Addresses that are themselves a secret: without it there is nothing.
BY_SECRET = {"/calendar/<str:secret>.ics": "calendar programs have no session"}
NOBODY = "00000000-0000-7000-8000-000000000000"


def routes(patterns: Any = None, prefix: str = "/") -> Iterator[str]:
    for entry in patterns if patterns is not None else get_resolver().url_patterns:
        route = prefix + str(entry.pattern).lstrip("^").rstrip("$").removesuffix("\\Z")
        if isinstance(entry, URLResolver):
            yield from routes(entry.url_patterns, route)
        elif isinstance(entry, URLPattern):
            yield route


def fill(route: str, slug: str) -> str:
    route = route.replace("<slug:trust>", slug).replace("<slug:university>", slug)
    route = re.sub(r"\(\?P<format>[^)]*\)\??/?", "", route)
    route = re.sub(r"\(\?P<\w+>[^)]*\)", NOBODY, route)
    route = re.sub(r"<uuid:\w+>", NOBODY, route).replace("<int:", "<").replace("^", "").replace("$", "")
    return re.sub(r"<[^>]+>", "1", route).replace("\\Z", "").replace("\\.", ".")


IN_A_TRUST = sorted({route for route in routes() if "<slug:trust>" in route})
IN_A_UNIVERSITY = sorted({route for route in routes() if "<slug:university>" in route})
ELSEWHERE = sorted(
    {route for route in routes() if "<slug:" not in route and not route.startswith(("/accounts/", "/demo/"))}
)


@pytest.mark.parametrize("route", IN_A_TRUST)
def test_a_stranger_to_the_trust_gets_404(route: str, world: World, sign_in: Any) -> None:
    for person in (world.outsider, world.stranger, world.tutor):
        client = sign_in(person)
        for method in (client.get, client.post):
            assert method(fill(route, world.trust.slug)).status_code == 404


@pytest.mark.parametrize("route", IN_A_UNIVERSITY)
def test_a_stranger_to_the_university_gets_404(route: str, world: World, sign_in: Any) -> None:
    for person in (world.doctor, world.director, world.stranger):
        assert sign_in(person).get(fill(route, world.university.slug)).status_code == 404


@pytest.mark.parametrize("route", IN_A_TRUST + IN_A_UNIVERSITY)
def test_the_unknown_are_asked_to_sign_in(route: str, world: World, client: Any) -> None:
    for method in (client.get, client.post):
        assert method(fill(route, world.trust.slug)).status_code in (302, 401, 403)


@pytest.mark.parametrize("route", ELSEWHERE)
def test_pages_outside_a_trust_are_public_by_name_or_closed(route: str, world: World, client: Any) -> None:
    status = client.get(fill(route, "x")).status_code

    if route in PUBLIC:
        assert status in (200, 404, 503)
    else:
        assert status in (302, 401, 403, 405)
