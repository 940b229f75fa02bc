"""Other people's software that does what a row does, each in an environment of its own below var/bench.

Whoever runs a row for real installs its peers by it, with the machine's own pip. A peer is a process of that
environment's Python: it says hello with the processes to watch, then does its work once for each line it is sent, and
answers each with a line of JSON.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection

from config.embedded.place import Place

DRIVER = "psycopg2-binary==2.9.13"
PACKAGES = {
    "import_export_rows": ("django-import-export==4.4.3", "openpyxl==3.1.5", "Django==6.1.3", DRIVER),
    "pretalx_board": ("pretalx==2026.2.1", DRIVER),
    "raw_rows": ("orjson==3.13.0", DRIVER),
    "typst_report": ("typst==0.15.2",),
}
HERE = Path(__file__).parent
OURS_ALONE = ("DJANGO", "HOMEGROWN", "PYTHON")  # what begins so in the environment is not for a peer


class Peer:
    """One peer at work."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self.hello = self._answer()

    def ask(self, words: Any = "") -> dict[str, Any]:
        """Do it once."""
        assert self._process.stdin
        self._process.stdin.write(json.dumps(words) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def pids(self) -> list[int]:
        """The processes whose work is the peer's."""
        return list(self.hello["pids"])

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout
        line = self._process.stdout.readline()
        assert line, "The peer ended; what it said stands above."
        return dict(json.loads(line))


@contextmanager
def peer(place: Place, script: str, **environment: str) -> Iterator[Peer]:
    """A peer by its script's name, for as long as it is needed; installed before when it is not there yet."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS_ALONE)}
    process = subprocess.Popen(
        [_installed(place, script), HERE / f"{script}.py"],
        env=kept | environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield Peer(process)
    finally:
        assert process.stdin
        process.stdin.close()
        process.wait(60)


def our_database(place: Place) -> dict[str, str]:
    """How a peer reaches the database Django speaks to now: as the superuser, through the socket."""
    where = {"HOST": str(place.sockets), "PORT": "5432", "USER": "postgres", "NAME": connection.settings_dict["NAME"]}
    return {f"PEER_{name}": str(value) for name, value in where.items()}


def _installed(place: Place, script: str) -> Path:
    """The Python of the peer's environment, which has these versions."""
    home = place.directory / "peers" / script
    python, done, wanted = home / "bin" / "python", home / "packages", "\n".join(PACKAGES[script])
    if not done.exists() or done.read_text() != wanted:
        subprocess.run([sys.executable, "-m", "venv", "--clear", home], check=True)
        subprocess.run([python, "-m", "pip", "install", "-qqq", *PACKAGES[script]], check=True)
        done.write_text(wanted)
    return python
