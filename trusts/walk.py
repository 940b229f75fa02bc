"""Find everything kept about a person by walking the models by their labels (trusts/labels.py)."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db.models import QuerySet

from trusts.labels import PEOPLE, SELF, Label, Labels, labels_of

USER = "trusts.User"


def labelled_models() -> Iterator[tuple[Any, Labels]]:
    """Every model that has labels, lowest app first, with them."""
    for model in sorted(apps.get_models(), key=lambda model: (_height(model), model._meta.label)):
        labels = labels_of(model)
        if labels is not None:
            yield model, labels


def _height(model: Any) -> int:
    order = [config.label for config in apps.get_app_configs()]
    return -order.index(model._meta.app_label)


def is_of_a_trust(model: Any) -> bool:
    """Whether its rows are reached in a Trust's context; the others (signing in) are reached without one."""
    return any(column.name == "trust" for column in model._meta.local_fields)


def rows_about(model: Any, labels: Labels, person: Any) -> QuerySet[Any]:
    """The rows whose subject is this person."""
    return _rows(model, labels.subject, person) if labels.subject else model._default_manager.none()


def rows_by(model: Any, labels: Labels, person: Any) -> QuerySet[Any]:
    """The rows this person wrote that are about somebody else or nobody."""
    if not labels.author or labels.author == labels.subject:
        return model._default_manager.none()
    rows = _rows(model, labels.author, person)
    return rows.exclude(**_is(model, labels.subject, person)) if labels.subject else rows


def links_to(model: Any, labels: Labels) -> list[Any]:
    """The fields that name a person otherwise than as subject or author: who sponsored, decided, signed."""
    if labels.subject == SELF:
        return []
    told = {path.split("__")[0] for path in (labels.subject, labels.author) if path}
    return [c for c in model._meta.local_fields if labels.label(c) == Label.LINK and c.name not in told]


def rows_naming(model: Any, link: Any, person: Any) -> QuerySet[Any]:
    """The rows that name this person in one such field."""
    return _rows(model, link.name, person)


def _rows(model: Any, path: str, person: Any) -> QuerySet[Any]:
    rows = model._default_manager.filter(**_is(model, path, person))
    return rows.filter(trust_id=person.trust_id) if is_of_a_trust(model) else rows


def _is(model: Any, path: str, person: Any) -> dict[str, Any]:
    """The filter that says: this path leads to this person."""
    key = person.user_id if _end(model, path) == USER else person.pk
    return {"pk" if path == SELF else path: key}


def _end(model: Any, path: str) -> str:
    if path != SELF:
        for step in path.split("__"):
            model = model._meta.get_field(step).related_model
    label = str(model._meta.label)
    assert label in PEOPLE, label  # noqa: S101 - kept by tests/architecture/test_labels.py
    return label
