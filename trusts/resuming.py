"""Nobody loses text to a lost sign-in: what was sent too late is kept until the same person has signed in again.

A form that arrives after its session ended is put aside in the new, anonymous session, and the sign-in page leads to a
page that sends it again, with a token that counts, to the address it was meant for (views/resuming.py). Only its writer
gets it: a signed cookie says who was last signed in here. With JavaScript the text never leaves its page at all
(static/js/session.js).
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core import signing
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, resolve_url
from django.urls import reverse

KEY = "kept_post"
COOKIE = "writer"
COOKIE_DAYS = 7
KEPT_SECONDS = 60 * 60
MOST_BYTES = 200_000  # an application of three parts in full is a tenth of it
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


@dataclass(frozen=True)
class KeptPost:
    """What somebody sent, and where to. Fields are name and value, as often as they were sent; never the token."""

    path: str
    fields: list[list[str]]


class SignInMiddleware(LoginRequiredMiddleware):
    """Ask whoever is not signed in to sign in, and keep what they sent."""

    get_response: Callable[[HttpRequest], HttpResponseBase]

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Forget what was kept once it is sent again; remember who is signed in here."""
        user_id = request.user.pk
        if user_id and request.method == "POST" and request.session.get(KEY, {}).get("path") == request.path:
            del request.session[KEY]
        response = self.get_response(request)
        if request.user.pk and writer(request) != request.user.pk:
            _remember(response, request.user.pk)
        return response

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> HttpResponseRedirect:
        """To the sign-in page; from there on to what was kept, if anything was."""
        sender = writer(request)
        if sender is None or not is_form(request):
            return super().handle_no_permission(request, view_func)
        kept = {"user": sender, "path": request.path, "fields": fields_of(request), "at": time.time()}
        request.session[KEY] = kept
        sign_in = resolve_url(settings.LOGIN_URL)
        return redirect(f"{sign_in}?{urlencode({'next': reverse('trusts:resume')})}")


def kept_post(request: HttpRequest) -> KeptPost | None:
    """What this very user sent before they signed in again, within the last hour."""
    kept = request.session.get(KEY)
    if not kept or kept["user"] != request.user.pk or time.time() - kept["at"] > KEPT_SECONDS:
        return None
    return KeptPost(kept["path"], kept["fields"])


def is_form(request: HttpRequest) -> bool:
    """Whether a page of a Trust sent this, with words alone: no file, no background save, not too much."""
    return (
        request.method == "POST"
        and request.path.startswith("/t/")
        and request.content_type in FORMS
        and "HX-Request" not in request.headers
        and int(request.META.get("CONTENT_LENGTH") or 0) <= MOST_BYTES
        and not request.FILES
    )


def is_from_here(request: HttpRequest) -> bool:
    """Whether the browser says that a page of ours sent this; no other site can make it say so."""
    origin = request.headers.get("Origin", "")
    return bool(origin) and urlsplit(origin)[:2] == (request.scheme, request.get_host())


def fields_of(request: HttpRequest) -> list[list[str]]:
    """Name and value of everything that was sent, without the token."""
    sent = [[name, str(value)] for name, values in request.POST.lists() for value in values]
    return [field for field in sent if field[0] != "csrfmiddlewaretoken"]


def writer(request: HttpRequest) -> int | None:
    """Who was last signed in in this browser; None when unknown, or when the cookie is not ours."""
    try:
        found = signing.loads(request.COOKIES.get(COOKIE, ""), salt=COOKIE, max_age=COOKIE_DAYS * 86400)
    except signing.BadSignature:
        return None
    return int(found)


def _remember(response: HttpResponseBase, user_id: int) -> None:
    response.set_cookie(
        COOKIE,
        signing.dumps(user_id, salt=COOKIE),
        max_age=COOKIE_DAYS * 86400,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
