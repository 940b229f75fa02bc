"""Production's web server beside a benchmark: granian as deploy/entrypoint.sh starts it."""

import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

from config.embedded.place import Place
from config.embedded.postgres import database_pid
from config.embedded.processes import wait_for
from config.supervisor import Supervisor
from tests.benchmarks.clock import PROC
from tests.benchmarks.storm import Line, request

PROCESSES, THREADS = 2, 4


@dataclass(frozen=True)
class Web:
    """Where it answers, and who works for it: its own processes and the whole database."""

    port: int
    pids: list[int]


@contextmanager
def web_server(place: Place, application: str = "config.wsgi:application") -> Iterator[Web]:
    """Two processes of four threads, on the database Django speaks to now."""
    port = _free_port()
    options = f"--interface wsgi --no-ws --host 127.0.0.1 --port {port} --workers {PROCESSES}"
    options += f" --blocking-threads {THREADS} --backlog 256 --log-level warning"
    environment = place.environment | {
        "DJANGO_SETTINGS_MODULE": "tests.benchmarks.settings",
        "HOMEGROWN_DATABASE_NAME": str(connection.settings_dict["NAME"]),
    }
    with Supervisor(place.directory / "log") as supervisor:
        program = Path(sys.executable).with_name("granian")
        supervisor.start("web", [program, *options.split(), application], environment)
        if not wait_for(lambda: _answers(port), 60):
            raise RuntimeError(f"The web server does not answer: {supervisor.log('web').read_text()[-2000:]}")
        yield Web(port, below(supervisor.processes["web"].pid))


def everybody(place: Place, web: Web) -> list[int]:
    """The processes of the server and of the database."""
    server = database_pid(place)
    return [*web.pids, *(below(server) if server else [])]


def below(pid: int) -> list[int]:
    """A process and all that descend from it, where the machine tells."""
    children: dict[int, list[int]] = {}
    for file in PROC.glob("[0-9]*/stat"):
        try:
            parent = int(file.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        children.setdefault(parent, []).append(int(file.parent.name))
    found = [pid]
    for one in found:
        found += children.get(one, [])
    return found


def _answers(port: int) -> bool:
    try:
        line = Line(port)
        return b" 200 " in line.ask(request("GET", "/health/?only=database", "")).split(b"\r\n")[0]
    except (OSError, KeyError):
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
