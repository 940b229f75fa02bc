"""Empties the database of the demonstration: only its owner may, and only when no other Trust is in it."""

import shutil
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.db import connections

from trusts.protection import AUDIT_TABLES

KEPT = ("django_migrations", "django_content_type")


def empty() -> None:
    """Remove every row, the Trusts' files and the sessions that the cache keeps."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "select tablename from pg_tables where schemaname = 'public' and tablename <> all(%s)", [[*KEPT]]
        )
        tables = ", ".join(table for (table,) in cursor.fetchall())
        for table in AUDIT_TABLES:
            cursor.execute(f"alter table {table} disable trigger user")
        cursor.execute(f"truncate {tables} restart identity")
        for table in AUDIT_TABLES:
            cursor.execute(f"alter table {table} enable trigger user")
    connections["owner"].close()
    for folder in Path(settings.FILES_ROOT).glob("trust-*"):
        shutil.rmtree(folder)
    cache.clear()
