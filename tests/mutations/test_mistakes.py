"""Every mistake can still be planted, and the tests that must notice it are there. `bin/mutations` plants them."""

import re
from pathlib import Path

import pytest

from tests.mutations.mistakes import MISTAKES, Mistake

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_the_mistake_can_be_planted(mistake: Mistake) -> None:
    assert bool(mistake.sql) != bool(mistake.file)
    if mistake.file:
        assert (ROOT / mistake.file).read_text().count(mistake.right) == 1


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_somebody_would_notice(mistake: Mistake) -> None:
    assert mistake.noticed_by
    for test in mistake.noticed_by:
        file, name = re.fullmatch(r"([\w/.]+)::(\w+)(?:\[.*\])?", test).groups()  # type: ignore[union-attr]
        assert f"def {name}(" in (ROOT / file).read_text()


def test_there_are_enough_of_them() -> None:
    assert len(MISTAKES) >= 12
    assert len({mistake.name for mistake in MISTAKES}) == len(MISTAKES)
