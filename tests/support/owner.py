"""What only the owner of the tables may do: empty them, tamper with them, make a user of our own support."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg2
from django.db import connections


def owner_connection(database: str = "", user: str = "") -> Any:
    """The owner's own connection, or another user's, to the test database unless another is named.

    Each statement is committed at once.
    """
    settings = connections["owner"].settings_dict
    connection = psycopg2.connect(
        host=settings["HOST"],
        port=settings["PORT"],
        user=user or settings["USER"],
        password=settings["PASSWORD"],
        dbname=database or connections["default"].settings_dict["NAME"],
    )
    connection.autocommit = True
    return connection


@contextmanager
def support_agent(email: str) -> Iterator[int]:
    """The id of a user who may open support access. Enter it outside any transaction, leave it after all."""
    owner = owner_connection()
    with owner.cursor() as cursor:
        cursor.execute(
            "insert into trusts_user (email, password, is_active, date_joined)"
            " values (%s, '!', true, now()) returning id",
            [email],
        )
        (user_id,) = cursor.fetchone()
        cursor.execute(
            "insert into trusts_supportagent (user_id, is_active, created_at) values (%s, true, now())", [user_id]
        )
    yield user_id
    with owner.cursor() as cursor:
        cursor.execute("delete from trusts_supportagent where user_id = %s", [user_id])
        cursor.execute("delete from trusts_user where id = %s", [user_id])
    owner.close()
