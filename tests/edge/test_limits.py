"""Row 13: guessing is limited, over two processes, whatever X-Forwarded-For says."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache

from tests.edge.conftest import Site
from tests.support.factories import UserFactory
from tests.support.proxied import Proxied, two_processes_behind_the_proxy
from tests.support.sso import OWN_PASSWORD

TOO_MANY = "Too many failed login attempts"


@pytest.fixture(scope="module")
def proxied(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxied]:
    place: Path = tmp_path_factory.mktemp("proxy")
    with two_processes_behind_the_proxy(place) as running:
        yield running


@pytest.fixture(autouse=True)
def nobody_was_here() -> None:
    cache.clear()


def account(email: str) -> str:
    user = UserFactory(email=email)
    user.set_password(OWN_PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return email


def guess(proxied: Proxied, email: str, password: str, number: int, **headers: str) -> Any:
    """One try, by a new visitor who claims to come from elsewhere."""
    visitor = proxied.visitor()
    spoofed = {"X-Forwarded-For": f"198.51.100.{number}, 10.0.0.{number}", "Connection": "close", **headers}
    visitor.get(f"{proxied.address}/accounts/login/", headers=spoofed, timeout=20)
    form = {"login": email, "password": password, "csrfmiddlewaretoken": visitor.cookies["csrftoken"]}
    url = f"{proxied.address}/accounts/login/"
    return visitor.post(url, form, headers=spoofed, timeout=20, allow_redirects=False)


def test_the_right_password_comes_in(proxied: Proxied) -> None:
    assert guess(proxied, account("right@northfield.example"), OWN_PASSWORD, 1).status_code == 302


def test_an_account_is_guessed_at_five_times_and_no_more(proxied: Proxied) -> None:
    email = account("guessed@northfield.example")

    answers = [guess(proxied, email, f"wrong password {n}", n) for n in range(8)]

    limited = [answer.status_code == 429 or TOO_MANY in answer.text for answer in answers]
    assert limited == [False] * 5 + [True] * 3
    assert guess(proxied, email, OWN_PASSWORD, 99).status_code != 302
    assert min(proxied.asked()) >= 5, "both processes were asked"


def test_an_address_is_not_changed_by_saying_so(proxied: Proxied) -> None:
    """Ten failures from one address, over all accounts: what the visitor claims does not count. A minute is the
    product's own limit; here it is an hour (tests/support/hourly.py)."""
    answers = [guess(proxied, f"nobody{n}@northfield.example", "wrong", n) for n in range(14)]

    limited = [answer.status_code == 429 or TOO_MANY in answer.text for answer in answers]
    assert limited[:10] == [False] * 10
    assert all(limited[10:])


def test_the_proxy_limits_the_api(proxied: Proxied) -> None:
    """Many at once: how quick the pages are does not matter."""

    def ask(_: int) -> list[int]:
        visitor = proxied.visitor()
        return [visitor.get(f"{proxied.address}/api/t/northfield/me/", timeout=60).status_code for _ in range(4)]

    with ThreadPoolExecutor(40) as visitors:
        answers = [status for statuses in visitors.map(ask, range(40)) for status in statuses]

    assert set(answers) <= {401, 429}
    assert 429 in answers
