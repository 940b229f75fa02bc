"""A mail server of one's own: it takes every letter and keeps it, and it can be closed, slow, or of two minds."""

import email
import socketserver
import threading
import time
from email.message import Message as Letter
from typing import Any, Self

REFUSED_RECIPIENT = "nobody"  # a letter to nobody@... is refused for good


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    office: "PostOffice"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever was writing has died: that is their business."""


class _Clerk(socketserver.StreamRequestHandler):
    """As much of RFC 5321 as smtplib speaks."""

    server: _Server

    def handle(self) -> None:
        """One conversation."""
        self.say("220 post office")
        for line in iter(self.rfile.readline, b""):
            word = line.decode().strip().upper()
            if word.startswith("QUIT"):
                return self.say("221 bye")
            if word.startswith("DATA"):
                self.take_letter()
            elif word.startswith("RCPT") and f"<{REFUSED_RECIPIENT.upper()}@" in word:
                self.say("550 no such person")
            else:
                self.say("250 post office" if word.startswith("EHLO") else "250 ok")
        return None

    def take_letter(self) -> None:
        """Keep the letter, then say so after as long as the office takes."""
        self.say("354 go on")
        lines = []
        for line in iter(self.rfile.readline, b".\r\n"):
            lines.append(line.removeprefix(b"."))
        self.server.office.letters.append(email.message_from_bytes(b"".join(lines)))
        time.sleep(self.server.office.pause)
        self.say("250 taken")

    def say(self, line: str) -> None:
        """One line of the answer; the other side may be dead."""
        try:
            self.wfile.write(line.encode() + b"\r\n")
        except OSError:
            self.close_connection = True


class PostOffice:
    """Open on a port of 127.0.0.1 from `with` on; `letters` are what was taken, in order."""

    def __init__(self, pause: float = 0.0) -> None:
        self.letters: list[Letter] = []
        self.pause = pause
        self.port = 0
        self._server: _Server | None = None

    def open(self) -> None:
        """Take letters, on the same port as before."""
        self._server = _Server(("127.0.0.1", self.port), _Clerk)
        self._server.office = self
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        """Refuse connections."""
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()
