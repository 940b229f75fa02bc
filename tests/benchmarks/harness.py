"""One row's measurement: what a row module is given, and what becomes of what it finds."""

import os
import platform
import subprocess
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from config.embedded.place import Place
from config.supervisor import PROJECT
from tests.benchmarks.clock import Timings, counts_servers, interleave
from tests.benchmarks.databases import Build, Databases

ROUNDS = 5
SECONDS = 0.3


@dataclass
class Figure:
    """One number, with its unit ("ms", "kB", "a second", "")."""

    name: str
    value: float
    unit: str = ""


@dataclass
class Goal:
    """What was hoped for: a number at most, or at least."""

    name: str
    value: float
    limit: float
    is_most: bool
    unit: str = ""

    @property
    def is_met(self) -> bool:
        """Whether the number keeps to its limit."""
        return self.value <= self.limit if self.is_most else self.value >= self.limit


@dataclass
class Table:
    """Many numbers of one kind."""

    title: str
    header: list[str]
    lines: list[list[Any]]


@dataclass
class Result:
    """What one row came to."""

    row: str
    title: str
    timings: list[dict[str, Any]] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    goals: list[Goal] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    circumstances: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Plain data, each goal with whether it was met."""
        return asdict(self) | {"goals": [asdict(goal) | {"is_met": goal.is_met} for goal in self.goals]}


class Bench:
    """What a row measures with. Set up by the runner; rows call the methods."""

    def __init__(self, row: str, title: str, databases: Databases, *, is_quick: bool) -> None:
        self.databases = databases
        self.is_quick = is_quick
        self.result = Result(row, title, circumstances=circumstances())

    @property
    def place(self) -> Place:
        """The private services."""
        return self.databases.place

    def size(self, full: int, quick: int) -> int:
        """A number that is small when only the row itself is tried."""
        return quick if self.is_quick else full

    def database(self, name: str, build: Build, **size: Any) -> Callable[[], None]:
        """Speak to the database of this name from now on; `build(loader, **size)` makes it when it is missing.

        Call what is returned to come back to it from another.
        """
        return self.databases.choose(name + ("_quick" if self.is_quick else ""), build, **size)

    def compare(
        self,
        alternatives: Mapping[str, Callable[[], object]],
        *,
        rounds: int = ROUNDS,
        seconds: float = SECONDS,
        watched: Callable[[], Collection[int]] = tuple,
        label: str = "",
    ) -> Timings:
        """Time every alternative, A B A B. Assert before that each answers right.

        Processor time is this process's, its ended children's, our database connections' and that of `watched`.
        """
        if self.is_quick:
            rounds, seconds = 1, 0.0
        servers = self.databases.servers
        timings = interleave(alternatives, rounds=rounds, seconds=seconds, watched=lambda: [*servers(), *watched()])
        for name in alternatives:
            self.result.timings.append(
                {
                    "name": f"{label}{name}",
                    "wall_ms": timings.wall(name),
                    "cpu_ms": timings.cpu(name),
                    "rounds": rounds,
                    "calls": timings.calls[name],
                }
            )
        return timings

    def figure(self, name: str, value: float, unit: str = "") -> None:
        """Keep a number that is no goal."""
        self.result.figures.append(Figure(name, float(value), unit))

    def at_most(self, name: str, value: float, limit: float, unit: str = "") -> None:
        """Keep a number and what it may be at most."""
        self.result.goals.append(Goal(name, float(value), limit, is_most=True, unit=unit))

    def at_least(self, name: str, value: float, limit: float, unit: str = "") -> None:
        """Keep a number and what it should be at least."""
        self.result.goals.append(Goal(name, float(value), limit, is_most=False, unit=unit))

    def note(self, words: str) -> None:
        """Say something a reader of the table must know."""
        self.result.notes.append(words)

    def table(self, title: str, header: list[str], lines: list[list[Any]]) -> None:
        """Keep a table for docs/performance.md."""
        self.result.tables.append(Table(title, header, lines))


def circumstances() -> dict[str, Any]:
    """When, where, with what, and how busy the machine was when the row began."""
    return {
        "at": datetime.now(UTC).isoformat(timespec="minutes"),
        "commit": _commit(),
        "machine": f"{os.cpu_count()} cores, {_processor()}, {_memory()}{platform.system()}",
        "load": round(os.getloadavg()[0], 1),
        "versions": {"Python": platform.python_version(), "Django": version("django"), "granian": version("granian")},
        "counts_servers": counts_servers(),
    }


def _commit() -> str:
    asked = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    return asked.stdout.strip()


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _memory() -> str:
    try:
        gigabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    except ValueError:
        return ""
    return f"{gigabytes:.0f} GB, "
