"""Who may: the tables in tests/architecture/access/, one file an app, written by hand and independent of the code.

A line is: the route's name, its methods, who may. Everybody else is refused, and so is every other method.

    cohorts:cohort_detail          GET         director medical admin
    cohorts:cohort_edit            GET,POST    director

`name@draft` asks about another row than the usual one (tests/support/furnished.py has the rows). Who: the words of
MEMBERS, `tutor`, and these: `everyone` (in the Trust), `nobody`, `signed-in`, `armed` (signed in with a second factor),
`public` (a reason after `#`). `hidden` beside them: to others of the Trust the row may not exist (404 instead of 403).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

TABLES = Path(__file__).resolve().parents[1] / "architecture" / "access"
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
# In the Trust: whose rows they are; a doctor of the same cohort; any other doctor; one who was asked to review and has
# no conflict, one who declared a conflict; whoever sponsors the project; and the other roles.
MEMBERS = (
    "own",
    "peer",
    "doctor",
    "reviewer",
    "conflicted",
    "sponsor",
    "mentor",
    "manager",
    "director",
    "medical",
    "hr",
    "admin",
)
# Not in it: nobody known, a member without a second factor, somebody with every role in another Trust, a former member,
# our support, a tutor of the university.
STRANGERS = ("anonymous", "unarmed", "outsider", "leaver", "support", "tutor")
WORDS = {*MEMBERS, *STRANGERS, "everyone", "nobody", "signed-in", "armed", "public", "hidden"}


@dataclass(frozen=True)
class Rule:
    """Who may use which methods of a route on which of its rows."""

    route: str
    variant: str
    methods: tuple[str, ...]
    who: frozenset[str]
    place: str

    @property
    def name(self) -> str:
        """The route as it is written in the table."""
        return f"{self.route}@{self.variant}" if self.variant else self.route


@dataclass(frozen=True)
class Route:
    """One address of the URLconf."""

    name: str
    pattern: str
    view: Any

    @property
    def methods(self) -> set[str]:
        """The methods the view answers."""
        if actions := getattr(self.view, "actions", None):
            return {method.upper() for method in actions} & set(METHODS)
        kind = getattr(self.view, "view_class", None)
        names = set(kind.http_method_names) if kind else {"get"}
        return {method for method in METHODS if method.lower() in names and (not kind or hasattr(kind, method.lower()))}

    @property
    def scope(self) -> str:
        """Where it lies: in a Trust, in a Trust's API, in a university, or elsewhere."""
        starts = {"/t/<slug:trust>/": "trust", "/api/t/<slug:trust>/": "api", "/u/<slug:university>/": "university"}
        starts["/support/"] = "support"
        return next((scope for start, scope in starts.items() if self.pattern.startswith(start)), "elsewhere")


def read_rules() -> list[Rule]:
    """Every line of every table."""
    return [rule for file in sorted(TABLES.glob("*.txt")) for rule in _rules_of(file)]


def _rules_of(file: Path) -> Iterator[Rule]:
    for number, line in enumerate(file.read_text().splitlines(), 1):
        words = line.partition("#")[0].split()
        if not words:
            continue
        place = f"{file.name}:{number}"
        name, methods, who = words[0], tuple(words[1].split(",")), frozenset(words[2:])
        assert who and who <= WORDS, f"{place}: {sorted(who - WORDS)} is nobody we know"
        assert set(methods) <= set(METHODS), f"{place}: {methods}"
        assert "public" not in who or "#" in line or file.name == "accounts.txt", f"{place}: public needs its reason"
        route, _, variant = name.partition("@")
        yield Rule(route, variant, methods, frozenset(MEMBERS) if "everyone" in who else who, place)


def routes() -> dict[str, Route]:
    """Every named address of the URLconf. Formats by suffix (.json) are another spelling of the same address."""
    found: dict[str, Route] = {}
    for name, pattern, view in _walk(get_resolver().url_patterns, "/", ""):
        if "?P<format>" not in pattern:
            found.setdefault(name, Route(name, pattern, view))
    return found


def _walk(patterns: Any, prefix: str, namespace: str) -> Iterator[tuple[str, str, Any]]:
    for entry in patterns:
        address = prefix + re.sub(r"^\^|\$$|\\Z$", "", str(entry.pattern))
        if isinstance(entry, URLResolver):
            inner = ":".join(filter(None, (namespace, entry.namespace)))
            yield from _walk(entry.url_patterns, address, inner)
        elif isinstance(entry, URLPattern):
            yield ":".join(filter(None, (namespace, entry.name or f"unnamed {address}"))), address, entry.callback


PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>(?:[^()]|\([^)]*\))*\)")


def parameters(pattern: str) -> Iterator[tuple[str, str]]:
    """Each parameter of an address and what it names: `applications` for /applications/<pk>/, else itself."""
    for match in PARAMETER.finditer(pattern):
        name = match[1] or match[2]
        before = pattern[: match.start()].rstrip("/").rpartition("/")[2].lstrip("^")
        yield name, before if name == "pk" else name


def fill(pattern: str, values: dict[str, str]) -> str:
    """The address with its parameters filled in."""
    return PARAMETER.sub(lambda match: values[match[1] or match[2]], pattern).replace("\\.", ".").replace("^", "")
