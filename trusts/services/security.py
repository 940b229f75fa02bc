"""The security line, written where something happened and sent to the log at the same time (ASVS 16.3, 16.4.3)."""

import json
import logging
from collections.abc import Mapping
from typing import Any

from allauth.core.internal.httpkit import get_client_ip
from django.db import models

from trusts.middleware import request_id
from trusts.models import Membership, Person, SecurityEvent, Trust, User
from trusts.states import ACCOUNT_KINDS, SecurityEventKind

log = logging.getLogger("homegrown.security")


def record_security_event(
    kind: SecurityEventKind,
    *,
    request: Any = None,
    user: User | None = None,
    by: Person | None = None,
    trust: Trust | int | None = None,
    subject: models.Model | None = None,
    about: Mapping[int, Mapping[str, Any]] | None = None,
    **ids: Any,
) -> None:
    """Leave one line, or one for each user (id) of `about`, whom it concerns when that is not the one who acted: with
    what is kept in that user's line alone.

    Who acted is a `user`, or a person of the Trust (`by`).
    `ids` holds ids, states and names of pages, never text that somebody wrote and never a secret. A deed with one's
    own account carries no Trust: each Trust the user belongs to is told of it, without the address it came from.
    May be called inside a Trust's context, with that Trust, or outside any.
    """
    user_id = by.user_id if by else getattr(user, "pk", None)
    line = {
        "kind": kind,
        "trust_id": getattr(trust, "pk", trust),
        "user_id": user_id,
        "subject_type": subject._meta.label_lower if subject else "",
        "subject_id": str(subject.pk) if subject else "",
        "request_id": request_id(),
        "data": ids,
    }
    origin = _origin(request)
    people: list[tuple[int | None, Mapping[str, Any]]] = [*about.items()] if about else [(None, {})]
    lines = [SecurityEvent(**{**line, "data": {**ids, **own}}, **origin, about_id=pk) for pk, own in people]
    if kind in ACCOUNT_KINDS and trust is None and user_id is not None:
        lines += [SecurityEvent(**{**line, "trust_id": pk}, copied=True) for pk in _trusts_of(user_id)]
    SecurityEvent.objects.bulk_create(lines)
    log.info(json.dumps({**line, **origin, "about": [pk for pk, _ in people]}, default=str))


def _origin(request: Any) -> dict[str, Any]:
    """Where the request came from; the address is the client's, past our own proxies only."""
    meta = getattr(request, "META", None) or {}
    if "REMOTE_ADDR" not in meta:
        return {}
    return {"ip": get_client_ip(request), "user_agent": meta.get("HTTP_USER_AGENT", "")[:300]}


def _trusts_of(user_id: int) -> list[int]:
    held = Membership.objects.filter(user_id=user_id, is_active=True, trust__is_active=True)
    return sorted(set(held.values_list("trust_id", flat=True)))
