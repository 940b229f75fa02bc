"""What an erasure would do, before anybody asks for it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet, Value
from django.utils.text import capfirst

from trusts.emptying import still_telling
from trusts.labels import Labels
from trusts.models import Person
from trusts.records import RECORDS
from trusts.walk import is_of_a_trust, labelled_models, rows_about


@dataclass(frozen=True)
class EmptiedTable:
    """What an erasure would do to one kind of row: how many there are, and how many hold words that go."""

    title: str
    record: str
    rows: int
    telling: int


def erasure_preview(person: Person) -> list[EmptiedTable]:
    """Every kind of row about a person in this Trust, those with most to empty first; one statement."""
    walked = {
        model._meta.label: (model, labels)
        for model, labels in labelled_models()
        if labels.subject and is_of_a_trust(model)
    }
    counts = [_counted(model, labels, person) for model, labels in walked.values()]
    found = []
    for row in counts[0].union(*counts[1:], all=True).order_by():
        if not row["rows"]:
            continue
        model, labels = walked[row["table"]]
        title = capfirst(str(model._meta.verbose_name_plural))
        found.append(EmptiedTable(title, RECORDS[labels.record].title, row["rows"], row["telling"]))
    return sorted(found, key=lambda table: (-table.telling, table.title))


def _counted(model: Any, labels: Labels, person: Person) -> QuerySet[Any, Any]:
    rows = rows_about(model, labels, person).order_by().annotate(table=Value(model._meta.label))
    telling = Count("pk", filter=still_telling(model, labels))
    return rows.values("table").annotate(rows=Count("pk"), telling=telling)
