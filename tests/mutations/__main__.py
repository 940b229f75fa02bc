"""Plant each mistake in a copy of the tree and see that its tests fail: python -m tests.mutations [words of a name]."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg2
from django.conf import settings
from psycopg2.sql import SQL, Identifier

from tests.mutations.mistakes import MISTAKES, Mistake

ROOT = Path(__file__).resolve().parents[2]
QUIET: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
CLEAN, PLANTED = "unmistaken", "mistaken"  # names of test processes: each has its own database
LAST = "trusts/migrations/9999_mistake.py"
MIGRATION = '''"""A mistake."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = {dependencies!r}
    operations = [migrations.RunSQL({sql!r})]
'''


def main(words: Sequence[str]) -> int:
    """A table of mistakes; 1 when one went unnoticed, or when the tests fail without any mistake."""
    chosen = [mistake for mistake in MISTAKES if all(word in mistake.name for word in words)]
    with tempfile.TemporaryDirectory() as directory:
        copy = Path(directory) / "tree"
        copy_tree(copy)
        everything = sorted({test for mistake in chosen for test in mistake.noticed_by})
        if (code := run(copy, everything, CLEAN)) != 0:
            print(f"Without any mistake the tests fail already (pytest says {code}).")
            return 1
        width = max(len(mistake.name) for mistake in chosen)
        missed = [mistake for mistake in chosen if not tell(mistake, copy, width)]
    print(f"{len(chosen) - len(missed)} of {len(chosen)} mistakes were noticed.")
    return 1 if missed else 0


def copy_tree(copy: Path) -> None:
    """What git knows of, and what is new, as it lies; never the tree itself."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, copy / name)
    if not (copy / "node_modules").exists():
        (copy / "node_modules").symlink_to((ROOT / "node_modules").resolve())


def tell(mistake: Mistake, copy: Path, width: int) -> bool:
    """Plant one mistake, run its tests, print a line; whether every one of them failed."""
    began = time.monotonic()
    if mistake.sql:
        clone_database()
    with planted(mistake, copy):
        worker = PLANTED if mistake.sql else CLEAN
        codes = [run(copy, [test], worker, "--reuse-db") for test in mistake.noticed_by]
    seen = all(code == 1 for code in codes)  # 1: tests ran and failed; anything else is no proof
    tests = ", ".join(test.partition("::")[2] for test in mistake.noticed_by)
    word = "noticed by" if seen else f"MISSED by (pytest says {codes})"
    print(f"{mistake.name:<{width}}  {time.monotonic() - began:5.1f} s  {word} {tests}", flush=True)
    return seen


@contextmanager
def planted(mistake: Mistake, copy: Path) -> Iterator[None]:
    """The copy with one mistake in it."""
    name = LAST if mistake.sql else mistake.file
    path = copy / name
    before = path.read_text() if path.exists() else None
    path.write_text(migration(mistake.sql, copy) if before is None else with_mistake(before, mistake))
    try:
        yield
    finally:
        path.unlink() if before is None else path.write_text(before)


def with_mistake(text: str, mistake: Mistake) -> str:
    """The file with the mistake. Refuses when what is right does not stand there exactly once."""
    if text.count(mistake.right) != 1:
        raise SystemExit(f"{mistake.name}: {mistake.file} no longer holds once: {mistake.right}")
    return text.replace(mistake.right, mistake.wrong)


def migration(sql: str, copy: Path) -> str:
    """A migration that comes after every other."""
    apps = sorted(path.parent.name for path in copy.glob("*/migrations") if (path / "0001_initial.py").exists())
    last = [(app, max(path.stem for path in (copy / app / "migrations").glob("0*.py"))) for app in apps]
    return MIGRATION.format(dependencies=last, sql=sql)


def clone_database() -> None:
    """A copy of the clean test database, for a mistake of the database's own."""
    owner = settings.DATABASES["owner"]
    at = {"host": owner["HOST"], "port": owner["PORT"], "user": owner["USER"], "password": owner["PASSWORD"]}
    clean, planted = Identifier(f"test_homegrown_{CLEAN}"), Identifier(f"test_homegrown_{PLANTED}")
    connection = psycopg2.connect(dbname="postgres", **at)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(SQL("drop database if exists {} with (force)").format(planted))
        cursor.execute(SQL("create database {} template {}").format(planted, clean))
    connection.close()


def run(copy: Path, tests: Sequence[str], worker: str, *options: str) -> int:
    """pytest in the copy, as a test process of that name, which has its own database; returns pytest's code."""
    services = os.environ.get("HOMEGROWN_SERVICES_FILE", str(ROOT / "var/services.env"))
    environment = {**os.environ, "PYTEST_XDIST_WORKER": worker, "HOMEGROWN_SERVICES_FILE": services}
    command = [sys.executable, "-m", "pytest", "-q", "--tb=no", "-p", "no:cacheprovider", "-p", "no:xdist"]
    return subprocess.run([*command, *options, *tests], cwd=copy, env=environment, check=False, **QUIET).returncode


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    sys.exit(main(sys.argv[1:]))
