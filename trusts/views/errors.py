"""Refusals and failures, each saying what happened and what to do."""

import sys
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template import loader

from trusts.models import Trust
from trusts.outages import is_outage
from trusts.resuming import KeptPost, fields_of, is_form, is_from_here, writer
from trusts.sealing import SealError
from trusts.selectors import administrators
from trusts.tenancy import trust_context
from trusts.views.resuming import resume_context


def _error(request: HttpRequest, status: int, title: str, words: str) -> HttpResponse:
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": words}, status=status)
    context = {"title": title, "words": words}
    return render(request, "errors/error.jinja", context, status=status, using="jinja2")


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """400."""
    return _error(request, 400, "That request could not be understood", "Go back and try again.")


def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """403: says who can give the right that is missing."""
    words = "Your role in this Trust does not include this page. Your Trust administrator can change your roles."
    trust = getattr(request, "trust", None)
    if trust is not None and not request.path.startswith("/api/"):
        words = f"What you do at {trust.name} does not include this page. {_who_gives(request, trust)}"
    return _error(request, 403, "You do not have permission to see this", words)


def _who_gives(request: HttpRequest, trust: Trust) -> str:
    """Whom to ask, by name."""
    with trust_context(trust.pk, request.user.pk):
        names = [str(person) for person in administrators(trust)]
    return f"If it should, ask who gives roles here: {' or '.join(names)}." if names else "Nobody gives roles here now."


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """404: the same whether it never existed or belongs to somebody else."""
    words = "If you typed the address, check it is right. If you followed a link, it may be out of date."
    return _error(request, 404, "Page not found", words)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 when the database or Redis is away for a moment or a secret opens with no key of ours: nothing of the
    request was kept.

    Drawn without the request: who is signed in stands in the database too.
    """
    if is_outage(sys.exc_info()[1]):
        words = "Homegrown is being restarted. Nothing was changed. Go back and try again in a minute."
        response = _without_request(request, 503, "Sorry, the service is unavailable", words)
        response["Retry-After"] = "60"
        return response
    error = sys.exc_info()[1]
    if isinstance(error, SealError):
        return _without_request(request, 503, "Sorry, we cannot show this now", str(error.message))
    words = "Something went wrong on our side and nothing was changed. Try again in a few minutes."
    return _without_request(request, 500, "Sorry, there is a problem", words)


def _without_request(request: HttpRequest, status: int, title: str, words: str) -> HttpResponse:
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": words}, status=status)
    page = loader.get_template("errors/error.jinja", using="jinja2").render({"title": title, "words": words})
    return HttpResponse(page, status=status)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form sent from a page that was too old, or from elsewhere. From a page of ours, by whoever wrote it and signed
    in again since, it is offered again with a token that counts."""
    if request.user.pk and is_form(request) and is_from_here(request) and writer(request) == request.user.pk:
        context = resume_context(KeptPost(request.path, fields_of(request)))
        return render(request, "trusts/resume.jinja", context, status=403, using="jinja2")
    words = "This page was open too long, so what you sent was not accepted. Go back, reload the page and send again."
    return _error(request, 403, "Please send that again", words)
