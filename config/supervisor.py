"""Several processes that live and die together: one ends or we are told to stop, and all of them stop."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import FrameType, TracebackType
from typing import Self

PROJECT = Path(__file__).resolve().parent.parent
PATIENCE = 12.0  # seconds for work in hand; then the process is killed
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(BaseException):
    """Somebody told us to stop: Ctrl-C, SIGTERM, or the terminal was closed."""


class _Signals:
    """Whether a signal may break in now, and whether one has come."""

    is_held = False
    has_come = False


def _stop(_number: int, _frame: FrameType | None) -> None:
    ignore_signals()
    if not _Signals.is_held:
        raise Stopped
    _Signals.has_come = True


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """Hold Stopped back for a moment: raised between two steps of subprocess, it would leave a lock taken for ever."""
    _Signals.is_held = True
    try:
        yield
    finally:
        _Signals.is_held = False
    if _Signals.has_come:
        _Signals.has_come = False
        raise Stopped


def heed_signals() -> None:
    """Turn the signals that ask us to stop into Stopped; one ignored from the start (nohup) stays so."""
    for number in STOP_SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _stop)


def ignore_signals() -> None:
    """Finish in peace what a first signal began."""
    for number in STOP_SIGNALS:
        signal.signal(number, signal.SIG_IGN)


class Supervisor:
    """Processes with a name and a log each, in sessions of their own so that signals reach us alone."""

    def __init__(self, logs: Path) -> None:
        """Keep the logs in this directory."""
        self.logs = logs
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        logs.mkdir(parents=True, exist_ok=True)

    def __enter__(self) -> Self:
        """Begin with nothing running."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave nothing running."""
        self.stop()

    def log(self, name: str) -> Path:
        """Where a process writes what it says."""
        return self.logs / f"{name}.log"

    def start(self, name: str, command: Sequence[str | Path], environment: Mapping[str, str]) -> None:
        """Start a process with a fresh log."""
        with undisturbed(), self.log(name).open("wb") as log:
            self.processes[name] = subprocess.Popen(  # commands are written in config/demonstration.py
                command,
                env={**os.environ, **environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=PROJECT,
                start_new_session=True,
            )

    def ended(self) -> str | None:
        """Return the name of a process that has ended, if one has."""
        with undisturbed():
            return next((name for name, process in self.processes.items() if process.poll() is not None), None)

    def wait(self) -> str:
        """Wait until one of them ends, and return its name."""
        while (name := self.ended()) is None:
            time.sleep(0.5)
        return name

    def stop(self) -> None:
        """Ask each to finish, and kill with all its children what has not finished in time."""
        for process in self.processes.values():
            if process.poll() is None:
                process.terminate()
        until = time.monotonic() + PATIENCE
        for process in self.processes.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(0.0, until - time.monotonic()))
            with contextlib.suppress(ProcessLookupError):  # nobody of its session is left, as it should be
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self.processes.clear()
