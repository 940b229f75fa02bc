"""Odd requests: how they are made, sent and judged."""

import os
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, settings

from tests.support.furnished import Furnished
from trusts.models import Event, RowChange
from trusts.tenancy import trust_context


def effort(examples: int) -> settings:
    """So many examples; the same each time, unless HOMEGROWN_FUZZ_EXAMPLES asks for a search."""
    return settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize="HOMEGROWN_FUZZ_EXAMPLES" not in os.environ,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.generate],
    )


@dataclass
class Findings:
    """What was wrong, told once for each place and kind, and how many requests were tried."""

    tried: int = 0
    wrong: dict[str, str] = field(default_factory=dict)

    def add(self, what: str, detail: object) -> None:
        """Keep the first example of each."""
        self.wrong.setdefault(what, str(detail)[:1200])

    def __str__(self) -> str:
        return "\n".join(f"* {what}\n    {detail}" for what, detail in self.wrong.items())


def lines_kept(*places: Furnished) -> int:
    """How many changes of rows, and audit lines, these Trusts hold: grows with any write, but not with the line that
    says who read an application, which a page that shows it beside a refusal leaves as well."""
    total = 0
    for place in places:
        with trust_context(place.trust.pk):
            total += RowChange.objects.count() + Event.objects.exclude(action="application.view").count()
    return total


def undone(send: Any) -> Any:
    """What the sender returns; whatever it did to the database is undone, and the connection is as before."""
    with transaction.atomic():
        answer = send()
        transaction.set_rollback(True)
    assert connection.is_usable()
    return answer
