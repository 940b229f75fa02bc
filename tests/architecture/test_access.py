"""The matrix: every address, every method, everybody. The tables in access/ say who may; the walk tries it."""

from collections import Counter

from tests.support.access import read_rules, routes

RULES = read_rules()
ROUTES = routes()
HOW = "Say who may in tests/architecture/access/<app>.txt, one line: name, methods, who (CONTRIBUTING.md, Who may)."


def test_every_address_says_who_may() -> None:
    declared = {rule.route for rule in RULES}

    assert sorted(set(ROUTES) - declared) == [], f"These addresses say nothing of who may. {HOW}"
    assert sorted(declared - set(ROUTES)) == [], "These lines speak of addresses that are gone: remove them."


def test_no_cell_is_declared_twice() -> None:
    cells = Counter((rule.name, method) for rule in RULES for method in rule.methods)

    assert [cell for cell, times in cells.items() if times > 1] == []
