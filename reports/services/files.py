"""Where produced files lie: written whole or not at all, named by the Trust, read only through a download view."""

import hashlib
import os
import tempfile
import time
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from django.conf import settings

from reports.models import Report
from trusts.tenancy import storage_key
from trusts.workflow import RefusedError

FOLDER = "reports"
ORPHAN_AGE = 24 * 60 * 60  # seconds: far longer than any report takes


@dataclass(frozen=True)
class StoredFile:
    """A file as it lies on disk: its key below FILES_ROOT, its SHA-256 in hex, its size in bytes."""

    key: str
    sha256: str
    size: int


def report_key(report_id: object, token: object, suffix: str) -> str:
    """Where an attempt's file goes; the Trust in context comes first. Every attempt writes a file of its own."""
    return storage_key(FOLDER, str(report_id), f"{token}.{suffix}")


def store(key: str, write: Callable[[BinaryIO], None]) -> StoredFile:
    """Write a file beside its place, force it to disk, then name it. Raises OSError, leaving nothing."""
    path = _path(key)
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
    return StoredFile(key, _sha256(path), path.stat().st_size)


def discard(key: str) -> None:
    """Remove a file nobody refers to."""
    _path(key).unlink(missing_ok=True)


def open_file(report: Report) -> BinaryIO:
    """The report's file, checked against the hash kept in its row. Refuses when the file is gone or not the same."""
    path = _path(report.file_key)
    if not path.is_file() or _sha256(path) != report.sha256:
        raise RefusedError("The file of this report is missing or damaged. Ask for the report again.")
    return path.open("rb")


def reap(referenced: Collection[str]) -> int:
    """Remove the Trust's files, a day old or older, that no row refers to; returns how many."""
    keys, removed = set(referenced), 0
    for path in _files_of_trust():
        if _key(path) not in keys and time.time() - path.stat().st_mtime > ORPHAN_AGE:
            path.unlink(missing_ok=True)
            removed += 1
    return removed


def _files_of_trust() -> Iterator[Path]:
    return (path for path in _path(storage_key(FOLDER)).rglob("*") if path.is_file())


def _path(key: str) -> Path:
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
