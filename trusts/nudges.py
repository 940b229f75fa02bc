"""Ask for slow work without knowing who does it: `settings.NUDGE` names the function that reaches the worker."""

from enum import IntEnum
from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string


class Turn(IntEnum):
    """Who comes first when work waits; the broker's own numbers, the lowest before all others."""

    FIRST = 0  # begun before, and its worker died; the clock's own work, too
    SOON = 3  # it has waited long, or its nudge was lost
    USUAL = 6


def nudge_on_commit(task: str, *args: object, turn: Turn = Turn.USUAL) -> None:
    """Name a task once this transaction is committed. A lost nudge is found by the sweeper: the row is the queue."""
    transaction.on_commit(partial(import_string(settings.NUDGE), task, *args, turn=turn), robust=True)
