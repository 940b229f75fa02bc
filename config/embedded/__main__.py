"""The command line of the private services."""

import argparse
import errno
import sys
from collections.abc import Sequence
from pathlib import Path

from config.embedded.broker import is_redis_ready
from config.embedded.place import Place, ServiceError
from config.embedded.postgres import is_database_ready
from config.embedded.services import run, start, stop

PROJECT = Path(__file__).resolve().parents[2]


def report(place: Place) -> int:
    """Print what runs; 0 when both do."""
    states = {"PostgreSQL": is_database_ready(place), "Redis": is_redis_ready(place)}
    for name, is_ready in states.items():
        print(f"{name}: {'running' if is_ready else 'not running'}")
    return 0 if all(states.values()) else 3


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m config.embedded", description="A private PostgreSQL and a private Redis."
    )
    parser.add_argument(
        "--directory", type=Path, default=PROJECT / "var", help="where data and sockets are (default: var)"
    )
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
