"""What is noticed without being asked: refusals and downloads at the door, and every change of somebody's account.

The middleware stands outside the views, so a refusal is kept although all that the request wrote was rolled back.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from django.contrib.auth import signals as auth
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from trusts.models import Membership, Trust, User
from trusts.services.security import record_security_event
from trusts.states import SecurityEventKind as Kind

Handler = Callable[[HttpRequest], HttpResponseBase]
REFUSALS = (403, 404)


class WitnessMiddleware:
    """Record each refusal of somebody who is signed in, and each file that leaves."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Before the answer goes out: what cannot be recorded is not given."""
        response = self.get_response(request)
        if request.user.is_authenticated and request.resolver_match:
            if response.status_code in REFUSALS:
                _record(Kind.REFUSED, request, status=response.status_code)
            elif response.get("Content-Disposition", "").startswith("attachment"):
                _record(Kind.DOWNLOADED, request)
        return response


def _record(kind: Kind, request: Any, **ids: Any) -> None:
    match, user = request.resolver_match, request.user
    ids |= {"page": match.view_name, "method": request.method}
    if "pk" in match.kwargs:
        ids["row"] = str(match.kwargs["pk"])
    trust = Trust.objects.filter(slug=match.kwargs.get("trust", "")).first()
    if trust is None or Membership.objects.filter(trust=trust, user=user, is_active=True).exists():
        record_security_event(kind, request=request, user=user, trust=trust, **ids)
    else:  # the Trust learns that somebody tried, the platform who
        record_security_event(kind, request=request, user=user, of_trust=trust.pk, **ids)
        record_security_event(kind, trust=trust, from_outside=True, **ids)


def _changed(kind: Kind, sender: Any = None, request: Any = None, user: User | None = None, **_: Any) -> None:
    record_security_event(kind, request=request, user=user)


def _factor_changed(kind: Kind, sender: Any, request: Any, user: User, authenticator: Any, **_: Any) -> None:
    record_security_event(kind, request=request, user=user, factor=authenticator.type)


def _sign_in_failed(sender: Any, credentials: dict[str, Any], request: Any = None, **_: Any) -> None:
    """The address that was typed is not kept: a password is easily typed in its place."""
    typed = str(credentials.get("email") or credentials.get("login") or credentials.get("username") or "")
    record_security_event(Kind.SIGN_IN_FAILED, request=request, user=User.objects.filter(email=typed.lower()).first())


WATCHED = (
    (auth.user_logged_in, partial(_changed, Kind.SIGN_IN)),
    (auth.user_logged_out, partial(_changed, Kind.SIGN_OUT)),
    (auth.user_login_failed, _sign_in_failed),
    (account.password_changed, partial(_changed, Kind.PASSWORD_CHANGED)),
    (account.password_set, partial(_changed, Kind.PASSWORD_CHANGED)),
    (account.password_reset, partial(_changed, Kind.PASSWORD_RESET)),
    (account.email_added, partial(_changed, Kind.EMAIL_CHANGED)),
    (account.email_changed, partial(_changed, Kind.EMAIL_CHANGED)),
    (account.email_removed, partial(_changed, Kind.EMAIL_CHANGED)),
    (mfa.authenticator_added, partial(_factor_changed, Kind.SECOND_FACTOR_SET)),
    (mfa.authenticator_removed, partial(_factor_changed, Kind.SECOND_FACTOR_REMOVED)),
    (mfa.authenticator_reset, partial(_factor_changed, Kind.RECOVERY_CODES_MADE)),
    (mfa.authentication_failed, partial(_changed, Kind.SECOND_FACTOR_FAILED)),
)


def connect_signals() -> None:
    """Called once, when the apps are ready."""
    for number, (signal, receiver) in enumerate(WATCHED):
        signal.connect(receiver, weak=False, dispatch_uid=f"trusts.witness.{number}")
