"""What every request passes: a name for the logs, and a refusal of input no database can hold."""

import logging
import re
import uuid
from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse, JsonResponse

from trusts.quarantine import GivenNameParser

Handler = Callable[[HttpRequest], HttpResponse]
_SECRET_ADDRESS = re.compile(r"(/(?:calendar|endorse)/)[^/\s\"'?]+")
_request_id: ContextVar[str] = ContextVar("request_id", default="-")
_request: ContextVar[HttpRequest | None] = ContextVar("request", default=None)


def request_id() -> str:
    """The id of the request under way; "-" outside any."""
    return _request_id.get()


def current_request() -> HttpRequest | None:
    """The request under way, for the log alone; None outside any."""
    return _request.get()


class RequestIdFilter(logging.Filter):
    """Puts the request's id on every log line."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Never drops a line."""
        record.request_id = request_id()
        return True


class SecretAddressFilter(logging.Filter):
    """Keeps the secret of a calendar's or an endorsement's address out of the log."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Never drops a line."""
        words = record.getMessage()
        if _SECRET_ADDRESS.search(words):
            record.msg, record.args = _SECRET_ADDRESS.sub(r"\1...", words), ()
        return True


class RequestIdMiddleware:
    """Names each request, in the logs and in the answer, so that a person can quote it."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with the id in X-Request-ID."""
        token, under_way = _request_id.set(uuid.uuid4().hex[:12]), _request.set(request)
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = request_id()
            return response
        finally:
            _request_id.reset(token)
            _request.reset(under_way)


class BadInputMiddleware:
    """PostgreSQL text holds no NUL byte: refuse it at the door (400), not as a server error in the depths."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on unless its address, query, headers or form carry a NUL."""
        request.multipart_parser_class = GivenNameParser  # type: ignore[assignment]
        if _address_has_nul(request) or _headers_have_nul(request) or _form_has_nul(request):
            words = "The request holds a character that cannot be kept."
            if request.path.startswith("/api/"):
                return JsonResponse({"detail": words}, status=400)
            return HttpResponse(words, status=400)
        return self.get_response(request)


def _address_has_nul(request: HttpRequest) -> bool:
    return "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", "")


def _headers_have_nul(request: HttpRequest) -> bool:
    return any("\x00" in value for name, value in request.META.items() if name.startswith("HTTP_"))


def _form_has_nul(request: HttpRequest) -> bool:
    kind = request.content_type or ""
    if kind == "application/json":
        return b"\\u0000" in request.body
    if kind in ("application/x-www-form-urlencoded", "multipart/form-data") and request.method == "POST":
        return any("\x00" in value for values in request.POST.lists() for value in values[1])
    return False
