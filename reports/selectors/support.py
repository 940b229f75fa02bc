"""What our support sees of a Trust it has open: how things stand, never what somebody wrote. Named columns only, as
granted to the role `support_r`."""

from typing import Any

from django.db.models import Count

from cohorts.models import Cohort
from cohorts.states import CohortState
from reports.models import Report
from reports.states import ReportKind, ReportState
from trusts.models import Event, Membership, Message, Person
from trusts.states import MessageState, Role

NEWEST = 50


def cohorts_as_they_stand() -> list[dict[str, Any]]:
    """Every cohort with its programme, state in words, places and dates."""
    rows = Cohort.objects.order_by("-starts_on", "name").values(
        "name", "programme__name", "state", "places", "starts_on", "ends_on"
    )
    return [row | {"words": CohortState(row["state"]).label} for row in rows]


def newest_jobs() -> list[dict[str, Any]]:
    """The newest reports as jobs: kind and state in words, attempts, per cent, and the error when one failed."""
    rows = Report.objects.order_by("-created_at").values(
        "kind", "state", "attempt", "progress", "error", "created_at", "finished_at"
    )[:NEWEST]
    return [row | {"what": ReportKind(row["kind"]).label, "words": ReportState(row["state"]).label} for row in rows]


def outbox() -> list[tuple[str, int]]:
    """How many e-mails are in each state."""
    counts = dict(Message.objects.order_by().values_list("state").annotate(Count("id")))
    return [(state.label, counts[state]) for state in MessageState if state in counts]


def troubled_messages() -> list[dict[str, Any]]:
    """The newest e-mails that a mail server did not take, with its reason."""
    rows = Message.objects.exclude(error="").order_by("-created_at")
    return list(rows.values("kind", "state", "attempt", "error", "created_at")[:NEWEST])


def people_as_they_stand(trust_id: int) -> list[dict[str, Any]]:
    """Everybody by name, with the address they sign in by and their roles in words: two queries."""
    roles: dict[int, list[str]] = {}
    for user_id, role in Membership.objects.filter(trust_id=trust_id, is_active=True).values_list("user_id", "role"):
        roles.setdefault(user_id, []).append(Role(role).label)
    people = Person.objects.by_name().values("title", "full_name", "job_title", "user_id", "user__email")
    return [row | {"roles": ", ".join(sorted(roles.get(row["user_id"], [])))} for row in people]


def audit_lines() -> Any:
    """Audit lines, newest first, without their details."""
    columns = ("created_at", "action", "subject_type", "subject_id", "actor__full_name")
    return Event.objects.order_by("-created_at").values(*columns)
