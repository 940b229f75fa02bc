"""How long somebody stays signed in, and that they have a second factor (security.md sections 2.2 and 6, rows 12, 14).

A session ends after 30 minutes without a request and 12 hours after signing in, whatever happens. Where
settings.SECOND_FACTOR_REQUIRED is on, somebody without a second factor reaches only the pages that set one up.
"""

import time
from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from trusts.ways_in import came_through, note_way_in

Handler = Callable[[HttpRequest], HttpResponse]
TOUCH_EVERY = 60  # seconds between two writes of the time last seen: not one a request
# All that somebody without a second factor may use: one's own factors, and the way in by invitation.
WITHOUT_SECOND_FACTOR = frozenset(
    {
        "account_email",
        "account_reauthenticate",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_deactivate_totp",
        "mfa_download_recovery_codes",
        "mfa_edit_webauthn",
        "mfa_index",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "mfa_remove_webauthn",
        "mfa_view_recovery_codes",
        "trusts:invitation_accept",
    }
)


class SessionAgeMiddleware:
    """Sign out whoever has been away too long, or signed in too long ago."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The view then sees nobody, and asks to sign in."""
        if request.user.is_authenticated and _is_over(request):
            logout(request)
            messages.info(
                request, "You were signed out: you had been away, or your sign-in was ended. Sign in to go on."
            )
        return self.get_response(request)


def begin_session(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """Django's own signal at sign-in, however it was done: the two clocks start, and the way in is remembered."""
    note_way_in(request, user)
    request.session["began_at"] = request.session["seen_at"] = time.time()


def _is_over(request: HttpRequest) -> bool:
    now, session = time.time(), request.session
    began, seen = session.get("began_at", 0), session.get("seen_at", 0)
    if now - began > settings.SESSION_COOKIE_AGE or now - seen > settings.SESSION_IDLE_SECONDS:
        return True
    if was_ended(request.user, began):
        return True
    if now - seen >= TOUCH_EVERY and request.path != reverse("trusts:session"):  # a page's own question is no use
        session["seen_at"] = now
    return False


def seconds_left(request: HttpRequest) -> tuple[int, bool]:
    """How long this session lasts if nothing happens, and whether that end is final: 12 hours after signing in."""
    now, session = time.time(), request.session
    idle = session.get("seen_at", 0) + settings.SESSION_IDLE_SECONDS - now
    final = session.get("began_at", 0) + settings.SESSION_COOKIE_AGE - now
    return max(0, int(min(idle, final))), final <= idle


def was_ended(user: Any, began_at: float) -> bool:
    """Whether a sign-in that began then was ended since, with all others of this user (services.sign_ins)."""
    return user.signed_out_at is not None and began_at <= user.signed_out_at.timestamp()


class SecondFactorMiddleware:
    """Everybody with an account has a second factor; allauth asks for it at sign-in, this asks that there is one."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """See process_view."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Lead somebody without one to where it is set up; the API answers 403."""
        if not settings.SECOND_FACTOR_REQUIRED or not request.user.is_authenticated or _is_open(request, view):
            return None
        if _has_second_factor(request):
            return None
        if request.path.startswith("/api/"):
            return HttpResponse("Set up a second factor first.", status=403, content_type="text/plain")
        messages.info(request, "Set up a second factor to go on: an authenticator app or a passkey.")
        return redirect("mfa_index")


def _is_open(request: HttpRequest, view: Any) -> bool:
    """Public pages say so themselves; the others are named above."""
    match = request.resolver_match
    is_public = not getattr(view, "login_required", True) and not request.path.startswith("/api/")
    return is_public or bool(match and match.view_name in WITHOUT_SECOND_FACTOR)


def forget_second_factor(sender: Any, request: HttpRequest, **kwargs: Any) -> None:
    """Whoever takes a second factor away is asked anew whether there is another."""
    request.session.pop("second_factor", None)


def _has_second_factor(request: HttpRequest) -> bool:
    if "second_factor" not in request.session:
        kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
        if not Authenticator.objects.filter(user_id=request.user.pk, type__in=kinds).exists():
            return False
        request.session["second_factor"] = True
    return True


# What a session begun by an identity provider may reach of one's own account. Not here: passwords, passkeys, addresses
# and tokens, by which whoever runs that provider could come into other places later, as the person (docs/adr/0014).
OPEN_TO_PROVIDERS = {
    "account_inactive",
    "account_login",
    "account_logout",
    "account_reauthenticate",
    "mfa_activate_totp",
    "mfa_authenticate",
    "mfa_download_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_index",
    "mfa_reauthenticate",
    "mfa_view_recovery_codes",
    "openid_connect_callback",
    "openid_connect_login",
    "sign_in",
    "trust_sign_in",
    "usersessions_list",
}


class ProviderSessionMiddleware:
    """A session begun by a Trust's identity provider opens that Trust; it changes nothing about the account itself."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing before the view is known."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Close the pages of the account that reach further than the Trust."""
        guarded = request.path.startswith(("/accounts/", "/account/tokens/", "/u/"))
        name = request.resolver_match.url_name if request.resolver_match else ""
        if not guarded or name in OPEN_TO_PROVIDERS or not came_through(request):
            return None
        context = {
            "title": "Sign in in your own way first",
            "words": "You came in through your Trust, which opens that Trust and nothing more. Sign out, then sign in"
            " with your own password or passkey to open this page.",
        }
        return render(request, "trusts/sign_in_refused.jinja", context, status=403, using="jinja2")
