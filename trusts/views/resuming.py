"""Going on after a sign-in was lost: what a page asks of its session, and what was sent too late."""

import time
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.decorators import method_decorator
from django.views.generic import View

from trusts.resuming import KeptPost, kept_post
from trusts.sessions import seconds_left


@method_decorator(login_not_required, name="dispatch")
class SessionView(View):
    """Tells a page whether the session it was drawn in still stands: asked by session.js."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Who is signed in, for how many seconds more, and the token that goes with it. Asking is not using."""
        return self._answer(request)

    def post(self, request: HttpRequest) -> HttpResponse:
        """The same, after beginning the idle time anew."""
        if request.user.is_authenticated:
            request.session["seen_at"] = time.time()
        return self._answer(request)

    def _answer(self, request: HttpRequest) -> HttpResponse:
        answer: dict[str, Any] = {"user": None}
        if request.user.is_authenticated:
            left, is_final = seconds_left(request)
            answer = {"user": request.user.pk, "left": left, "final": is_final, "token": get_token(request)}
        return JsonResponse(answer, headers={"Cache-Control": "no-store"})


class BackView(View):
    """Where a sign-in in a second tab ends."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Close this, go on there."""
        return TemplateResponse(request, "trusts/back.jinja", {"title": "You are signed in again"})


class ResumeView(View):
    """Sends again what was sent after the session had ended."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Shown to its writer alone; whoever else signed in goes home."""
        kept = kept_post(request)
        if kept is None:
            messages.info(request, "You are signed in.")
            return redirect("trusts:place_list")
        return TemplateResponse(request, "trusts/resume.jinja", resume_context(kept))


LONG = 25  # characters from which a value is worth reading again


def resume_context(kept: KeptPost) -> dict[str, Any]:
    """What the page that sends again needs."""
    return {
        "title": "Your text is safe",
        "kept": kept,
        "long": [value for _, value in kept.fields if len(value) >= LONG],
        "hours": settings.SESSION_COOKIE_AGE // 3600,
    }
