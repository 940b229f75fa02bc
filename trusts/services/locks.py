"""Holding what no row stands for yet."""

from django.db import connection

from trusts.models import Person


def hold_names(of: str, *, by: Person) -> None:
    """Until this transaction ends nobody else in the Trust gives a name to one of these: a second click waits here, and
    then finds what the first one made."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{by.trust_id} {of}"])
