"""Each contract of .importlinter is kept, and is shown to break when it is violated."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = (
    "config",
    "demo",
    "reports",
    "projects",
    "assessments",
    "cohorts",
    "programmes",
    "frameworks",
    "trusts",
    "charts",
)

# A line that breaks each contract, and the file it would stand in.
VIOLATIONS = {
    "Apps form a stack": ("frameworks/selectors/stray.py", "import cohorts.models\n"),
    "Inside an app": ("cohorts/models/stray.py", "import cohorts.services.cohorts\n"),
    "Services and models know neither Celery nor the API": ("cohorts/services/stray.py", "import celery\n"),
    "Pure modules know no Django": ("charts/stray.py", "import django.db\n"),
    **{
        f"Views, forms, endpoints and tasks of {app} are private to it": (
            "demo/stray.py" if app == "reports" else "reports/selectors/stray.py",
            f"import {app}.views\n",
        )
        for app in PACKAGES[2:9]
    },
}


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packages and the contracts, apart from the tree."""
    place = tmp_path_factory.mktemp("layers")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, place / package, ignore=shutil.ignore_patterns("__pycache__", "content"))
    shutil.copy(ROOT / ".importlinter", place)
    return place


def lint(place: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    return subprocess.run(command, cwd=place, capture_output=True, text=True, check=False)


def test_every_contract_is_kept(copy: Path) -> None:
    result = lint(copy)

    assert result.returncode == 0, result.stdout
    assert f"Contracts: {len(VIOLATIONS)} kept, 0 broken." in result.stdout


@pytest.mark.parametrize("contract", VIOLATIONS)
def test_a_violation_breaks_its_contract(copy: Path, contract: str) -> None:
    name, line = VIOLATIONS[contract]
    stray = copy / name
    stray.write_text(f'"""A stray."""\n\n{line}')

    result = lint(copy)
    stray.unlink()

    broken = [text for text in result.stdout.splitlines() if text.endswith("BROKEN")]
    assert result.returncode == 1
    assert any(text.startswith(contract) for text in broken), result.stdout


def test_a_junk_drawer_breaks_the_build(copy: Path) -> None:
    stray = copy / "cohorts" / "utils.py"
    stray.write_text('"""Everything that fits nowhere."""\n')

    result = lint(copy)
    stray.unlink()

    assert result.returncode != 0
