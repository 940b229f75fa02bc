"""/health/ tells the database, Redis, the worker, the storage and the keys apart."""

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.http import HttpRequest, JsonResponse

from config.celery import app
from trusts.services.resealing import try_open
from trusts.tasks import BROKEN_AUDIT


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select 1")


def _cache() -> None:
    cache.set("health", 1, 5)


def _broker() -> None:
    with app.connection_for_write() as connection_to_broker:
        connection_to_broker.ensure_connection(max_retries=1, timeout=2)


def _worker() -> None:
    if not app.control.ping(timeout=1.0):
        raise RuntimeError("No worker answers.")


def _storage() -> None:
    key = default_storage.save("health/probe", ContentFile(b"ok"))
    default_storage.delete(key)


def _audit() -> None:
    """What the daily run of verify_audit found."""
    if cache.get(BROKEN_AUDIT):
        raise RuntimeError("A seal of the audit is broken.")


def _sealing() -> None:
    """The newest second factors open with our keys."""
    for factor in Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN).order_by("-pk")[:3]:
        try_open(factor)


PARTS: dict[str, Callable[[], None]] = {
    "database": _database,
    "cache": _cache,
    "broker": _broker,
    "worker": _worker,
    "storage": _storage,
    "audit": _audit,
    "sealing": _sealing,
}


@login_not_required
def health(request: HttpRequest) -> JsonResponse:
    """200 when all parts answer, else 503; `?only=database,storage` asks for some. Tells no reasons to strangers."""
    wanted = [part for part in request.GET.get("only", "").split(",") if part in PARTS] or list(PARTS)
    parts = {part: _ok(PARTS[part]) for part in wanted}
    return JsonResponse(parts, status=200 if all(value == "ok" for value in parts.values()) else 503)


def _ok(probe: Callable[[], None]) -> str:
    try:
        probe()
    except Exception:
        return "failing"
    return "ok"
