"""What is recorded about one person, as they may read it themselves."""

from typing import Any

from django.apps import apps
from django.db.models import Q

from trusts.models import Person, RowChange, SecurityEvent, User
from trusts.selectors.audit import OPERATIONS, UNTOLD_HANDS, Line, lines, name_of, words_of
from trusts.states import SecurityEventKind as Kind

NEWEST = 100
READINGS = (Kind.RELEASED_READ, Kind.RELEASED_EXPORTED)
# One's own records, with the way to oneself. Reviews, scores and decisions are not here: who judged is not told.
OWN_RECORDS = {
    "trusts.person": "pk",
    "cohorts.application": "applicant",
    "cohorts.place": "person",
    "assessments.assessment": "subject",
    "assessments.evidence": "owner",
    "assessments.developmentgoal": "person",
    "projects.improvementproject": "lead",
}


def own_account_lines(user: User) -> list[SecurityEvent]:
    """Sign-ins and whatever else was recorded of one's own account, newest first; in own_context()."""
    return list(SecurityEvent.objects.filter(user=user).order_by("-created_at")[:NEWEST])


def readings_of(person: Person) -> list[Line]:
    """Who of the Trust read or exported what this person released, newest first."""
    rows = SecurityEvent.objects.filter(kind__in=READINGS, about=person.user_id).order_by("-created_at")
    return lines(rows[:NEWEST])


def changes_of(person: Person) -> list[dict[str, Any]]:
    """What changed on one's own records, newest first, in words; whoever rated stays unnamed."""
    own = Q(pk=None)
    for label, path in OWN_RECORDS.items():
        keys = apps.get_model(label).objects.filter(**{path: person.pk}).values_list("pk", flat=True)  # type: ignore[attr-defined]
        own |= Q(subject_type=label, subject_id__in=[str(key) for key in keys])
    rows = list(RowChange.objects.filter(own).order_by("-created_at")[:NEWEST])
    names = {p.user_id: str(p) for p in Person.objects.filter(user_id__in={row.user_id for row in rows})}
    return [
        {
            "at": row.created_at,
            "who": _hand(row, person, names),
            "thing": name_of(row.subject_type),
            "done": OPERATIONS[row.operation].lower(),
            "words": words_of(row) if row.operation == "update" else "",
        }
        for row in rows
    ]


def _hand(row: RowChange, person: Person, names: dict[int, str]) -> str:
    if row.user_id == person.user_id:
        return "You"
    if row.subject_type in UNTOLD_HANDS:
        return "Not told"
    return names.get(row.user_id or 0, "The system")
