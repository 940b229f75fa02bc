"""What browsers say of our Content-Security-Policy: a line in the log for each violation (ASVS 3.4.7)."""

import json
import logging
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from allauth.core.internal.httpkit import get_client_ip
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View

log = logging.getLogger("homegrown.csp")
MOST_BYTES = 16_384
MOST_A_MINUTE = 20  # of one address; the rest is thrown away unread
LONGEST = 200
SENT_AS = ("application/csp-report", "application/reports+json", "application/json")


@method_decorator([csrf_exempt, login_not_required], name="dispatch")
class CspReportView(View):
    """Takes reports of both kinds: `report-to` (a list) and `report-uri` (one)."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """Always the same empty answer: a browser can do nothing with another."""
        is_report = request.content_type in SENT_AS and int(request.headers.get("Content-Length") or 0) <= MOST_BYTES
        if is_report and _may_report(request):
            for line in _lines(request.body):
                log.warning("policy violated", extra=line)
        return HttpResponse(status=204)


def _may_report(request: HttpRequest) -> bool:
    key = f"csp-reports:{get_client_ip(request)}"
    cache.add(key, 0, 60)
    try:
        return cache.incr(key) <= MOST_A_MINUTE
    except ValueError:  # the minute ended between the two
        return True


def _lines(body: bytes) -> Iterator[dict[str, str]]:
    try:
        told = json.loads(body)
    except ValueError:
        return
    for report in (told if isinstance(told, list) else [told])[:MOST_A_MINUTE]:
        inner = report.get("body") or report.get("csp-report") if isinstance(report, dict) else None
        if isinstance(inner, dict):
            yield {
                "directive": _short(inner.get("effectiveDirective") or inner.get("effective-directive")),
                "blocked": _place(inner.get("blockedURL") or inner.get("blocked-uri")),
                "page": _place(inner.get("documentURL") or inner.get("document-uri")),
            }


def _place(url: Any) -> str:
    """An address without its query, in which secrets may stand."""
    parts = urlsplit(_short(url))
    return f"{parts.scheme}://{parts.netloc}{parts.path}" if parts.netloc else parts.path


def _short(value: Any) -> str:
    return "".join(letter for letter in str(value or "")[:LONGEST] if letter.isprintable())
