"""Wall time and processor time of one piece of work: our own, our children's, and that of the servers asked to watch.

The machine is often shared, and then wall time says more about the neighbours. Linux tells the processor time of any
process to the nanosecond; elsewhere a watched server counts as nothing, and `counts_servers()` says so.
"""

import gc
import resource
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median

PROC = Path("/proc")
MOST_CALLS = 5000


@dataclass(frozen=True)
class Sample:
    """Milliseconds of one call, as a mean over the calls of one round."""

    wall: float
    cpu: float


@dataclass(frozen=True)
class Timings:
    """Every alternative's samples, one a round; those of one round were taken side by side."""

    samples: Mapping[str, list[Sample]]
    calls: Mapping[str, int]

    def wall(self, name: str) -> float:
        """The median, in milliseconds."""
        return median(sample.wall for sample in self.samples[name])

    def cpu(self, name: str) -> float:
        """The median, in milliseconds."""
        return median(sample.cpu for sample in self.samples[name])

    def ratio(self, one: str, other: str, *, by: str = "cpu") -> float:
        """How many times `other` the work `one` is: the median of the rounds' own ratios."""
        pairs = zip(self.samples[one], self.samples[other], strict=True)
        return median(getattr(a, by) / max(getattr(b, by), 1e-6) for a, b in pairs)


def counts_servers() -> bool:
    """Whether the processor time of other processes can be read here."""
    return (PROC / "self" / "schedstat").exists()


def processor_seconds(pids: Iterable[int]) -> float:
    """What these processes have used, all their threads together."""
    nanoseconds = 0
    for pid in pids:
        for task in (PROC / str(pid) / "task").glob("*/schedstat"):
            with suppress(OSError):  # a thread that has just ended
                nanoseconds += int(task.read_text().split()[0])
    return nanoseconds / 1e9


def used(watched: Collection[int] = ()) -> float:
    """Processor seconds so far: ours, our ended children's, the watched ones'."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime + processor_seconds(watched)


def sample(work: Callable[[], object], calls: int, watched: Collection[int]) -> Sample:
    """One round of one alternative."""
    gc.collect()
    cpu, wall = used(watched), time.perf_counter()
    for _ in range(calls):
        work()
    wall, cpu = time.perf_counter() - wall, used(watched) - cpu
    return Sample(wall * 1000 / calls, cpu * 1000 / calls)


def interleave(
    alternatives: Mapping[str, Callable[[], object]],
    *,
    rounds: int,
    seconds: float,
    watched: Callable[[], Collection[int]],
) -> Timings:
    """Each alternative warm, then A B A B: `rounds` samples of each, of about so many seconds."""
    calls = {name: _calls(work, seconds) for name, work in alternatives.items()}
    samples: dict[str, list[Sample]] = {name: [] for name in alternatives}
    for _ in range(rounds):
        for name, work in alternatives.items():
            samples[name].append(sample(work, calls[name], watched()))
    return Timings(samples, calls)


def _calls(work: Callable[[], object], seconds: float) -> int:
    """How often one round calls it, once if no time is said; the first call is for warming up and does not count."""
    work()
    if not seconds:
        return 1
    began = time.perf_counter()
    work()
    took = time.perf_counter() - began
    return max(1, min(MOST_CALLS, round(seconds / max(took, 1e-6))))
