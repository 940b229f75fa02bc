"""Log lines for the Trust's log store: one JSON object each, in UTC, naming the request, who and which Trust.

What a person typed never stands in one. An address is told by its route, in which one-time keys have no place, and a
failure by the kind of error and where it happened: the words of an exception may quote what somebody wrote.
"""

import logging
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from pythonjsonlogger.json import JsonFormatter

from trusts.middleware import current_request, request_id

FIELDS = ["levelname", "name", "message", "request_id", "user_id", "trust", "method", "route"]


def route_of(request: Any) -> str:
    """The pattern the address matched; an address that matched none is not repeated."""
    match = getattr(request, "resolver_match", None)
    return f"/{match.route}" if match else "(no such page)"


class ContextFilter(logging.Filter):
    """Put on each line whose request it belongs to. Asks the database nothing."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Never drops a line."""
        request = getattr(record, "request", None) or current_request()
        record.request_id = request_id()
        record.user_id = getattr(getattr(request, "_cached_user", None), "pk", None)
        record.trust = getattr(getattr(request, "trust", None), "slug", None)
        record.method = getattr(request, "method", None)
        record.route = route = route_of(request) if request is not None else None
        if request is not None and isinstance(record.args, tuple):
            record.args = tuple(route if arg == request.path else arg for arg in record.args)
        record.__dict__.pop("request", None)
        return True


class JsonLines(JsonFormatter):
    """One line, one object; a line break in a value is escaped, so no line can be forged."""

    def __init__(self) -> None:
        super().__init__(FIELDS, rename_fields={"levelname": "level", "name": "logger"})

    def add_fields(self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]) -> None:
        """When it happened, first."""
        log_data["time"] = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        super().add_fields(log_data, record, message_dict)

    def formatException(  # type: ignore[override]  # noqa: N802 - the standard library's name
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> list[str]:
        """Which errors, and where they came by; not what they said."""
        told, error = [], ei[1]
        while error is not None:
            told += [type(error).__qualname__, *_places(error.__traceback__)]
            error = error.__cause__ or error.__context__
        return told


def _places(traceback: TracebackType | None) -> list[str]:
    places = []
    while traceback is not None:
        code = traceback.tb_frame.f_code
        places.append(f"{code.co_filename}:{traceback.tb_lineno} {code.co_name}")
        traceback = traceback.tb_next
    return places
