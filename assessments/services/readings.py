"""Who read what doctors released: kept for the Trust, and for each doctor it concerns."""

from collections import defaultdict
from datetime import timedelta
from typing import Any

from django.db import models
from django.utils import timezone

from assessments.models import Assessment
from trusts.models import Person, SecurityEvent
from trusts.services.audit import record_event
from trusts.services.security import record_security_event
from trusts.states import SecurityEventKind

ONCE_IN = timedelta(hours=1)


def record_reading(*, assessment: Assessment, by: Person, request: Any = None) -> None:
    """One released assessment was read by name, by somebody else than its doctor."""
    if record_readings(ids=[assessment.pk], within=assessment, by=by, request=request):
        record_event(action="assessment.view", subject=assessment, by=by)


def record_readings(
    *,
    ids: list[Any],
    within: models.Model,
    by: Person,
    request: Any = None,
    kind: SecurityEventKind = SecurityEventKind.RELEASED_READ,
) -> bool:
    """Released assessments (their ids) were read together, in a list or a file: one line for each doctor, with theirs.

    What the same person reads again in the same place within an hour adds no line, unless it was released anew
    meanwhile; what is taken away as a file adds its lines each time. Only lines that stand count, so two readings at
    the same moment leave two and never none. Says whether there was anything to add.
    """
    others = Assessment.objects.filter(pk__in=ids).exclude(subject__user_id=by.user_id)
    read = list(others.order_by("subject__user_id", "pk").values_list("pk", "subject__user_id", "released_at"))
    told = _told(within, by) if read and kind == SecurityEventKind.RELEASED_READ else {}
    about: dict[int, dict[str, list[str]]] = defaultdict(lambda: {"assessments": []})
    for pk, doctor, released_at in read:
        if str(pk) not in told or (released_at and told[str(pk)] < released_at):
            about[doctor]["assessments"].append(str(pk))
    if about:
        record_security_event(kind, request=request, by=by, trust=by.trust_id, subject=within, about=about)
    return bool(about)


def _told(within: models.Model, by: Person) -> dict[str, Any]:
    """Until when this person's readings of the last hour, in this place, are told: by the id of the assessment."""
    lines = SecurityEvent.objects.filter(
        kind=SecurityEventKind.RELEASED_READ,
        user_id=by.user_id,
        subject_type=within._meta.label_lower,
        subject_id=str(within.pk),
        created_at__gt=timezone.now() - ONCE_IN,
    )
    rows = lines.order_by("created_at").values_list("data", "created_at")
    return {pk: at for data, at in rows for pk in data.get("assessments", ())}
