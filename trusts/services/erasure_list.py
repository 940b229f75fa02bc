"""The list of erasures, outside the database: what a restored backup brings back is erased again from it.

One line of JSON an erasure: numbers and an instant, never a name. Keep the file apart from the database's backups
(settings.ERASURE_LIST; docs/runbook.md).
"""

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

log = logging.getLogger("homegrown.erasures")


def note_erasure(trust_id: int, person_id: Any) -> None:
    """Add one line to the list, and to the log."""
    line = json.dumps({"trust": trust_id, "person": str(person_id), "at": timezone.now().isoformat()})
    path = Path(settings.ERASURE_LIST)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    log.info(line)


def noted_erasures() -> Iterator[tuple[int, str]]:
    """Each (trust, person) of the list."""
    path = Path(settings.ERASURE_LIST)
    if path.exists():
        for line in path.read_text(encoding="utf-8").splitlines():
            noted = json.loads(line)
            yield noted["trust"], noted["person"]
