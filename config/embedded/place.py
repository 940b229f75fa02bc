"""Where a pair of services keeps its data, its sockets and what the settings read."""

import hashlib
import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path

DATABASE = "homegrown"
PORT = "5432"  # part of the socket's name, no port of the network
# The kernel allows some 100 bytes for a socket's path; this is the longest name put into the directory.
LONGEST_SOCKET = f"/.s.PGSQL.{PORT}.lock"
SOCKET_PATH_LIMIT = 100
WEB_PASSWORD, MIGRATOR_PASSWORD = "HOMEGROWN_WEB_PASSWORD", "HOMEGROWN_MIGRATOR_PASSWORD"
SECRETS = ("HOMEGROWN_SECRET_KEY", WEB_PASSWORD, MIGRATOR_PASSWORD)


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
        """Where both listen: beside the data, or in /tmp when that path is too long or odd for a socket."""
        beside = str(self.directory / "run")
        if len(beside + LONGEST_SOCKET) <= SOCKET_PATH_LIMIT and re.fullmatch(r"[\w./+-]+", beside, re.ASCII):
            return Path(beside)
        digest = hashlib.sha256(beside.encode()).hexdigest()[:12]
        return Path(f"/tmp/homegrown-{os.geteuid()}-{digest}")  # noqa: S108  # see private_directory

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


def read_env(path: Path) -> dict[str, str]:
    """Return the KEY=value lines of a file, or nothing when it is not there."""
    lines = path.read_text().splitlines() if path.exists() else []
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
