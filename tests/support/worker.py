"""A real worker with three kinds of report more: a slow one, one that kills its process, one that raises.

Started by `celery -A tests.support.worker worker`; the engine is the product's own.
"""

import os
import signal
import threading
import time
from typing import Any, BinaryIO

import django
from celery.signals import worker_ready
from django.utils import timezone

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
django.setup()

from config.celery import app  # noqa: E402
from reports.services.making import MAKERS, Content, Maker  # noqa: E402

__all__ = ["app"]

SLOW = 3.0


def _nothing(report: Any) -> Content:
    return Content(data=str(report.pk), as_at=timezone.now())


def _slowly(data: str, file: BinaryIO) -> None:
    for _ in range(30):
        time.sleep(SLOW / 30)
        file.write(data.encode())


def _kill(data: str, file: BinaryIO) -> None:
    file.write(b"half a file")
    os.kill(os.getpid(), signal.SIGKILL)


def _fail(data: str, file: BinaryIO) -> None:
    raise ZeroDivisionError


MAKERS["slow"] = Maker("txt", _nothing, _slowly)
MAKERS["poison"] = Maker("txt", _nothing, _kill)
MAKERS["broken"] = Maker("txt", _nothing, _fail)


@worker_ready.connect
def end_with_the_tests(**_: Any) -> None:
    """Tests that were killed end nothing: the worker sees for itself that whoever started it is gone."""
    tests = os.getppid()

    def watch() -> None:
        while os.getppid() == tests:
            time.sleep(1)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()
