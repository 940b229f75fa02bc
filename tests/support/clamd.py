"""A small clamd for tests: it speaks the INSTREAM protocol on a port of its own and finds EICAR."""

import socketserver
import struct
import threading
from typing import Any

from tests.support.files import EICAR


class _Session(socketserver.StreamRequestHandler):
    server: "FakeClamd"

    def handle(self) -> None:
        command = b""
        while not command.endswith(b"\0"):
            command += self.rfile.read(1)
        assert command == b"zINSTREAM\0"
        data = b""
        while size := struct.unpack("!I", self.rfile.read(4))[0]:
            data += self.rfile.read(size)
            if len(data) > self.server.most:
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
        self.server.seen.append(len(data))
        self.wfile.write(
            self.server.says or (b"stream: Eicar-Test-Signature FOUND\0" if EICAR in data else b"stream: OK\0")
        )


class FakeClamd(socketserver.ThreadingTCPServer):
    """Listening as soon as it is made; `address` is what settings.SCANNER_ADDRESS takes."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, port: int = 0, *, says: bytes = b"", most: int = 100_000_000) -> None:
        super().__init__(("127.0.0.1", port), _Session)
        self.says, self.most = says, most
        self.seen: list[int] = []
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()

    @property
    def address(self) -> str:
        """host:port."""
        return f"127.0.0.1:{self.server_address[1]}"

    def __exit__(self, *_: Any) -> None:
        self.shutdown()
        self._thread.join()
        self.server_close()
