"""Redis, from the machine: Celery's broker and Django's cache."""

import os
import shutil
import socket

from config.embedded.place import Place, ServiceError
from config.embedded.processes import last_line, quietly, running_pid, wait_for, write_private


def ask_redis(place: Place, command: bytes) -> bytes:
    """Send Redis one command; an empty answer means that it is not there."""
    with socket.socket(socket.AF_UNIX) as peer:
        peer.settimeout(5)
        try:
            peer.connect(str(place.broker_socket))
            peer.sendall(command + b"\r\n")
            return peer.recv(1024)
        except OSError:
            return b""


def is_redis_ready(place: Place) -> bool:
    """Say whether Redis answers."""
    return ask_redis(place, b"PING").startswith(b"+PONG")


def redis_program() -> str:
    """Return redis-server, or Valkey's, wherever the machine keeps it."""
    path = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/bin", "/opt/homebrew/bin"])
    found = shutil.which("redis-server", path=path) or shutil.which("valkey-server", path=path)
    if found is None:
        raise ServiceError(
            "redis-server is not installed. `apt-get install redis-server` (Debian, Ubuntu) "
            "or `brew install redis` (macOS) installs it."
        )
    return found


def redis_pid(place: Place) -> int | None:
    """Return the running Redis."""
    return running_pid(place.broker / "redis.pid", place.broker)


def launch_redis(place: Place) -> None:
    """Start Redis as a queue that may not forget: no eviction, and to disk every second unless fast."""
    place.broker.mkdir(mode=0o700, exist_ok=True)
    log = place.broker / "server.log"
    log.unlink(missing_ok=True)
    home = str(place.broker).replace("\\", "\\\\").replace('"', '\\"')
    settings = {
        "port": "0",
        "unixsocket": str(place.broker_socket),
        "unixsocketperm": "700",
        "daemonize": "yes",
        "dir": f'"{home}"',
        "pidfile": f'"{home}/redis.pid"',
        "logfile": f'"{home}/server.log"',
        "save": '""',
        "appendonly": "no" if place.is_fast else "yes",
        "maxmemory-policy": "noeviction",
        "databases": "16",
    }
    configuration = place.broker / "redis.conf"
    write_private(configuration, "".join(f"{name} {value}\n" for name, value in settings.items()))
    began = quietly([redis_program(), configuration])
    if began.returncode == 0 and wait_for(lambda: is_redis_ready(place), 20):
        return
    said = log.read_text(errors="replace") if log.exists() else began.stdout
    raise ServiceError(f"Redis did not start: {last_line(said, 'Fatal', 'Failed', 'Error', 'error')} (more in {log})")


def stop_redis(place: Place) -> None:
    """Stop Redis; what it holds is written first."""
    if redis_pid(place) is None:
        return
    ask_redis(place, b"SHUTDOWN")
    if not wait_for(lambda: redis_pid(place) is None, 20):
        raise ServiceError(f"Redis did not stop. Its log is {place.broker / 'server.log'}.")
