"""A word of each Trust's own in every text of its rows, so that a leak says whose it is and which field it was."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.signals import pre_save

from trusts.models import TrustOwned

# Fields whose text is not words somebody wrote: keys, sums and numbers with a form of their own.
LEFT_ALONE = {
    "token_hash",
    "token_hashes",
    "kind",
    "key",
    "file_key",
    "sha256",
    "idem_key",
    "receipt",
    "gmc_number",
    "employee_number",
    "link",
    "error",
    "email",
}


def tenant_models() -> list[type[TrustOwned]]:
    """Every model whose rows belong to a Trust."""
    return [model for model in apps.get_models() if issubclass(model, TrustOwned)]


@contextmanager
def planting(word: str) -> Iterator[None]:
    """Whatever tenant row is saved inside, every text of it carries the word and says which field it is."""

    def plant(sender: Any, instance: Any, **kwargs: Any) -> None:
        if isinstance(instance, TrustOwned) and instance._state.adding:
            for column in texts_of(sender):
                setattr(instance, column.attname, _with_word(column, getattr(instance, column.attname), word))

    pre_save.connect(plant)
    try:
        yield
    finally:
        pre_save.disconnect(plant)


def texts_of(model: type[models.Model]) -> list[Any]:
    """The fields of a model that hold words somebody wrote."""
    return [column for column in model._meta.local_fields if _is_text(column) and column.name not in LEFT_ALONE]


def _is_text(column: Any) -> bool:
    if isinstance(column, ArrayField):
        return _is_text(column.base_field)
    if isinstance(column, models.JSONField):
        return True
    return isinstance(column, models.CharField | models.TextField) and not column.choices


def _with_word(column: Any, value: Any, word: str) -> Any:
    if isinstance(column, ArrayField):
        return [_with_word(column.base_field, item, word) for item in value or []]
    if isinstance(column, models.JSONField):
        return {**value, "note": word} if isinstance(value, dict) else value
    if word in (value or ""):
        return value
    long, short = f"{value} {word}.{column.name}".strip(), f"{value}{word}"
    return long if not column.max_length or len(long) <= column.max_length else short[: column.max_length]
