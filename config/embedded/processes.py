"""Private files, processes and what they say."""

import os
import pwd
import socket
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from config.embedded.place import ServiceError


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
    """Return the process a pid file names, if it works in that directory: numbers are given out again."""
    try:
        pid = int(pid_file.read_text().split("\n", 1)[0])
        os.kill(pid, 0)
    except (OSError, ValueError):
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
    return subprocess.run(  # every command is written in this package
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


def connects(path: Path) -> bool:
    """Say whether somebody listens on a socket."""
    with socket.socket(socket.AF_UNIX) as peer:
        peer.settimeout(5)
        try:
            peer.connect(str(path))
        except OSError:
            return False
    return True
