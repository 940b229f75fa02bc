"""Every row of the benchmarks still runs, and each of its alternatives answers right. Nothing is measured here.

They run in databases of their own on the suite's services, which spares migrating anew.
"""

import json
import subprocess
import sys
from pathlib import Path

from config.supervisor import PROJECT

ROWS = {f"P{int(file.stem[1:3])}" for file in (PROJECT / "tests" / "benchmarks").glob("p[0-9][0-9]_*.py")}
NAMED_ONLY = {"P13"}  # it runs this suite


def test_every_row_of_the_benchmarks_runs_and_is_right(tmp_path: Path) -> None:
    beside_us = ["--directory", str(PROJECT / "var" / "test"), "--json", str(tmp_path)]
    command = [sys.executable, "-m", "tests.benchmarks", "--quick", *beside_us]

    ran = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)

    assert ran.returncode == 0, ran.stdout + ran.stderr
    told = {file.stem: json.loads(file.read_text()) for file in tmp_path.glob("*.json")}
    assert set(told) == ROWS - NAMED_ONLY
    assert all(result["goals"] or result["notes"] for result in told.values())
