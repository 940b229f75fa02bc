"""The audit as it is read: deeds, security lines and row history, searched and told in plain words."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format

from trusts.models import Event, Person, RowChange, SecurityEvent, University, UniversityMembership
from trusts.states import SecurityEventKind

# Who rated is told to nobody: the audit says that a rating changed, not by whom.
UNTOLD_HANDS = ("assessments.assessment", "assessments.rating", "assessments.ratingevidence")
DEEDS, SYSTEM, SECURITY, ROWS = "deeds", "system", "security", "rows"
SHOWN = {
    DEEDS: "What people did",
    SYSTEM: "What the system did",
    SECURITY: "Sign-ins, refusals, reading and downloads",
    ROWS: "Changes of rows",
}
KINDS: dict[str, Any] = {
    DEEDS: (Event, "action"),
    SYSTEM: (Event, "action"),
    SECURITY: (SecurityEvent, "kind"),
    ROWS: (RowChange, "operation"),
}
# A deed of a university's tutor has no person of the Trust; it names the user and the university instead.
BY_SOMEBODY = Q(actor__isnull=False) | Q(data__has_keys=["user", "university"])
# Of an id, or of the fingerprint of a file, the last six signs.
_LONG_ID = re.compile(r"\b(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{6}|[0-9a-f]{58})([0-9a-f]{6})\b")
_CODE = re.compile(r"[a-z]+(_[a-z]+)+")  # a name of ours: programme_director
OPERATIONS = {"insert": "Added", "update": "Changed", "delete": "Removed"}
# What is done, where its name is not words enough; the things that are no model of ours.
VERBS = {
    "ask_approval": "ask for approval",
    "ghost": "leave out of the calculation",
    "restore": "take back in",
    "record_many": "record many at once",
    "undo": "take back",
    "view": "read",
}
# Things an administrator knows by name, with what their names need; all else is told by its kind and its id.
NAMED: dict[str, str | None] = {
    "trusts.person": None,
    "trusts.university": None,
    "programmes.programme": None,
    "cohorts.cohort": None,
    "frameworks.framework": None,
    "frameworks.frameworkversion": "framework",
}
THINGS = {
    "hr_export": "competency export",
    "data_copy": "copy of data",
    "sign_in": "sign-in",
    "provider": "sign-in service",
}


@dataclass(frozen=True)
class Search:
    """What is looked for; empty words and None mean anything. Days are UK days, both included."""

    show: str = DEEDS
    person: str = ""
    action: str = ""
    thing: str = ""
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True)
class Line:
    """One line as it is read: when, who, what was done, to what (with its id, and its name where it is one an
    administrator knows by name, else empty), and what else is kept."""

    at: datetime
    who: str
    done: str
    thing: str
    thing_id: str
    name: str
    details: str

    @property
    def words(self) -> str:
        """The details with their long ids cut to the end, as the page names a thing."""
        return _LONG_ID.sub(r"\1", self.details)


def found(search: Search) -> QuerySet[Any]:
    """The rows that match, newest first."""
    model, action = KINDS[search.show]
    rows = model.objects.order_by("-created_at", "-id")
    if model is Event:
        rows = rows.filter(BY_SOMEBODY if search.show == DEEDS else ~BY_SOMEBODY)
    if search.action:
        named = Q(**{f"{action}__in": _said(search, rows.order_by().values_list(action, flat=True).distinct())})
        rows = rows.filter(named | Q(**{f"{action}__startswith": search.action}))
    if search.person:
        named = Person.objects.filter(full_name__icontains=search.person)
        who = {"actor__in": named} if model is Event else {"user__in": named.values("user")}
        rows = rows.filter(**who)
        rows = rows.exclude(subject_type__in=UNTOLD_HANDS) if search.show == ROWS else rows
    if search.thing:
        rows = rows.filter(subject_id__iendswith=search.thing)
    if search.first:
        rows = rows.filter(created_at__gte=_midnight(search.first))
    if search.last:
        rows = rows.filter(created_at__lt=_midnight(search.last + timedelta(days=1)))
    return rows


def _said(search: Search, actions: Iterable[str]) -> list[str]:
    """Those of the actions whose words hold what is looked for."""
    return [action for action in actions if search.action.lower() in _words(search.show, action).lower()]


def _words(show: str, action: str) -> str:
    if show in (DEEDS, SYSTEM):
        return action_words(action)
    return OPERATIONS[action] if show == ROWS else str(SecurityEventKind(action).label)


def action_words(action: str) -> str:
    """An action in words: 'Framework version: ask for approval'."""
    thing, _, verb = action.partition(".")
    thing = THINGS.get(thing) or _model_words().get(thing) or thing.replace("_", " ")
    return f"{thing[:1].upper()}{thing[1:]}: {VERBS.get(verb) or verb.replace('_', ' ')}"


@cache
def _model_words() -> dict[str, str]:
    return {str(model._meta.model_name): str(model._meta.verbose_name) for model in apps.get_models()}


def lines(rows: Iterable[Any]) -> list[Line]:
    """Rows of one kind as they are read; a query for the names of people and one for each kind of thing that is named,
    two more where a university's tutors acted."""
    rows = list(rows)
    return [replace(line, name=name) for line, name in zip(_read(rows), _thing_names(rows), strict=True)]


def _thing_names(rows: list[Any]) -> list[str]:
    """The name of what each row is about, as it is now; empty where it has none to tell or is no more."""
    ids: dict[str, set[str]] = {label: set() for label in NAMED}
    for row in rows:
        if row.subject_type in ids:
            ids[row.subject_type].add(row.subject_id)
    names = {
        (label, str(thing.pk)): str(thing)
        for label, wanted in ids.items()
        if wanted
        for thing in apps.get_model(label).objects.select_related(NAMED[label]).filter(pk__in=wanted)
    }
    return [names.get((row.subject_type, row.subject_id), "") for row in rows]


def _read(rows: list[Any]) -> list[Line]:
    if rows and isinstance(rows[0], Event):
        names = {person.pk: str(person) for person in Person.objects.filter(pk__in={row.actor_id for row in rows})}
        tutors = _tutors([row for row in rows if _is_of_tutor(row)])
        return [_of_event(row, names | tutors) for row in rows]
    users = {row.user_id for row in rows} | {getattr(row, "about_id", None) for row in rows}
    known = {person.user_id: str(person) for person in Person.objects.filter(user_id__in=users)}
    return [_of_user(row, known) for row in rows]


def _is_of_tutor(row: Event) -> bool:
    return row.actor_id is None and {"user", "university"} <= row.data.keys()


def _tutors(rows: list[Event]) -> dict[Any, str]:
    """Who of a university acted, by user and university, named as its sharing agreement names them."""
    if not rows:
        return {}
    universities = dict(University.objects.values_list("pk", "name"))
    members = UniversityMembership.objects.filter(user_id__in={row.data["user"] for row in rows})
    names = {user: name or email for user, name, email in members.values_list("user_id", "full_name", "user__email")}
    pairs = {(row.data["user"], row.data["university"]) for row in rows}
    return {pair: f"{names.get(pair[0], 'A tutor')} of {universities.get(pair[1], 'a university')}" for pair in pairs}


def _of_event(row: Event, names: dict[Any, str]) -> Line:
    done = action_words(row.action)
    if _is_of_tutor(row):
        data = {key: value for key, value in row.data.items() if key not in ("user", "university")}
        return _line(row, names[row.data["user"], row.data["university"]], done, told(data))
    return _line(row, names.get(row.actor_id, "The system"), done, told(row.data))


def _of_user(row: Any, known: dict[int, str]) -> Line:
    if isinstance(row, RowChange):
        who = "Not told" if row.subject_type in UNTOLD_HANDS else known.get(row.user_id or 0, "The system")
        return _line(row, who, OPERATIONS[row.operation], words_of(row))
    stranger = "Our support" if row.kind.startswith("support_") else "Somebody from outside"
    who = known.get(row.user_id or 0, stranger)
    if row.about_id and row.about_id in known:
        who = f"{who}, about {known[row.about_id]}"
    details = row.data | ({"from": row.ip} if row.ip else {})
    return _line(row, who, row.words, told(details))


def _line(row: Any, who: str, done: str, details: str) -> Line:
    return Line(row.created_at, who, done, name_of(row.subject_type), row.subject_id, "", details)


def told(data: dict[str, Any]) -> str:
    """Kept ids, states and names as one line."""
    in_time = sorted(data.items(), key=lambda pair: pair[0] == "after")  # the database puts "after" before "before"
    return "; ".join(f"{key.replace('_', ' ')}: {_value(value)}" for key, value in in_time)


def words_of(change: RowChange) -> str:
    """What changed, as 'places from 8 to 9; reason (its text is not kept)'."""
    ordinary = [
        f"{field_name(change.subject_type, field)} from {_value(before)} to {_value(after)}"
        for field, (before, after) in sorted(change.values.items())
    ]
    return "; ".join([*ordinary, *(f"{field_name(change.subject_type, name)} (not kept)" for name in change.fields)])


def _value(value: Any) -> str:
    """A kept value for a reader: dates and instants in UK time, several with commas, nothing as a dash."""
    if value in (None, "", [], {}):
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return ", ".join(f"{key.replace('_', ' ')} {_value(one)}" for key, one in value.items())
    if isinstance(value, list):
        return ", ".join(_value(one) for one in value)
    text = str(value)
    if _CODE.fullmatch(text):
        return text.replace("_", " ")
    try:
        if len(text) == len("2027-01-01"):
            return date_format(date.fromisoformat(text), "j F Y")
        if len(text) > len("2027-01-01T00:00") and text[10] == "T":
            return date_format(timezone.localtime(datetime.fromisoformat(text)), r"j F Y \a\t H:i")
    except ValueError:
        pass
    return text


def name_of(label: str) -> str:
    """The kind of a thing in words: 'improvement project'."""
    model = _model(label)
    return str(model._meta.verbose_name) if model else label


def field_name(label: str, column: str) -> str:
    """A column in words: 'target date'."""
    model = _model(label)
    try:
        return str(model._meta.get_field(column.removesuffix("_id")).verbose_name) if model else column  # type: ignore[union-attr]
    except FieldDoesNotExist:
        return column.replace("_", " ")


def _model(label: str) -> type[models.Model] | None:
    try:
        return apps.get_model(label) if label else None
    except (LookupError, ValueError):  # a thing of an earlier day
        return None


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
