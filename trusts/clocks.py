"""When the time of a row is over: by the class of record and the end of the cohort its row leads to."""

from calendar import monthrange
from datetime import date
from typing import Any

from django.db.models import DateTimeField, Q

from trusts.labels import Labels, Record, labels_of

# What the clock empties. People go when their last role has ended for long enough; the audit never by the clock.
CLOCKED = (Record.SELECTION, Record.DEVELOPMENT, Record.PROJECT, Record.ACADEMIC, Record.MESSAGE)


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier, or the last of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def clock_of(model: Any, labels: Labels) -> str:
    """The path to the day from which the period counts: the end of the cohort, else when it was last changed."""
    if labels.record == Record.MESSAGE:
        return "created_at"
    return _path_to_an_end(model) or "updated_at"


def is_over(model: Any, labels: Labels, cutoff: date) -> Q:
    """That a row's clock began before this day."""
    path = clock_of(model, labels)
    return Q(**{f"{path}__date__lt" if _is_instant(model, path) else f"{path}__lt": cutoff})


def _path_to_an_end(model: Any) -> str:
    """The shortest way by keys that are never empty to something of the Trust's own that ends: a cohort."""
    ways, seen = [(model, "")], {model}
    while ways:
        here, path = ways.pop(0)
        for key in here._meta.local_fields:
            if not key.many_to_one or key.null or key.related_model in seen:
                continue
            labels = labels_of(key.related_model)
            if labels and labels.record == Record.TRUST and _ends(key.related_model):
                return f"{path}{key.name}__ends_on"
            seen.add(key.related_model)
            ways.append((key.related_model, f"{path}{key.name}__"))
    return ""


def _ends(model: Any) -> bool:
    return any(column.name == "ends_on" for column in model._meta.local_fields)


def _is_instant(model: Any, path: str) -> bool:
    *keys, last = path.split("__")
    for key in keys:
        model = model._meta.get_field(key).related_model
    return isinstance(model._meta.get_field(last), DateTimeField)
