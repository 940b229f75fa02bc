"""The matrix: every address, every method, everybody. The tables in access/ say who may; the walk tries it.

Whoever may is let in (never 403, 404 or an error), everybody else of the Trust is refused (403), to everybody else the
page does not exist (404), the unknown are asked to sign in. No answer holds a word or a key of the other Trust's rows,
nor a word of a kind that its reader may not see. GET writes nothing; no POST is taken without its token.
"""

import re
from collections import Counter
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any

import pytest
from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest
from django.test import Client

from tests.support.access import MEMBERS, STRANGERS, Route, Rule, fill, parameters, read_rules, routes
from tests.support.furnished import BODIES, House
from tests.support.planting import tenant_models, texts_of
from trusts.models import TrustOwned
from trusts.tenancy import trust_context

RULES = read_rules()
ROUTES = routes()
HOW = "Say who may in tests/architecture/access/<app>.txt, one line: name, methods, who (CONTRIBUTING.md, Change)."

# `smuggler`: somebody at home in another Trust or university, at their own address with a key of ours.
ACTORS = {
    "trust": (*MEMBERS, *STRANGERS, "smuggler"),
    "api": (*MEMBERS, *STRANGERS, "smuggler"),
    "university": (*STRANGERS, "own", "director", "other_tutor", "smuggler"),
    "support": (*STRANGERS, "own", "admin"),
    "elsewhere": (*STRANGERS, "own"),
}
# Words that stand in sensitive texts of the first Trust, and the only people who may ever read them.
SECRETS = {
    "qs-draft": {"own"},
    "qs-application of own": {"own", "director", "medical", "reviewer"},
    "qs-application of peer": {"peer", "director", "medical"},
    "qs-adjustments of own": {"own", "director"},
    "qs-adjustments of peer": {"peer", "director"},
    "qs-endorsement": {"reviewer", "director", "medical"},
    "qs-review": {"reviewer", "director", "medical"},
    "qs-conflict": {"conflicted", "director", "medical"},
    "qs-decision": {"own", "director", "medical"},
    "qs-rating": {"own"},
    "qs-evidence": {"own"},
    "qs-goal": {"own"},
    "qs-reopening": {"own", "director"},
    "qs-message": set(),
}
# Tables a GET may write to, each with its reason.
WRITTEN_BY_READING = {
    "django_session": "when somebody was last seen",
    "trusts_event": "reading somebody's application, or fetching a report, leaves a line",
    "trusts_securityevent": "likewise, beyond the Trust: what was refused, read by name or fetched",
    "account_emailaddress": "allauth keeps the address of a user who has none yet",
    "mfa_authenticator": "allauth shows recovery codes once, and notes that it did",
}
BY_ALLAUTH = ("account_", "mfa_", "socialaccount_", "usersessions_")  # answer PUT as POST, to the same people
MOST_STATEMENTS = 30
TAILS = {"health": "?only=database"}  # no worker runs here
KEY = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def test_every_address_says_who_may() -> None:
    declared = {rule.route for rule in RULES}

    assert sorted(set(ROUTES) - declared) == [], f"These addresses say nothing of who may. {HOW}"
    assert sorted(declared - set(ROUTES)) == [], "These lines speak of addresses that are gone: remove them."


def test_no_cell_is_declared_twice() -> None:
    cells = Counter((rule.name, method) for rule in RULES for method in rule.methods)

    assert [cell for cell, times in cells.items() if times > 1] == []


@pytest.mark.parametrize("name", [name for name in ROUTES if not name.startswith(BY_ALLAUTH)])
def test_every_method_a_view_answers_is_declared(name: str) -> None:
    declared = {method for rule in RULES if rule.route == name for method in rule.methods}

    assert ROUTES[name].methods == declared


@dataclass
class Answer:
    """What came back: status, where it leads, all its words, the statements it took, the tables it wrote to if that
    was asked."""

    status: int
    leads_to: str
    words: str
    statements: int
    written: set[str]


class Walk:
    """Goes to any address as anybody; whatever it did is undone."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.client = Client(raise_request_exception=False)
        self.cookies = {name: self._sign_in(user) for name, user in house.users.items()} | {"anonymous": ""}
        self.cookies["smuggler"] = self.cookies["outsider"]

    def _sign_in(self, user: Any) -> str:
        self.client.cookies.clear()
        self.client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        request = HttpRequest()
        request.session = self.client.session
        record_authentication(request, user, method="password", reauthenticated=True)  # no page asks again
        request.session.save()
        return self.client.cookies[settings.SESSION_COOKIE_NAME].value

    def address(self, route: Route, rule: Rule, *, abroad: bool) -> str:
        """The route's address with our rows in it; abroad: in the other Trust or university, with our rows."""
        at = self.house.there if abroad else self.house.here
        values = {"trust": at.trust.slug, "university": "seaside" if abroad else self.house.university.slug}
        for name, names in parameters(route.pattern):
            if name not in values:
                values[name] = self._row(names, rule)
        return fill(route.pattern, values) + TAILS.get(route.name, "")

    def _row(self, names: str, rule: Rule) -> str:
        rows = self.house.here.rows
        row = rows.get(f"{names}@{rule.variant}", rows.get(names))
        assert row is not None, f"{rule.place}: tests/support/furnished.py has no row for '{names}'"
        return str(getattr(row, "pk", row))

    def go(
        self, actor: str, method: str, address: str, body: Any = None, *, token: bool = True, tables: bool = False
    ) -> Answer:
        """One request, undone afterwards. Without a token: as a form on somebody else's page would send it.

        Which tables it wrote to is known when `tables` are asked for: that takes as long as a small page.
        """
        self.client.handler.enforce_csrf_checks = not token
        self.client.cookies = SimpleCookie({settings.SESSION_COOKIE_NAME: self.cookies[actor]})
        count, before = Counter[str](), _written() if tables else set()
        with transaction.atomic(), connection.execute_wrapper(_counting(count)):
            if method == "POST" and not address.startswith("/api/"):
                response = self.client.post(address, body or {})
            else:
                response = self.client.generic(method, address, "{}", content_type="application/json")
            written = {table for table, _ in _written() - before} if tables else set()
            answer = _answer(response, count.total(), written)
            transaction.set_rollback(True)
        return answer


def _counting(count: Counter[str]) -> Any:
    def run(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        count[sql] += "SAVEPOINT" not in sql
        return execute(sql, params, many, context)

    return run


def _written() -> set[tuple[str, int]]:
    """How many rows of each table this transaction has written so far, undone or not."""
    with connection.cursor() as cursor:
        cursor.execute("select relname, n_tup_ins + n_tup_upd + n_tup_del from pg_stat_xact_user_tables")
        return set(cursor.fetchall())


def _answer(response: Any, statements: int, written: set[str]) -> Answer:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    leads_to = response.headers.get("Location", "")
    return Answer(response.status_code, leads_to, body.decode("utf-8", "replace") + leads_to, statements, written)


@pytest.fixture(scope="module")
def walk(house: House) -> Walk:
    """Everybody signed in."""
    return Walk(house)


# Written by services and triggers: names of deeds, kinds and fields, and keys.
HOLD_NO_WORDS = {"Erasure", "Event", "RowChange"}


@pytest.mark.parametrize("model", tenant_models(), ids=lambda model: model.__name__)
def test_every_text_of_every_kind_of_row_could_give_itself_away(house: House, model: type[TrustOwned]) -> None:
    """The walk finds leaks only of what stands in the furnished Trusts."""
    texts = [] if model.__name__ in HOLD_NO_WORDS else [column.name for column in texts_of(model)]
    for place in (house.here, house.there):
        with trust_context(place.trust.pk):
            rows = list(model.objects.values("pk", *texts))
        assert rows, f"tests/support/furnished.py has no {model.__name__}"
        assert [name for name in texts if not any(place.word in str(row[name]) for row in rows)] == []


# --- what is expected ---


def expected(route: Route, rule: Rule, actor: str) -> str:
    """What this rule says about this actor: answer, may, sign in, second factor, refused, hidden, unknown."""
    if "public" in rule.who:
        return "answer"
    if actor == "anonymous":
        return "sign in"
    if actor == "unarmed" and (route.scope != "elsewhere" or "armed" in rule.who):
        return "second factor"
    if rule.who & {"signed-in", "armed", actor}:
        return "may"
    if route.scope in ("trust", "api") and actor in MEMBERS:
        return "hidden" if "hidden" in rule.who else "refused"
    return "unknown"


def is_as_expected(wanted: str, answer: Answer, *, is_api: bool) -> bool:
    """Whether the answer is what was expected."""
    asks_to_sign_in = answer.status == 302 and answer.leads_to.startswith("/accounts/login/")
    if wanted == "answer":
        return answer.status not in (401, 403, 404, 405) and answer.status < 500
    if wanted == "may":
        return is_as_expected("answer", answer, is_api=is_api) and not asks_to_sign_in
    if wanted == "sign in":
        return answer.status == 401 if is_api else asks_to_sign_in
    if wanted == "second factor":
        return answer.status == 403 if is_api else (answer.status, answer.leads_to) == (302, "/accounts/2fa/")
    return answer.status in {"refused": {403}, "hidden": {403, 404}, "unknown": {404}}[wanted]


def leaks(walk: Walk, actor: str, address: str, answer: Answer, *, shows_ours: bool) -> set[str]:
    """Words and keys in an answer that this actor may not see there."""
    here, there = walk.house.here, walk.house.there
    closed = (
        [there] if shows_ours else [here, there] if actor not in ("outsider", "smuggler", "other_tutor") else [here]
    )
    found = {word for place in closed for word in re.findall(rf"{place.word}[\w.]*", answer.words)}
    keys = set(KEY.findall(answer.words)) - set(KEY.findall(address))
    found |= {key for place in closed for key in keys & place.ids}
    return found | {word for word, readers in SECRETS.items() if word in answer.words and actor not in readers}


# --- the walk ---


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.name} {','.join(rule.methods)}")
def test_who_may(walk: Walk, rule: Rule) -> None:
    route, wrong = ROUTES[rule.route], []
    is_api = route.pattern.startswith("/api/")
    for actor in ACTORS[route.scope]:
        address = walk.address(route, rule, abroad=actor == "smuggler")
        is_at_home = actor == "smuggler" and not KEY.search(address)
        wanted = "anything" if is_at_home else expected(route, rule, actor)
        for method in rule.methods:
            is_read = method == "GET" and wanted in ("may", "answer")
            answer = walk.go(actor, method, address, BODIES.get(rule.name), tables=is_read)
            cell = f"{rule.place}: {method} {address} as {actor}"
            if wanted != "anything" and not is_as_expected(wanted, answer, is_api=is_api):
                wrong.append(f"{cell}: {wanted}, but got {answer.status} {answer.leads_to}")
            shows_ours = actor in MEMBERS or (actor in ("tutor", "support") and wanted == "may") or actor == "unarmed"
            wrong += [f"{cell}: shows {leak}" for leak in leaks(walk, actor, address, answer, shows_ours=shows_ours)]
            if is_read:
                wrong += [f"{cell}: reading wrote to {table}" for table in answer.written - set(WRITTEN_BY_READING)]
                if answer.statements > MOST_STATEMENTS:
                    wrong.append(f"{cell}: took {answer.statements} statements")

    assert wrong == [], "\n".join(wrong)


TAKE_NO_TOKEN = {"trusts:csp_report": "browsers send it by themselves; it only writes a line to the log"}
WRITING = [
    rule
    for rule in RULES
    if set(rule.methods) - {"GET"} and "nobody" not in rule.who and rule.route not in TAKE_NO_TOKEN
]


@pytest.mark.parametrize("rule", WRITING, ids=lambda rule: f"{rule.name} {rule.methods[-1]}")
def test_nothing_is_done_without_the_token_of_its_page(walk: Walk, rule: Rule) -> None:
    route = ROUTES[rule.route]
    actor = next((name for name in ACTORS[route.scope] if name in rule.who), "own")
    for method in set(rule.methods) - {"GET"}:
        address = walk.address(route, rule, abroad=False)
        answer = walk.go(actor, method, address, BODIES.get(rule.name), token=False, tables=True)

        assert answer.status == 403, f"{rule.place}: {method} as {actor} was answered {answer.status}"
        assert answer.written <= {"django_session", "trusts_securityevent"}
