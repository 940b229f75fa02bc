"""The bill of materials names all that a release is made of."""

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_every_locked_package_is_in_it(tmp_path: Path) -> None:
    made = tmp_path / "server.cdx.json"
    tool = Path(sys.executable).with_name("cyclonedx-py")
    subprocess.run([tool, "requirements", "--output-file", made, "requirements.txt"], cwd=ROOT, check=True)

    locked = set(re.findall(r"^([\w.-]+)==(\S+)", (ROOT / "requirements.txt").read_text(), re.MULTILINE))
    told = json.loads(made.read_text())
    assert told["bomFormat"] == "CycloneDX"
    assert {(part["name"], part["version"]) for part in told["components"]} == locked
