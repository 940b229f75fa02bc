"""P13: the whole test suite with all its checks. Measured only when it is asked for by name."""

import subprocess
import time

from config.supervisor import PROJECT
from tests.benchmarks.harness import Bench

TITLE = "bin/test, every check and every test"
IS_LONG = True


def measure(bench: Bench) -> None:
    """Once."""
    if bench.is_quick:
        bench.note("left out when quick: it is the suite that would run this")
        return
    began = time.perf_counter()
    ran = subprocess.run(["bash", "bin/test"], cwd=PROJECT, check=False)
    minutes = (time.perf_counter() - began) / 60
    assert ran.returncode == 0, "the suite failed"
    bench.at_most("the whole suite", minutes, 10, "minutes")
