"""Django with nothing around a view: no middleware, no session, one statement. What a page may be measured against."""

from functools import cache
from typing import Any

from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import path

from trusts.tenancy import trust_context

SNAPSHOTS = """select r.kind, a.subject_id, a.state, a.levels from assessments_assessment a
    join assessments_round r on r.id = a.round_id where r.cohort_id = %s and a.state in ('submitted', 'released')"""


def one_row(request: HttpRequest) -> HttpResponse:
    """The Trust's name, by one statement."""
    with connection.cursor() as cursor:
        cursor.execute("select name from trusts_trust where slug = %s", [request.GET["trust"]])
        return HttpResponse(f"<p>{cursor.fetchone()[0]}</p>")


def snapshots(request: HttpRequest) -> HttpResponse:
    """The snapshots of a cohort, in its Trust's context, one line each."""
    with trust_context(int(request.GET["trust"])), connection.cursor() as cursor:
        cursor.execute(SNAPSHOTS, [request.GET["cohort"]])
        return HttpResponse("\n".join(f"<p>{kind} {levels}</p>" for kind, _, _, levels in cursor.fetchall()))


urlpatterns = [path("one-row/", one_row), path("snapshots/", snapshots)]


class _Request(WSGIRequest):
    urlconf = __name__


class _Handler(WSGIHandler):
    request_class = _Request


@cache
def application() -> Any:
    """The views above and nothing else."""
    with override_settings(MIDDLEWARE=[]):
        return _Handler()
