"""Processes that live and die together."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from config import supervisor as module
from config.embedded.processes import wait_for
from config.supervisor import Supervisor

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)",
]
# What the demonstration does, in small: start, wait, and leave nothing behind.
KEEPER = """
import sys
from pathlib import Path
from config.supervisor import Stopped, Supervisor, heed_signals
heed_signals()
try:
    with Supervisor(Path(sys.argv[1])) as supervisor:
        supervisor.start("sleeper", [sys.executable, "-c", "import time; time.sleep(60)"], {})
        print(supervisor.processes["sleeper"].pid, flush=True)
        supervisor.wait()
except Stopped:
    print("stopped")
"""


def is_alive(pid: int) -> bool:
    """Say whether a process still runs; one that only waits to be buried does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/stat")
    return not status.exists() or ") Z " not in status.read_text()


def test_first_to_end_is_named(tmp_path: Path) -> None:
    with Supervisor(tmp_path) as supervisor:
        supervisor.start("long", SLEEP, {})
        supervisor.start("short", [sys.executable, "-c", "print('said')"], {})

        name = supervisor.wait()

        assert (name, supervisor.log(name).read_text()) == ("short", "said\n")


def test_none_outlives_the_supervisor(tmp_path: Path) -> None:
    with Supervisor(tmp_path) as supervisor:
        supervisor.start("one", SLEEP, {})
        supervisor.start("two", SLEEP, {})
        processes = list(supervisor.processes.values())

    assert [process.returncode for process in processes] == [-signal.SIGTERM] * 2


def test_one_that_will_not_stop_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE", 0.1)
    with Supervisor(tmp_path) as supervisor:
        supervisor.start("stubborn", STUBBORN, {})
        process = supervisor.processes["stubborn"]
        while not supervisor.log("stubborn").read_text():
            pass

    assert process.returncode == -signal.SIGKILL


def test_children_of_a_killed_process_go_with_it(tmp_path: Path) -> None:
    code = "import os, subprocess, sys; print(subprocess.Popen(sys.argv[1:]).pid, flush=True); os._exit(1)"
    with Supervisor(tmp_path) as supervisor:
        supervisor.start("parent", [sys.executable, "-c", code, *SLEEP], {})
        supervisor.wait()
        orphan = int(supervisor.log("parent").read_text())
        assert is_alive(orphan)

    assert wait_for(lambda: not is_alive(orphan), 5)


def test_environment_is_added_to_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OURS", "kept")
    with Supervisor(tmp_path) as supervisor:
        code = "import os; print(os.environ['OURS'], os.environ['THEIRS'])"
        supervisor.start("echo", [sys.executable, "-c", code], {"THEIRS": "added"})

        supervisor.wait()

        assert supervisor.log("echo").read_text() == "kept added\n"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_each_signal_stops_everything(tmp_path: Path, number: signal.Signals) -> None:
    command = [sys.executable, "-c", KEEPER, str(tmp_path)]
    keeper = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=module.PROJECT)
    assert keeper.stdout is not None
    sleeper = int(keeper.stdout.readline())

    keeper.send_signal(number)
    said, _ = keeper.communicate(timeout=10)

    assert (said, keeper.returncode, is_alive(sleeper)) == ("stopped\n", 0, False)


def test_signal_waits_for_a_step_that_must_be_whole() -> None:
    code = (
        "import os, signal\n"
        "from config.supervisor import Stopped, heed_signals, undisturbed\n"
        "heed_signals()\n"
        "try:\n"
        "    with undisturbed():\n"
        "        os.kill(os.getpid(), signal.SIGTERM)\n"
        "        print('whole')\n"
        "except Stopped:\n"
        "    print('stopped')\n"
    )

    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=module.PROJECT, check=True)

    assert ran.stdout == "whole\nstopped\n"
