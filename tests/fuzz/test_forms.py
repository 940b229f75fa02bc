"""Every form of every page, filled with what nobody should type: no error of ours, nothing kept that was refused."""

from collections import defaultdict
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from tests.architecture.test_access import ROUTES, RULES, Walk
from tests.fuzz.odd import Findings, effort, lines_kept, undone
from tests.support.access import MEMBERS, Rule

LONG = "x" * 100_000
TROUBLE = (
    "",
    " ",
    "\x00",
    "a\x00b",
    "\ud800",
    "\u202eright to left\u202c",
    "\u2028\u2029\x07\x1b[31m",
    "👩🏽‍⚕️" * 40,
    LONG,
    "Ω" * 5000,
    "NaN",
    "Infinity",
    "-Infinity",
    "1e400",
    "-1e400",
    "1e-400",
    "9" * 400,
    "-1",
    "0",
    "1_000",
    "１２",
    "0x10",
    "2147483648",
    "9223372036854775808",
    "0000-00-00",
    "2026-02-30",
    "9999-12-31",
    "0001-01-01",
    "31/12/99999",
    "99",
    "<script>alert(1)</script>",
    "{{ 7*7 }}",
    "%s%n%d",
    "'; drop table trusts_person; --",
    "../../../etc/passwd",
    "=HYPERLINK(1)",
    "00000000-0000-0000-0000-000000000000",
    "null",
    "[]",
    '{"a": 1}',
)
# Forms that keep what can be kept and say what cannot, each with its reason.
KEEP_A_PART = {
    "assessments:assessment_domain": "every answer is saved by itself",
    "cohorts:review_submit": "a review is saved as a draft although it cannot be handed in yet",
}
values = st.sampled_from(TROUBLE) | st.text(max_size=300) | st.floats().map(str) | st.integers().map(str)


class Forms(HTMLParser):
    """The forms of a page: where each goes, its fields and what stands in them."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        self.at: str | None = None

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Note forms and what is named in them."""
        known = {name: value or "" for name, value in attributes}
        if tag == "form":
            self.at = (known.get("action") or self.address) if known.get("method", "").lower() == "post" else None
        if tag in ("input", "textarea", "select", "button") and self.at and known.get("name"):
            self.found[self.at.partition("?")[0]][known["name"]].append(known.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        """A form ends."""
        if tag == "form":
            self.at = None


def pages() -> Iterator[tuple[Rule, str]]:
    """Every address with a form, and somebody who may send it."""
    for rule in RULES:
        route = ROUTES.get(rule.route)
        who = sorted(rule.who & set(MEMBERS))
        if "POST" in rule.methods and who and route and route.scope == "trust":
            yield rule, who[0]


@pytest.fixture(scope="module")
def forms(walk: Walk) -> dict[str, dict[str, list[str]]]:
    """What every form of every page asks for, by its address."""
    found: dict[str, dict[str, list[str]]] = {}
    for rule in RULES:
        route = ROUTES.get(rule.route)
        if "GET" not in rule.methods or not route or route.scope != "trust":
            continue
        address = walk.address(route, rule, abroad=False)
        for actor in sorted(rule.who & set(MEMBERS)):
            page = Forms(address)
            page.feed(walk.go(actor, "GET", address).words)
            for action, fields in page.found.items():
                found.setdefault(action, {}).update(fields)
    return found


@pytest.mark.parametrize(("rule", "actor"), list(pages()), ids=lambda value: getattr(value, "name", value))
def test_odd_forms_are_refused_in_words_and_leave_nothing(
    rule: Rule, actor: str, walk: Walk, forms: dict[str, dict[str, list[str]]], examples: int
) -> None:
    address = walk.address(ROUTES[rule.route], rule, abroad=False)
    fields = forms.get(address) or {name: [] for asked in forms.values() for name in asked}
    findings, places = Findings(), (walk.house.here, walk.house.there)
    before = lines_kept(*places)

    @effort(examples * 4)
    @given(data=st.data())
    def attempt(data: Any) -> None:
        body = data.draw(bodies(fields))
        findings.tried += 1
        undone(lambda: send(body))

    def send(body: dict[str, list[str]]) -> None:
        encoded = encode(body)
        walk.client.handler.enforce_csrf_checks = False
        walk.client.cookies["sessionid"] = walk.cookies[actor]
        answer = walk.client.generic("POST", address, encoded, content_type="application/x-www-form-urlencoded")
        if answer.status_code >= 500:
            findings.add(f"{answer.status_code}", {name: [v[:80] for v in got] for name, got in body.items()})
        refused = answer.status_code >= 400 or b"nhsuk-error-summary" in getattr(answer, "content", b"")
        if refused and rule.route not in KEEP_A_PART and lines_kept(*places) != before:
            findings.add(f"refused with {answer.status_code}, yet something was kept", str(body)[:300])
        if "\x00" in str(body.values()) and answer.status_code < 400:
            findings.add("a NUL was taken", str(body)[:300])

    attempt()
    assert not findings.wrong, f"{findings.tried} forms to {address} as {actor}:\n{findings}"


def bodies(fields: dict[str, list[str]]) -> Any:
    """Some fields as the page has them, some odd, some twice, some missing."""
    kept = {name: st.just(offered[:1]) for name, offered in fields.items()}
    odd = {name: st.lists(values, max_size=2) for name in fields}
    return st.fixed_dictionaries({name: kept[name] | odd[name] for name in fields if name != "csrfmiddlewaretoken"})


def encode(body: dict[str, list[str]]) -> bytes:
    """As a browser would; what UTF-8 cannot hold goes as the bytes it would be."""
    query = QueryDict(mutable=True)
    for name, got in body.items():
        query.setlist(name, [value.encode("utf-8", "surrogatepass").decode("latin-1") for value in got])
    query.encoding = "latin-1"
    return query.urlencode().encode()
