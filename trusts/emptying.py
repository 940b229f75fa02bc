"""How a row is emptied of what tells of somebody: by the labels of its fields, without losing the row.

Text goes; numbers, dates and states stay, and lead to nobody once the person has no name. A text that was there leaves
a mark where it fits, so that rules such as 'a test of change has a prediction' still hold.
"""

from typing import Any

from django.db.models import Case, CharField, Q, QuerySet, TextField, URLField, Value, When

from trusts.labels import Label, Labels, Record

ERASED = "[erased]"
NOBODY = "Erased person"
TELLING = {Label.IDENTIFIER, Label.PERSONAL, Label.SENSITIVE, Label.THIRD_PARTY}
UNTOUCHED = {Record.AUDIT, Record.TRUST}  # the audit stays by number; the Trust's own words are about nobody


def telling_texts(model: Any, labels: Labels) -> list[Any]:
    """The fields of free text that tell of somebody."""
    if labels.record in UNTOUCHED:
        return []
    columns = [c for c in model._meta.local_fields if isinstance(c, CharField | TextField) and not c.choices]
    return [column for column in columns if labels.label(column) in TELLING]


def still_telling(model: Any, labels: Labels) -> Q:
    """That a row still holds such a text."""
    any_text = Q(pk__in=[])
    for column in telling_texts(model, labels):
        any_text |= ~Q(**{f"{column.name}__in": ("", ERASED, NOBODY)})
    return any_text


def empty(model: Any, labels: Labels, rows: QuerySet[Any]) -> int:
    """Empty the rows; returns how many held anything."""
    keys = list(rows.filter(still_telling(model, labels)).values_list("pk", flat=True))
    if keys:
        marks = {column.name: _mark(column, labels) for column in telling_texts(model, labels)}
        model._default_manager.filter(pk__in=keys).update(**marks)
    return len(keys)


def _mark(column: Any, labels: Labels) -> Any:
    if labels.label(column) == Label.IDENTIFIER:
        return Value("" if column.blank else NOBODY)
    too_short = column.max_length is not None and column.max_length < len(ERASED)
    if too_short or isinstance(column, URLField):
        return Value("")
    return Case(When(**{column.name: ""}, then=Value("")), default=Value(ERASED))
