"""Many requests at once to a real server, from plain sockets, so that the asking takes little of the machine."""

import socket
import time
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from statistics import quantiles

from tests.benchmarks.visitor import CSRF, HEADERS


@dataclass(frozen=True)
class Storm:
    """What came of it."""

    seconds: float
    waits: list[float]  # seconds of each request

    @property
    def rate(self) -> float:
        """Requests a second."""
        return len(self.waits) / self.seconds

    def percentile(self, percent: int) -> float:
        """Milliseconds within which so many of the requests were answered."""
        return quantiles(self.waits, n=100, method="inclusive")[percent - 1] * 1000


def storm(workers: Collection[Callable[[list[float]], None]]) -> Storm:
    """Run them at once, each in a thread; each notes its waits."""
    waits: list[list[float]] = [[] for _ in workers]
    began = time.perf_counter()
    with ThreadPoolExecutor(len(workers)) as threads:
        for done in [threads.submit(worker, own) for worker, own in zip(workers, waits, strict=True)]:
            done.result()
    return Storm(time.perf_counter() - began, [wait for own in waits for wait in own])


class Line:
    """One kept connection to a server on this machine."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, request: bytes) -> bytes:
        """Send a request and return the answer, head and body."""
        self._socket.sendall(request)
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += self._more()
        head, _, body = answer.partition(b"\r\n\r\n")
        length = int(dict(_fields(head))[b"content-length"])
        while len(body) < length:
            body += self._more()
        return head + b"\r\n\r\n" + body

    def close(self) -> None:
        """Hang up."""
        self._socket.close()

    def _more(self) -> bytes:
        if not (received := self._socket.recv(65536)):
            raise ConnectionError("The server hung up.")
        return received


def _fields(head: bytes) -> Iterator[tuple[bytes, bytes]]:
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        yield name.strip().lower(), value.strip()


def request(method: str, path: str, cookies: str, body: bytes = b"") -> bytes:
    """A request as a page's script sends it through the proxy."""
    said = HEADERS | {
        "Cookie": cookies,
        "Content-Type": "application/x-www-form-urlencoded",
        "Content-Length": str(len(body)),
        "X-CSRFToken": CSRF,
    }
    head = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in said.items())]
    return "\r\n".join([*head, "", ""]).encode() + body
