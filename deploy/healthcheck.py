"""Say by exit code whether this container does its work: healthcheck.py web | worker | beat."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

BEAT_SCHEDULE = Path("/tmp/beat-schedule")  # noqa: S108  # written by deploy/entrypoint.sh
BEAT_WRITES_WITHIN = 10 * 60


def is_web_well() -> bool:
    """Ask the page for what it needs itself; the worker has a check of its own."""
    host = os.environ["HOMEGROWN_ALLOWED_HOSTS"].split(",")[0].strip()
    url = "http://127.0.0.1:8000/health/?only=database,cache,storage"
    request = urllib.request.Request(url, headers={"Host": host, "X-Forwarded-Proto": "https"})
    with urllib.request.urlopen(request, timeout=8) as answer:  # noqa: S310
        return int(answer.status) == 200


def is_worker_well() -> bool:
    """Ask this container's worker to answer through the broker."""
    ping = ["celery", "-A", "config", "inspect", "ping", "--timeout", "5", "--destination"]
    answer = subprocess.run([*ping, f"celery@{socket.gethostname()}"], capture_output=True, check=False)
    return answer.returncode == 0


def is_beat_well() -> bool:
    """See whether the clock has noted the time lately."""
    notes = [path.stat().st_mtime for path in BEAT_SCHEDULE.parent.glob(BEAT_SCHEDULE.name + "*")]
    return bool(notes) and time.time() - max(notes) < BEAT_WRITES_WITHIN


CHECKS = {"web": is_web_well, "worker": is_worker_well, "beat": is_beat_well}


if __name__ == "__main__":
    try:
        sys.exit(0 if CHECKS[sys.argv[1]]() else 1)
    except OSError as error:
        sys.exit(str(error))
