"""The private PostgreSQL and Redis: they start from nothing, survive accidents, and keep strangers out."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import psycopg2
import pytest

from config.embedded.broker import ask_redis, redis_pid
from config.embedded.place import MIGRATOR_PASSWORD, WEB_PASSWORD, Place, ServiceError, read_env
from config.embedded.postgres import connect, database_pid
from config.embedded.processes import running_pid
from config.embedded.services import check_space, is_running, start, stop

PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """Give a directory of its own, stopped whatever happened."""
    place = Place(tmp_path / "var", is_fast=True)
    yield place
    stop(place)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """Give running services to tests that change nothing."""
    place = Place(tmp_path_factory.mktemp("services") / "var", is_fast=True)
    start(place)
    yield place
    stop(place)


def command_line(place: Place, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command line as a person would."""
    command = [sys.executable, "-m", "config.embedded", "--directory", str(place.directory), "--fast", *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=PROJECT, check=False)


def refusal(place: Place, user: str, password: str, statement: str) -> str:
    """Return PostgreSQL's reason for refusing a statement."""
    with (
        contextlib.closing(connect(place, user=user, password=password)) as connection,
        connection.cursor() as cursor,
        pytest.raises(psycopg2.Error) as refused,
    ):
        cursor.execute(statement)
    return str(refused.value).splitlines()[0]


# --- starting and stopping ---


def test_second_start_finds_them_running(place: Place) -> None:
    first = start(place)

    second = start(place)

    assert (first, second) == (True, False)


def test_data_outlive_a_stop(place: Place) -> None:
    start(place)
    password = read_env(place.env_file)[MIGRATOR_PASSWORD]
    with contextlib.closing(connect(place, user="migrator", password=password)) as connection:
        connection.cursor().execute("CREATE TABLE kept AS SELECT 42 AS answer")
    stop(place)

    start(place)

    with contextlib.closing(connect(place)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT answer FROM kept")
        assert cursor.fetchone() == (42,)
    assert read_env(place.env_file)[MIGRATOR_PASSWORD] == password


def test_killed_servers_are_started_again(place: Place) -> None:
    start(place)
    for pid in (database_pid(place), redis_pid(place)):
        assert pid is not None
        os.kill(pid, signal.SIGKILL)

    start(place)

    assert is_running(place)


def test_pid_of_a_stranger_is_not_taken_for_a_server(place: Place) -> None:
    start(place)
    stop(place)
    stale = f"{os.getpid()}\n{place.database}\n1\n5432\n{place.sockets}\n\n1 1\nready\n"
    (place.database / "postmaster.pid").write_text(stale)
    (place.broker / "redis.pid").write_text(f"{os.getpid()}\n")

    start(place)

    assert is_running(place)


def test_lost_passwords_are_made_anew(place: Place) -> None:
    start(place)
    stop(place)
    place.env_file.unlink()

    start(place)

    assert is_running(place)


def test_path_too_long_for_a_socket(tmp_path: Path) -> None:
    place = Place(tmp_path / ("long" * 40) / "it's odd")
    with contextlib.closing(contextlib.ExitStack()) as stack:
        stack.callback(stop, place)

        start(place)

        assert is_running(place)
        assert place.sockets.parent == Path("/tmp")
    place.sockets.rmdir()


def test_pid_file_of_nobody(tmp_path: Path) -> None:
    assert running_pid(tmp_path / "missing.pid", tmp_path) is None


# --- one clear sentence ---


def test_missing_redis(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("config.embedded.broker.shutil.which", lambda *_args, **_options: None)

    with pytest.raises(ServiceError, match=r"^redis-server is not installed\. "):
        start(place)


class Disk(NamedTuple):
    """What shutil.disk_usage tells."""

    free: int


def test_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("config.embedded.services.shutil.disk_usage", lambda _path: Disk(free=12 * 2**20))

    with pytest.raises(ServiceError, match=r"^The disk is full: 12 MB free for .*, and 300 MB are needed\.$"):
        check_space(Place(tmp_path))


def test_data_of_another_version(place: Place) -> None:
    start(place)
    stop(place)
    (place.database / "PG_VERSION").write_text("17\n")

    with pytest.raises(ServiceError, match=r"was written by PostgreSQL 17, and this is postgres \(PostgreSQL\) 18"):
        start(place)


def test_damaged_data_names_the_log(place: Place) -> None:
    start(place)
    stop(place)
    (place.database / "global" / "pg_control").unlink()

    told = command_line(place, "start")

    assert told.returncode == 1
    assert told.stderr.startswith("PostgreSQL did not start: ")
    assert told.stderr.count("\n") == 1


def test_directory_of_sockets_laid_by_a_stranger(place: Place) -> None:
    place.sockets.parent.mkdir(parents=True)
    place.sockets.symlink_to("/")

    with pytest.raises(ServiceError, match="belongs to somebody else"):
        start(place)


# --- run ---


def test_run_gives_the_environment_and_stops_what_it_started(place: Place) -> None:
    ran = command_line(place, "run", "--", "sh", "-c", "echo $HOMEGROWN_DATABASE_HOST; exit 7")

    assert (ran.returncode, ran.stdout) == (7, f"{place.sockets}\n")
    assert not is_running(place)


def test_run_leaves_running_what_it_found(running: Place) -> None:
    ran = command_line(running, "run", "--", "true")

    assert ran.returncode == 0
    assert is_running(running)


# --- who may do what ---


def test_only_the_owner_reads_the_passwords(running: Place) -> None:
    assert oct(running.env_file.stat().st_mode)[-3:] == "600"
    assert oct(running.sockets.stat().st_mode)[-3:] == "700"


def test_wrong_password_is_refused(running: Place) -> None:
    with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
        connect(running, user="web", password="wrong")


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("CREATE TABLE own ()", "permission denied for schema public"),
        (
            "CREATE TEMPORARY TABLE own ()",
            'permission denied to create temporary tables in database "homegrown"',
        ),
        ("SET ROLE migrator", 'permission denied to set role "migrator"'),
        ("SET ROLE backup", 'permission denied to set role "backup"'),
        ("CREATE DATABASE own", "permission denied to create database"),
    ],
)
def test_web_owns_nothing(running: Place, statement: str, reason: str) -> None:
    password = read_env(running.env_file)[WEB_PASSWORD]

    assert refusal(running, "web", password, statement) == reason


@pytest.mark.parametrize("reader", ["trust_r", "university_r", "rater_r", "support_r"])
def test_web_takes_a_role_and_inherits_none(running: Place, reader: str) -> None:
    with contextlib.closing(connect(running)) as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT inherit_option, set_option, admin_option FROM pg_auth_members "
            "WHERE roleid = %s::regrole AND member = 'web'::regrole",
            [reader],
        )

        assert cursor.fetchall() == [(False, True, False)]


def test_only_backup_passes_row_level_security(running: Place) -> None:
    with contextlib.closing(connect(running)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT rolname FROM pg_roles WHERE rolbypassrls AND NOT rolsuper")

        assert cursor.fetchall() == [("backup",)]


def test_redis_forgets_nothing_to_make_room(running: Place) -> None:
    assert b"noeviction" in ask_redis(running, b"CONFIG GET maxmemory-policy")
