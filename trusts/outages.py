"""Telling a part that is away (the database restarts, Redis is gone) from a fault of ours: what to do differs."""

from django.db import DatabaseError, InterfaceError, OperationalError
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError


def is_outage(error: BaseException | None) -> bool:
    """Whether the same request may succeed in a minute, with nothing changed by anybody.

    A connection broken off in the middle of a statement is a bare DatabaseError to psycopg2.
    """
    parts_away = (OperationalError, InterfaceError, RedisConnectionError, RedisTimeoutError)
    return isinstance(error, parts_away) or type(error) is DatabaseError
