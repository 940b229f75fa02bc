"""deploy/backup.sh: what it wrote can be restored, and a dump without rows is refused."""

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.embedded.place import Place
from config.embedded.postgres import ROLES, connect, server_binaries
from config.embedded.services import start, stop

PROJECT = Path(__file__).resolve().parents[2]
SCRIPT = PROJECT / "deploy" / "backup.sh"
PEOPLE = """
CREATE TABLE trusts_person (id int PRIMARY KEY, name text, trust_id int);
ALTER TABLE trusts_person ENABLE ROW LEVEL SECURITY;
ALTER TABLE trusts_person FORCE ROW LEVEL SECURITY;
ALTER TABLE trusts_person OWNER TO migrator;
CREATE POLICY trust_rw ON trusts_person TO trust_r USING (false);
GRANT SELECT ON trusts_person TO trust_r;
INSERT INTO trusts_person VALUES (1, 'Amara', 7), (2, 'Tom', 8), (3, 'a \\. in a name', 7);
"""

pytestmark = pytest.mark.skipif(shutil.which("sha256sum") is None, reason="the script runs on Linux")


def execute(place: Place, statements: str, database: str = "homegrown") -> list[tuple[object, ...]]:
    """Run statements as superuser and return the rows of the last."""
    with contextlib.closing(connect(place, database)) as connection, connection.cursor() as cursor:
        cursor.execute(statements)
        return cursor.fetchall() if cursor.description else []


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """Give a database with people whom row-level security hides from everybody."""
    place = Place(tmp_path_factory.mktemp("backup") / "var", is_fast=True)
    start(place)
    execute(place, PEOPLE + "ALTER ROLE backup PASSWORD 'for this test'")
    (place.directory / "files" / "1").mkdir()
    (place.directory / "files" / "1" / "report.pdf").write_text("a report")
    yield place
    stop(place)


def back_up(place: Place, backups: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the script as its container would."""
    environment = os.environ | {
        "PATH": f"{server_binaries()}:{os.environ['PATH']}",
        "PGHOST": str(place.sockets),
        "PGDATABASE": "homegrown",
        "PGPASSWORD": "for this test",
        "HOMEGROWN_BACKUPS": str(backups),
        "HOMEGROWN_ARCHIVE": str(place.directory / "archive"),
        "HOMEGROWN_FILES": str(place.directory / "files"),
        "HOMEGROWN_ERASURES": str(place.directory / "erasures.jsonl"),
    }
    command = ["sh", str(SCRIPT), *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_everything_comes_back(place: Place, tmp_path: Path) -> None:
    told = back_up(place, tmp_path)

    assert told.returncode == 0, told.stderr
    (made,) = (path for path in tmp_path.iterdir() if path.name != "log")
    assert told.stdout == f"Backed up 3 people of 2 Trusts to {made}.\n"
    assert sorted(path.name for path in made.iterdir()) == ["SHA256SUMS", "base", "database.dump", "files.tar.gz"]
    execute(place, "CREATE DATABASE second")
    execute(place, ROLES.read_text(), "second")
    restore = [server_binaries() / "pg_restore", "--exit-on-error", "--username=postgres", "--dbname=second"]
    subprocess.run([*restore, f"--host={place.sockets}", made / "database.dump"], check=True)
    assert execute(place, "SELECT id FROM trusts_person ORDER BY id", "second") == [(1,), (2,), (3,)]
    assert execute(
        place,
        "SELECT tableowner, rowsecurity, has_table_privilege('trust_r', 'trusts_person', 'SELECT'), "
        "has_table_privilege('web', 'trusts_person', 'SELECT') FROM pg_tables WHERE tablename = 'trusts_person'",
        "second",
    ) == [("migrator", True, True, False)]


def test_a_dump_without_the_rows_is_refused(place: Place, tmp_path: Path) -> None:
    execute(place, "ALTER ROLE backup NOBYPASSRLS")
    try:
        told = back_up(place, tmp_path)
    finally:
        execute(place, "ALTER ROLE backup BYPASSRLS")

    assert told.returncode != 0
    assert not [path for path in tmp_path.iterdir() if path.suffix != ".part" and path.name != "log"]


def test_the_log_is_moved_whole(place: Place, tmp_path: Path) -> None:
    archive = place.directory / "archive"
    segment = tmp_path / "segment"
    segment.write_bytes(b"what happened" * 1000)
    keep = ["sh", str(PROJECT / "deploy" / "postgres-archive.sh"), str(segment), "000000010000000000000001"]
    environment = os.environ | {"HOMEGROWN_ARCHIVE": str(archive)}
    subprocess.run(keep, env=environment, check=True)

    (place.directory / "erasures.jsonl").write_text("somebody\n")
    second = subprocess.run(keep, env=environment, check=False)
    told = back_up(place, tmp_path / "backups", "log")

    assert second.returncode != 0
    assert told.returncode == 0
    assert list(archive.iterdir()) == []
    assert (tmp_path / "backups" / "erasures.jsonl").read_text() == "somebody\n"
    kept = tmp_path / "backups" / "log" / "000000010000000000000001.gz"
    assert subprocess.run(["gunzip", "-c", kept], capture_output=True, check=True).stdout == segment.read_bytes()
