"""The virus scanner: clamd, spoken to by its own INSTREAM command. `settings.SCANNER` names the class."""

import contextlib
import socket
import struct
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

CHUNK = 64 * 1024
CONNECT_SECONDS, ANSWER_SECONDS = 3, 60


class ScannerDownError(Exception):
    """Nobody answers, or too late: nothing is known about the file."""


class ScannerFailedError(Exception):
    """The scanner answered that it could not scan this file."""


@dataclass(frozen=True)
class Verdict:
    """What the scanner found; an empty name means nothing."""

    virus: str = ""


class Scanner(Protocol):
    """Anything that reads a file and gives a verdict, or raises one of the two errors above."""

    def scan(self, file: BinaryIO) -> Verdict:
        """Read the file to its end."""


def scanner() -> Scanner:
    """The scanner of these settings."""
    return import_string(settings.SCANNER)()


class ClamdScanner:
    """clamd at `settings.SCANNER_ADDRESS`: a path of a Unix socket, or host:port."""

    def scan(self, file: BinaryIO) -> Verdict:
        """Send the file in chunks, each after its length; a length of nothing ends it (clamd(8), INSTREAM)."""
        try:
            with contextlib.closing(_connect(settings.SCANNER_ADDRESS)) as clamd:
                clamd.sendall(b"zINSTREAM\0")
                with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # it has answered early: too large
                    while chunk := file.read(CHUNK):
                        clamd.sendall(struct.pack("!I", len(chunk)) + chunk)
                    clamd.sendall(struct.pack("!I", 0))
                answer = _answer(clamd)
        except OSError as error:
            raise ScannerDownError(str(error)) from error
        return _verdict(answer)


def _connect(address: str) -> socket.socket:
    if address.startswith("/"):
        clamd = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        clamd.settimeout(CONNECT_SECONDS)
        try:
            clamd.connect(address)
        except OSError:
            clamd.close()
            raise
    else:
        host, _, port = address.rpartition(":")
        clamd = socket.create_connection((host, int(port)), CONNECT_SECONDS)
    clamd.settimeout(ANSWER_SECONDS)
    return clamd


def _answer(clamd: socket.socket) -> str:
    """What clamd says, up to its closing NUL; at most a few hundred bytes."""
    said = b""
    while b"\0" not in said and len(said) < 1000:
        part = clamd.recv(1000)
        if not part:
            break
        said += part
    return said.partition(b"\0")[0].decode(errors="replace")


def _verdict(answer: str) -> Verdict:
    """`stream: OK`, `stream: <name> FOUND`, or `... ERROR`; whatever else counts as no answer."""
    _, _, words = answer.partition(": ")
    if words == "OK":
        return Verdict()
    if words.endswith(" FOUND"):
        return Verdict(virus=words.removesuffix(" FOUND"))
    if answer.endswith("ERROR"):
        raise ScannerFailedError(answer)
    raise ScannerDownError(f"clamd said {answer[:100]!r}")
