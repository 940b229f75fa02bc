"""The chaos run, shortened: real PDFs by real workers that are killed, a broker that forgets, a database broken off."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from config.supervisor import PROJECT

SHORT = "--reports 20 --kills 3 --wipes 1 --restarts 1 --outages 1 --duplicates 0.3 --hurried"


@pytest.mark.worker
def test_no_report_and_no_letter_is_lost(tmp_path: Path) -> None:
    figures = tmp_path / "figures.json"
    command = [
        sys.executable,
        "-m",
        "tests.chaos",
        *SHORT.split(),
        "--directory",
        str(tmp_path),
        "--json",
        str(figures),
    ]

    ran = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)

    assert ran.returncode == 0, ran.stdout + ran.stderr
    account = json.loads(figures.read_text())
    assert (account["kills"], account["wipes"], account["restarts"], account["outages"]) == (3, 1, 1, 1)
    assert account["ready"] + account["failed_with_a_reason"] == account["asked"] == 20
    assert account["files"] == account["whole_files"] == account["ready"]
    assert (account["lost"], account["finished_twice"], account["orphans"]) == (0, 0, 0)
    assert (account["letters_sent"], account["letters_never_taken"]) == (20, 0)
