"""Where others name somebody: in their own words, which no walk of labels leads to."""

from typing import Any

from django.db.models import CharField, Q, TextField

from trusts.emptying import UNTOUCHED
from trusts.labels import Label, Record
from trusts.models import Person
from trusts.walk import is_of_a_trust, labelled_models

SHORTEST = 5  # a shorter name or number stands in too many words by chance
MOST = 200


def names_of(person: Person) -> frozenset[str]:
    """What somebody is known by: their name, address and numbers, where long enough to be told from other words."""
    known = (person.full_name, person.user.email, person.gmc_number, person.employee_number)
    return frozenset(name for name in known if len(name) >= SHORTEST)


def mentions_of(person: Person, names: frozenset[str]) -> list[dict[str, str]]:
    """Table, field and id of texts of the Trust in context that hold one of the names; the first two hundred."""
    found: list[dict[str, str]] = []
    for model, labels in labelled_models():
        if not is_of_a_trust(model) or labels.record in UNTOUCHED - {Record.TRUST}:
            continue
        for column in model._meta.local_fields:
            is_text = isinstance(column, CharField | TextField) and not column.choices
            if is_text and labels.label(column) != Label.KEY:
                found += _in_column(model, column, person, names)
    return found[:MOST]


def _in_column(model: Any, column: Any, person: Person, names: frozenset[str]) -> list[dict[str, str]]:
    named = Q()
    for name in names:
        named |= Q(**{f"{column.name}__icontains": name})
    rows = model._default_manager.filter(named, trust_id=person.trust_id) if named else model._default_manager.none()
    keys = rows.values_list("pk", flat=True)[:MOST]
    return [{"table": model._meta.label_lower, "field": column.name, "id": str(pk)} for pk in keys]
