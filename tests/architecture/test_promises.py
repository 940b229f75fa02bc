"""Promises that hold for the whole project: migrations in a line, one driver, pairs kept by the database, no edges."""

import ast
import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, models
from django.db.migrations.loader import MigrationLoader

from trusts.models import Stateful, TrustOwned
from trusts.states import ERASURE, FILE, INVITATION, MESSAGE
from trusts.workflow import IllegalMoveError, Workflow

OURS = [name for name in settings.OUR_APPS if name != "demo"]
INLINE = re.compile(r"<script(?![^>]*(src=|application/json))|<style|\sstyle=|\son\w+=\"")
ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("app", OURS)
def test_migrations_stand_in_a_line(app: str) -> None:
    graph = MigrationLoader(None).graph
    names = sorted(name for label, name in graph.nodes if label == app)

    assert [name[:4] for name in names] == [f"{number:04}" for number in range(1, len(names) + 1)]
    assert [node for node in graph.leaf_nodes() if node[0] == app] == [(app, names[-1])]


def test_exactly_one_database_driver_is_installed() -> None:
    assert importlib.util.find_spec("psycopg2") is not None
    assert importlib.util.find_spec("psycopg") is None


@pytest.mark.django_db
def test_the_database_is_the_one_we_promise() -> None:
    assert connection.vendor == "postgresql"
    assert connection.pg_version >= 180000


def _pairs() -> list[tuple[type[models.Model], str]]:
    found = []
    for model in apps.get_models():
        if issubclass(model, TrustOwned):
            names = {field.name for field in model._meta.local_fields}
            found += [
                (model, name[:-3]) for name in sorted(names) if name.endswith("_by") and f"{name[:-3]}_at" in names
            ]
    return found


@pytest.mark.parametrize(("model", "stem"), _pairs(), ids=lambda value: getattr(value, "__name__", value))
def test_who_and_when_are_set_together(model: type[models.Model], stem: str) -> None:
    """A nullable pair has a check constraint that names both; a required pair needs none."""
    by, at = model._meta.get_field(f"{stem}_by"), model._meta.get_field(f"{stem}_at")
    checks = [str(c.condition) for c in model._meta.constraints if isinstance(c, models.CheckConstraint)]

    required = not by.null and not at.null
    assert required or any(f"{stem}_by" in check and f"{stem}_at" in check for check in checks)


def _workflows() -> list[tuple[str, Workflow]]:
    found = [
        ("trusts.MESSAGE", MESSAGE),
        ("trusts.FILE", FILE),
        ("trusts.INVITATION", INVITATION),
        ("trusts.ERASURE", ERASURE),
    ]
    for app in ("frameworks", "cohorts", "assessments", "projects"):
        module = importlib.import_module(f"{app}.states")
        found += [(f"{app}.{n}", value) for n, value in vars(module).items() if isinstance(value, Workflow)]
    return found


@pytest.mark.parametrize(("name", "workflow"), _workflows(), ids=lambda value: value if isinstance(value, str) else "")
def test_every_move_from_every_state(name: str, workflow: Workflow) -> None:
    states = {move.target for move in workflow.moves.values()} | {
        source for move in workflow.moves.values() for source in move.sources
    }
    for move_name, move in workflow.moves.items():
        for state in states:
            if state in move.sources:
                assert workflow.target(move_name, state) == move.target
            else:
                with pytest.raises(IllegalMoveError, match="already"):
                    workflow.target(move_name, state)


def test_every_state_is_written_by_move_alone() -> None:
    """Outside move() nothing sets the state of a stateful row (reports are jobs: docs/adr/0004)."""
    stateful = [m._meta.app_label for m in apps.get_models() if issubclass(m, Stateful)]
    strays = []
    for app in set(stateful):
        for file in (ROOT / app).rglob("*.py"):
            if "migrations" not in file.parts and file.name != "moves.py":
                strays += [f"{file.name}: {line}" for line in file.read_text().splitlines() if _sets_state(line)]

    assert strays == []


def _sets_state(line: str) -> bool:
    return bool(re.search(r"^\s*\w+\.state = |\.update\([^)]*\bstate=", line))


def test_no_page_holds_inline_script_or_style() -> None:
    strays = []
    for file in (ROOT / "templates").rglob("*"):
        if file.suffix in (".jinja", ".html") and "pdf" not in file.parts:
            text = file.read_text()
            strays += [
                file.name
                for _ in re.finditer(r"<script(?![^>]*(src=|application/json))|<style|\sstyle=|\son\w+=\"", text)
            ]

    assert strays == []


def test_nothing_is_marked_safe_outside_the_reviewed_places() -> None:
    reviewed = {"trusts/forms/fields.py", "charts/svg.py"}
    strays = {
        str(file.relative_to(ROOT))
        for app in [*OURS, "charts", "config", "demo"]
        for file in (ROOT / app).rglob("*.py")
        if "mark_safe" in file.read_text()
    }
    templates = [f.name for f in (ROOT / "templates").rglob("*.jinja") if re.search(r"\|\s*safe\b", f.read_text())]

    assert strays <= reviewed
    assert templates == []


# Where a statement is written by hand. The first build the guard of a table from names of our own models.
BUILD_STATEMENTS = {"trusts/protection.py", "trusts/history.py", "demo/emptying.py"}
HOLD_STATEMENTS = {
    "assessments/models/autosave.py",
    "config/embedded/postgres.py",
    "config/health.py",
    "trusts/services/locks.py",
    "trusts/services/seals.py",
    "trusts/tenancy.py",
}
RAW = {"execute", "executemany", "callproc", "copy_expert", "raw", "extra", "RawSQL"}


def test_statements_are_written_in_the_reviewed_places_and_take_values_apart() -> None:
    """Everywhere else the ORM asks; where a statement stands, nothing is put into it but what is written beside it."""
    strays = []
    for app in [*OURS, "charts", "config", "demo"]:
        for file in (ROOT / app).rglob("*.py"):
            name = str(file.relative_to(ROOT))
            if "migrations" in file.parts or name in BUILD_STATEMENTS:
                continue
            for line, statement in _statements(file.read_text()):
                if name not in HOLD_STATEMENTS or not _is_fixed(statement):
                    strays.append(f"{name}:{line}")

    assert strays == []


@pytest.mark.parametrize(
    ("code", "is_fixed"),
    [
        ('cursor.execute("select 1 where a = %s", [a])', True),
        ("cursor.execute(DIGEST.format(OURS if a else THEIRS), [a])", True),
        ('cursor.execute(f"select {a}")', False),
        ('cursor.execute("select %s" % a)', False),
        ('cursor.execute("select " + a)', False),
        ("cursor.execute(DIGEST.format(a))", False),
        ("Cohort.objects.raw(a)", False),
    ],
)
def test_a_statement_with_a_value_in_it_would_be_noticed(code: str, is_fixed: bool) -> None:
    assert [_is_fixed(statement) for _, statement in _statements(code)] == [is_fixed]


def _statements(code: str) -> Iterator[tuple[int, ast.expr]]:
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call) and node.args:
            called = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if called in RAW:
                yield node.lineno, node.args[0]


def _is_fixed(statement: ast.expr) -> bool:
    """Written out, or put together from constants (upper case) and psycopg2's own quoting (sql)."""
    if isinstance(statement, ast.IfExp):
        return _is_fixed(statement.body) and _is_fixed(statement.orelse)
    if isinstance(statement, ast.JoinedStr | ast.BinOp):
        return False
    if isinstance(statement, ast.Name):
        return statement.id.isupper() or statement.id == "sql"
    return all(_is_fixed(part) for part in ast.iter_child_nodes(statement) if isinstance(part, ast.expr))
