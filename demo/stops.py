"""The guided tour of the demonstration: whom to be, in the order of the story (demo/content/tour.toml)."""

import tomllib
from dataclasses import dataclass
from functools import cache

from demo.reader import CONTENT, make


@dataclass(frozen=True)
class Stop:
    """One place of the tour: who to be, what to look at, why; how bin/tour gets there."""

    name: str
    title: str
    person: str
    look: str
    text: str
    way: tuple[str, ...]
    show: str = "main"
    width: int = 1280
    height: int = 800


@cache
def stops() -> tuple[Stop, ...]:
    """The tour, in order."""
    return tuple(make(Stop, table) for table in tomllib.loads((CONTENT / "tour.toml").read_text())["stops"])
