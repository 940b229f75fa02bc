"""Ask the worker for something by name. A broker that is down loses the nudge, never the work: a sweeper finds it."""

import logging

from kombu.exceptions import OperationalError

from config.celery import app
from trusts.nudges import Turn

logger = logging.getLogger(__name__)


def nudge(task: str, *args: object, turn: Turn = Turn.USUAL) -> bool:
    """Send a task by name; False when the broker could not be reached."""
    try:
        app.send_task(task, args=args, retry=False, priority=int(turn))
    except OperationalError:
        logger.warning("The broker is unreachable: %s waits for its sweeper", task)
        return False
    return True
