"""Where files lie: written whole or not at all, named by the Trust, read only through a view that asks permission."""

import hashlib
import os
import tempfile
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from django.conf import settings

from trusts.tenancy import storage_key
from trusts.workflow import RefusedError

ORPHAN_AGE = 24 * 60 * 60  # seconds: far longer than any file waits for its row


@dataclass(frozen=True)
class WrittenFile:
    """A file as it lies on disk: its key below FILES_ROOT, its SHA-256 in hex, its size in bytes."""

    key: str
    sha256: str
    size: int


def write_file(key: str, write: Callable[[BinaryIO], None]) -> WrittenFile:
    """Write a file beside its place, force it to disk, then name it. Raises OSError, leaving nothing."""
    path = path_of(key)
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as file:
        try:
            write(cast(BinaryIO, file))
            file.flush()
            os.fsync(file.fileno())
            Path(file.name).replace(path)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise
    _sync_directory(path.parent)
    return WrittenFile(key, _sha256(path), path.stat().st_size)


def open_checked(key: str, sha256: str, refusal: str) -> BinaryIO:
    """The file, checked against the hash kept in its row. Refuses with the sentence when it is gone or not the same."""
    path = path_of(key)
    if not key or not path.is_file() or _sha256(path) != sha256:
        raise RefusedError(refusal)
    return path.open("rb")


def discard(key: str) -> None:
    """Remove a file nobody refers to."""
    path_of(key).unlink(missing_ok=True)


def reap_folder(folder: str, referenced: Collection[str]) -> int:
    """Remove the Trust's files in a folder, a day old or older, that no row refers to; returns how many."""
    keys, removed = set(referenced), 0
    for path in path_of(storage_key(folder)).rglob("*"):
        if path.is_file() and _key(path) not in keys and is_old(path):
            path.unlink(missing_ok=True)
            removed += 1
    return removed


def is_old(path: Path) -> bool:
    """Whether a file has lain for a day or more."""
    return time.time() - path.stat().st_mtime > ORPHAN_AGE


def path_of(key: str) -> Path:
    """Where a key leads."""
    return Path(settings.FILES_ROOT) / key


def _key(path: Path) -> str:
    return path.relative_to(settings.FILES_ROOT).as_posix()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync_directory(path: Path) -> None:
    """Force the name to disk too."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
