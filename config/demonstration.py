"""The demonstration on this machine: services, demonstration Trusts, web, worker and clock. bin/demo runs it.

python -m config.demonstration [--port N] [--reset] [--yes]
"""

import argparse
import contextlib
import errno
import json
import os
import shutil
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path

from config.embedded.place import Place, ServiceError
from config.embedded.services import is_running, only_one, start, stop
from config.supervisor import Stopped, Supervisor, heed_signals, ignore_signals, undisturbed

PROJECT = Path(__file__).resolve().parent.parent
PLACE = Place(PROJECT / "var")
PROGRAMS = Path(sys.executable).parent
HOST = "127.0.0.1"
QUEUES = "default,pdf"
SECONDS_TO_WAKE = 60
ALREADY = "The demonstration of this directory runs already, in another terminal."
# What --reset removes; logs and the tests' own services stay.
DATA = ("postgres", "redis", "files", "services.env", "celerybeat-schedule")


def say(text: str = "") -> None:
    """Print at once; a terminal that was closed is no reason to stop short."""
    with contextlib.suppress(OSError):
        print(text, flush=True)


def address(port: int) -> str:
    """Where the demonstration answers."""
    return f"http://localhost:{port}"


# --- before anything is started ---


def check_port(port: int) -> None:
    """Refuse a port that somebody else listens on."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except PermissionError:
            raise ServiceError(f"Port {port} may not be used here. Try: bin/demo --port 8000") from None
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            other = port + 1
            raise ServiceError(f"Port {port} is in use. Choose another: bin/demo --port {other}") from None


def reset(*, is_sure: bool) -> None:
    """Remove the demonstration's data, after asking a person."""
    if PLACE.database.exists() and not is_sure and sys.stdin.isatty():
        answer = input("This deletes everything entered into the demonstration. Continue? [y/N] ")
        if answer.strip().lower() not in {"y", "yes"}:
            raise ServiceError("Nothing was deleted.")
    stop(PLACE)
    for name in DATA:
        path = PLACE.directory / name
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


# --- the application ---


def prepare_application(environment: dict[str, str]) -> None:
    """Migrate and load the demonstration Trusts, both in this process: it is quicker."""
    os.environ.update(environment)
    import django  # only now are the settings' values known
    from django.core.management import call_command
    from django.db import connections

    django.setup()
    is_first = not (PLACE.directory / "files" / ".loaded").exists()
    call_command("migrate", database="owner", verbosity=0)
    if is_first:
        say("Loading the demonstration Trusts (the first start only) ...")
    call_command("demo")
    connections.close_all()
    (PLACE.directory / "files" / ".loaded").touch()


def launch(supervisor: Supervisor, port: int, environment: dict[str, str]) -> None:
    """Start the web server, the worker and, when the database is ready for what it asks, the clock."""
    celery = [sys.executable, "-m", "celery", "-A", "config"]
    web = f"--interface wsgi --no-ws --host {HOST} --port {port} --workers 1 --blocking-threads 4 --log-level warning"
    # There is no other worker to greet, which would take a second.
    worker = f"--queues {QUEUES} --concurrency 2 --without-mingle --without-gossip --loglevel WARNING"
    supervisor.start("web", [PROGRAMS / "granian", *web.split(), "config.wsgi:application"], environment)
    supervisor.start("worker", [*celery, "worker", *worker.split()], environment)
    prepare_application(environment)
    supervisor.start("beat", [*celery, "beat", "--loglevel", "WARNING", "--pidfile="], environment)


def failing_parts(port: int) -> list[str]:
    """Return which parts do not answer yet."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"http://{HOST}:{port}/health/", timeout=10) as answer:
            parts = json.load(answer)
    except urllib.error.HTTPError as error:
        try:
            parts = json.load(error)
        except ValueError:
            return [f"the web server (it answers {error.code})"]
    except (OSError, ValueError):
        return ["the web server"]
    return [name for name, state in parts.items() if state != "ok"]


def wait_until_awake(supervisor: Supervisor, port: int) -> None:
    """Wait until every part answers."""
    until = time.monotonic() + SECONDS_TO_WAKE
    while failing := failing_parts(port):
        complain_if_ended(supervisor)
        if time.monotonic() > until:
            raise ServiceError(f"Not answering: {', '.join(failing)}. The logs are in {supervisor.logs}.")
        time.sleep(0.1)


def complain_if_ended(supervisor: Supervisor) -> None:
    """Say which process ended by itself, with the last it said."""
    if (name := supervisor.ended()) is not None:
        log = supervisor.log(name)
        said = log.read_text(errors="replace").strip().splitlines()
        raise ServiceError(f"The {name} process ended: {said[-1] if said else 'it said nothing'} (more in {log})")


def greet(port: int) -> None:
    """Print where to go and who to be."""
    from django.core.management import call_command

    say()
    say(f"Homegrown is running at {address(port)}/demo/")
    say()
    call_command("demo", "--people")
    say()
    say("Uploaded files are not checked for viruses here.")
    say("Ctrl-C stops it; bin/demo --reset starts afresh.")


@contextlib.contextmanager
def services() -> Iterator[None]:
    """Have the services running, and stop them unless they ran before."""
    was_running = is_running(PLACE)
    try:
        with undisturbed():
            start(PLACE)
        yield
    finally:
        ignore_signals()
        if not was_running:
            stop(PLACE)


def demonstrate(port: int) -> None:
    """Run the demonstration until it is told to stop."""
    environment = PLACE.environment | {
        "DJANGO_SETTINGS_MODULE": "config.settings.local",
        "HOMEGROWN_BASE_URL": address(port),
    }
    with Supervisor(PLACE.directory / "log") as supervisor:
        launch(supervisor, port, environment)
        wait_until_awake(supervisor, port)
        greet(port)
        supervisor.wait()
        complain_if_ended(supervisor)


# --- the command line ---


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="bin/demo", description="Run Homegrown with demonstration Trusts.")
    parser.add_argument("--port", type=int, default=8000, help="the port to answer on (default: 8000)")
    parser.add_argument("--reset", action="store_true", help="start afresh: delete what was entered")
    parser.add_argument("--yes", action="store_true", help="with --reset: do not ask")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the demonstration; every foreseen trouble is one sentence."""
    options = parse(arguments)
    heed_signals()
    PLACE.directory.mkdir(exist_ok=True)
    try:
        with only_one(PLACE.directory / "demo.lock", ALREADY):
            check_port(options.port)
            if options.reset:
                reset(is_sure=options.yes)
            with services():
                demonstrate(options.port)
    except Stopped:
        say("Stopped.")
        return 0
    except ServiceError as error:
        print(error, file=sys.stderr)
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        print(f"The disk is full: {error.filename or PLACE.directory}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
