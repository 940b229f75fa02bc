"""Who read what doctors released: kept for the Trust, and for each doctor it concerns."""

from typing import Any

from django.db import models

from assessments.models import Assessment
from trusts.models import Person
from trusts.services.audit import record_event
from trusts.services.security import record_security_event
from trusts.states import SecurityEventKind


def record_reading(*, assessment: Assessment, by: Person, request: Any = None) -> None:
    """One released assessment was read by name, by somebody else than its doctor."""
    record_event(action="assessment.view", subject=assessment, by=by)
    record_readings(ids=[assessment.pk], within=assessment, by=by, request=request)


def record_readings(
    *,
    ids: list[Any],
    within: models.Model,
    by: Person,
    request: Any = None,
    kind: SecurityEventKind = SecurityEventKind.RELEASED_READ,
) -> None:
    """Released assessments (their ids) were read together, in a list or a file: one line for each doctor."""
    doctors = Assessment.objects.filter(pk__in=ids).values_list("subject__user_id", flat=True)
    about = sorted(set(doctors) - {by.user_id})
    if about:
        record_security_event(kind, request=request, by=by, trust=by.trust_id, subject=within, about=about)
