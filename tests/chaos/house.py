"""A whole house of its own: PostgreSQL, Redis, a migrated database, workers, the clock; each can be struck."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg2

from config.embedded.broker import launch_redis, redis_pid
from config.embedded.place import Place
from config.embedded.postgres import connect, control_database, database_pid, launch_database
from config.embedded.processes import wait_for
from config.embedded.services import start, stop
from config.supervisor import PROJECT, Supervisor

CELERY = [sys.executable, "-m", "celery", "-A", "config"]


class House:
    """Services in one directory, and the processes that work on them."""

    def __init__(self, place: Place, supervisor: Supervisor, environment: dict[str, str]) -> None:
        self.place = place
        self.supervisor = supervisor
        self.environment = environment

    def start_worker(self, number: int) -> None:
        """A worker of two processes for both queues, as on a small installation."""
        options = f"--queues pdf,default --concurrency 2 --hostname w{number}@chaos --loglevel WARNING"
        options += " --without-mingle --without-gossip"
        self.supervisor.start(f"worker-{number}", [*CELERY, "worker", *options.split()], self.environment)

    def start_clock(self) -> None:
        """Beat, with the product's schedule of sweeps."""
        options = ["--loglevel", "WARNING", "--pidfile=", "--schedule", str(self.place.directory / "beat")]
        self.supervisor.start("beat", [*CELERY, "beat", *options], self.environment)

    def kill_worker(self, number: int) -> None:
        """SIGKILL to the worker and all its children: nothing is said, nothing is put in order."""
        process = self.supervisor.processes[f"worker-{number}"]
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def wipe_broker(self) -> None:
        """Redis dies and comes back empty."""
        pid = redis_pid(self.place)
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        wait_for(lambda: redis_pid(self.place) is None, 10)
        shutil.rmtree(self.place.broker)
        self.place.broker_socket.unlink(missing_ok=True)
        launch_redis(self.place)

    def restart_database(self) -> None:
        """PostgreSQL is broken off in the middle of whatever it does, and recovers."""
        self.stop_database()
        launch_database(self.place)

    def stop_database(self) -> None:
        """Break PostgreSQL off."""
        control_database(self.place, "stop", "-m", "immediate")
        assert database_pid(self.place) is None

    def start_web(self) -> int:
        """The web server of production, with four threads; returns the port it answers on."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port: int = probe.getsockname()[1]
        options = f"--interface wsgi --no-ws --host 127.0.0.1 --port {port} --blocking-threads 4 --log-level warning"
        program = Path(sys.executable).parent / "granian"
        self.supervisor.start("web", [program, *options.split(), "config.wsgi:application"], self.environment)
        return port

    def manage(self, *arguments: str) -> str:
        """Run manage.py beside everything else; returns what it said."""
        return self.python("manage.py", *arguments)

    def python(self, *arguments: str) -> str:
        """Run a Python program in the house; returns what it said."""
        command = [sys.executable, *arguments]
        done = subprocess.run(
            command, cwd=PROJECT, env=os.environ | self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def execute(self, statement: str, *values: object) -> list[tuple[object, ...]]:
        """Run a statement as superuser, whom no policy binds, and return its rows."""
        with contextlib.closing(connect(self.place)) as connection, connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall() if cursor.description else []


@contextlib.contextmanager
def open_house(directory: Path, **environment: str) -> Iterator[House]:
    """Services and an empty, migrated database below this directory; all of it is stopped at the end."""
    place = Place(directory.resolve() / "var", is_fast=True)
    start(place)
    try:
        known = place.environment | {"DJANGO_SETTINGS_MODULE": "tests.chaos.settings"} | environment
        with Supervisor(place.directory / "log") as supervisor:
            house = House(place, supervisor, known)
            house.manage("migrate", "--database=owner", "--verbosity=0")
            yield house
    finally:
        with contextlib.suppress(psycopg2.OperationalError):
            stop(place)
