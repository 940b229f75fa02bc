"""Numbers that nobody shares with anybody in a Trust: refused in words, and by the database when two come at once."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from trusts.models import Person
from trusts.workflow import RefusedError

NUMBERS = ("gmc_number", "employee_number")


class TakenError(RefusedError):
    """Somebody else of the Trust has this number: `field` says which."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


def refuse_taken(details: Mapping[str, Any], *, holder: Q) -> None:
    """Refuse a number among the details that belongs to somebody else than `holder`."""
    for name in NUMBERS:
        others = Person.objects.filter(**{name: details[name]}).exclude(holder) if details.get(name) else None
        if others and (other := others.first()):
            raise TakenError(name, f"This is the {_called(name)} of {other}.")


@contextmanager
def one_number_each() -> Iterator[None]:
    """Where a person is written: what the database refuses is said in words."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        taken = next((name for name in NUMBERS if f"person_{name}_once" in str(error)), None)
        if taken is None:
            raise
        sentence = f"Somebody else of this Trust has the same {_called(taken)}. Nothing was saved."
        raise TakenError(taken, sentence) from error


def _called(name: str) -> str:
    return next(str(field.verbose_name) for field in Person._meta.local_fields if field.name == name)
