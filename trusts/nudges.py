"""Ask for slow work without knowing who does it: `settings.NUDGE` names the function that reaches the worker."""

from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string


def nudge_on_commit(task: str, *args: object) -> None:
    """Name a task once this transaction is committed. A lost nudge is found by the sweeper: the row is the queue."""
    transaction.on_commit(partial(import_string(settings.NUDGE), task, *args), robust=True)
