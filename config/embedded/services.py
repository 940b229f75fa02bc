"""Both services together: start, stop, run something beside them."""

import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

from config.embedded.broker import is_redis_ready, launch_redis, redis_program, stop_redis
from config.embedded.place import Place, ServiceError
from config.embedded.postgres import is_database_ready, server_owner, start_database, stop_database
from config.embedded.processes import private_directory, write_private

SPACE_TO_BEGIN_MB = 300
SPACE_TO_RUN_MB = 50


@contextlib.contextmanager
def alone(place: Place) -> Iterator[None]:
    """Let one process at a time start and stop these services."""
    with open(place.directory / "lock", "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def only_one(path: Path, sentence: str) -> Iterator[None]:
    """Refuse with a sentence while another process is in here."""
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ServiceError(sentence) from None
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
    """Run a command with the services beside it, one at a time; then stop what was started for it."""
    place.directory.mkdir(parents=True, exist_ok=True)
    with only_one(place.directory / "run.lock", f"Something runs beside the services of {place.directory} already."):
        return run_alone(place, command)


def run_alone(place: Place, command: Sequence[str]) -> int:
    """Run a command with the services beside it."""
    was_started = start(place)
    try:
        child = subprocess.Popen(command, env=os.environ | place.environment)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal tells the child itself
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda received, _frame: child.send_signal(received))
        code = child.wait()
    finally:
        if was_started:
            stop(place)
    return code if code >= 0 else 128 - code
