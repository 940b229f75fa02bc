"""Every page in a real Chromium under the policy it is served with: not one violation."""

from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Error, Page

from tests.architecture.test_access import ACTORS
from tests.edge.conftest import Site
from tests.support.access import Rule, fill, parameters, read_rules, routes

pytestmark = pytest.mark.browser

ROUTES = routes()
PAGES = [r for r in read_rules() if "GET" in r.methods and ROUTES[r.route].scope != "api" and r.route != "api_schema"]
WATCH = "addEventListener('securitypolicyviolation', e => violated(`${e.effectiveDirective} ${e.blockedURI}`))"


@pytest.fixture(scope="module")
def page(browser: Browser) -> Any:
    page = browser.new_context().new_page()
    page.set_default_timeout(15_000)
    page.complaints = []
    page.expose_binding("violated", lambda source, words: page.complaints.append(words))
    page.add_init_script(WATCH)
    page.on("console", lambda m: page.complaints.append(m.text) if "Policy" in m.text else None)
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    return page


def address_of(site: Site, rule: Rule) -> str:
    route, rows = ROUTES[rule.route], site.house.here.rows
    values = {"trust": site.house.here.trust.slug, "university": site.house.university.slug}
    for name, names in parameters(route.pattern):
        if name not in values:
            row = rows.get(f"{names}@{rule.variant}", rows.get(names))
            values[name] = str(getattr(row, "pk", row))
    return fill(route.pattern, values)


def actor_of(rule: Rule) -> str:
    if "public" in rule.who:
        return ""
    return next((name for name in ACTORS[ROUTES[rule.route].scope] if name in rule.who), "own")


def visit(page: Page, site: Site, address: str, actor: str) -> None:
    page.context.clear_cookies()
    if actor:
        name = settings.SESSION_COOKIE_NAME
        page.context.add_cookies([{"name": name, "value": site.cookies[actor], "url": site.address}])
    try:
        page.goto(site.address + address, wait_until="load")
    except Error as error:
        if "Download is starting" not in error.message and "ERR_ABORTED" not in error.message:
            raise  # otherwise a file, which is fetched and not shown


@pytest.mark.parametrize("rule", PAGES, ids=lambda rule: rule.name)
def test_a_page_keeps_to_the_policy(site: Site, page: Any, rule: Rule) -> None:
    page.complaints.clear()

    visit(page, site, address_of(site, rule), actor_of(rule))
    page.wait_for_timeout(100)

    assert page.complaints == []


def test_the_walk_would_notice(site: Site, page: Any) -> None:
    page.complaints.clear()
    visit(page, site, "/help/", "")

    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">An inline style</p>')")
    for _ in range(100):
        if page.complaints:
            break
        page.wait_for_timeout(50)
    assert any("style-src" in words for words in page.complaints)
    page.complaints.clear()


def test_no_text_becomes_a_script(site: Site, page: Any) -> None:
    """What an injected text could do in this page: nothing."""
    visit(page, site, "/help/", "")

    attack = """() => {
        window.hit = [];
        document.body.insertAdjacentHTML('beforeend', '<img src="x:" onerror="hit.push(1)">');
        try { setTimeout('hit.push(2)') } catch {}
        try { document.createElement('script').src = 'https://evil.example/x.js' } catch { hit.push('refused') }
    }"""
    page.evaluate(attack)
    page.wait_for_timeout(200)

    assert page.evaluate("hit") == ["refused"]
    page.complaints.clear()
