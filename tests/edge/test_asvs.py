"""docs/asvs.csv: each row is met by a test that exists, does not apply for a reason, or is open and says so."""

import csv
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROWS = list(csv.DictReader((ROOT / "docs/asvs.csv").read_text().splitlines()))
TEST = re.compile(r"^(tests/[\w/]+\.py)::(test_\w+)$")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_a_row_says_what_proves_it(row: dict[str, str]) -> None:
    assert re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{1,2})", row["id"])
    assert row["level"] in ("1", "2", "3")
    assert row["requirement"] and row["evidence"]
    assert row["state"] in ("met", "n/a", "open")
    assert None not in row, "a comma too many"
    if row["state"] == "met":
        named = TEST.match(row["evidence"])
        assert named, "name a test: tests/.../test_x.py::test_y"
        assert f"def {named[2]}(" in (ROOT / named[1]).read_text()


def test_no_row_stands_twice_and_all_in_order() -> None:
    ids = [tuple(map(int, row["id"].split("."))) for row in ROWS]

    assert ids == sorted(set(ids))


def test_the_runbook_says_by_when_we_patch() -> None:
    assert "critical within 7 days, others within 30" in (ROOT / "docs/runbook.md").read_text()
