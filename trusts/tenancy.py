"""The context in which tenant rows may be touched: one Trust, one kind of reader, one transaction.

Without a context the manager raises and PostgreSQL answers *permission denied*: the login role `web` has no grant on
any tenant table. Entering a context assumes a NOLOGIN role and names the Trust, for this transaction only
(`SET LOCAL`), so that pooled connections carry nothing over. See docs/adr/0002-three-locks.md.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction

from trusts.middleware import request_id


@dataclass(frozen=True)
class Context:
    """Who reads, and whose rows."""

    role: str
    trust_id: int | None = None
    university_id: int | None = None
    user_id: int | None = None


class NoTrustContextError(RuntimeError):
    """A tenant row was reached for outside any context."""


class NestedContextError(RuntimeError):
    """A context was entered inside another Trust's."""


NO_ROLE = "none"
_NOBODY = Context(role=NO_ROLE)
_current: ContextVar[Context | None] = ContextVar("trust_context", default=None)


def current() -> Context:
    """The context in force; raises NoTrustContextError when there is none."""
    context = _current.get()
    if context is None or context.role == NO_ROLE:
        raise NoTrustContextError("Enter trust_context() before touching a Trust's rows.")
    return context


def trust_context(trust_id: int, user_id: int | None = None) -> AbstractContextManager[None]:
    """Read and write the rows of one Trust, in a transaction of its own or the one under way."""
    if not trust_id:
        raise NoTrustContextError("A Trust is required.")
    return _enter(Context(role="trust_r", trust_id=int(trust_id), user_id=user_id))


def university_context(university_id: int, user_id: int | None = None) -> AbstractContextManager[None]:
    """Read what sharing agreements in force show this university: granted columns only, no writes."""
    if not university_id:
        raise NoTrustContextError("A university is required.")
    return _enter(Context(role="university_r", university_id=int(university_id), user_id=user_id))


def platform_context(trust_id: int | None = None, user_id: int | None = None) -> AbstractContextManager[None]:
    """Read as the platform does: granted columns of one Trust; without a Trust, audit lines that belong to none."""
    return _enter(Context(role="support_r", trust_id=trust_id, user_id=user_id))


def own_context(user_id: int) -> AbstractContextManager[None]:
    """Read what is recorded about one user, wherever they belong: no reader's role, and so no Trust's rows."""
    return _enter(Context(role=NO_ROLE, user_id=user_id))


@contextmanager
def _enter(new: Context) -> Iterator[None]:
    previous = _current.get()
    if previous is not None and (previous.role, previous.trust_id, previous.university_id) != (
        new.role,
        new.trust_id,
        new.university_id,
    ):
        raise NestedContextError(f"{previous} -> {new}")
    ends_here = not connection.in_atomic_block  # then COMMIT itself takes the role and the Trust back
    with transaction.atomic():
        _apply(new)
        token = _current.set(new)
        try:
            yield
        except BaseException:
            _current.reset(token)  # the rollback, to a savepoint or whole, also reverts SET LOCAL
            raise
        _current.reset(token)
        if not ends_here and not transaction.get_rollback():
            _apply(previous or _NOBODY)  # an outer transaction, as in tests, goes on without the role


def _apply(context: Context) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select set_config('role', %s, true), set_config('app.trust_id', %s, true),"
            " set_config('app.university_id', %s, true), set_config('app.user_id', %s, true),"
            " set_config('app.request_id', %s, true)",
            [
                context.role,
                str(context.trust_id or ""),
                str(context.university_id or ""),
                str(context.user_id or ""),
                request_id(),
            ],
        )


def cache_key(key: str, prefix: str, version: int) -> str:
    """Keys of different Trusts never meet: the context stands in every key (settings.CACHES)."""
    context = _current.get() or _NOBODY
    return f"{prefix}:{version}:{context.role}:{context.trust_id or '-'}:{context.university_id or '-'}:{key}"


def storage_key(*parts: str | UUID) -> str:
    """Where a file of the Trust in context lives; every key begins with the Trust."""
    return "/".join([f"trust-{current().trust_id}", *(str(part) for part in parts)])
