"""Correct what the Trust knows of somebody: a right of theirs, and the administrator's work."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from trusts.models import DETAILS, Person
from trusts.notices import PERSON_CORRECTED
from trusts.services.audit import record_event
from trusts.services.notices import address_of, send_notice
from trusts.services.numbers import one_number_each, refuse_taken
from trusts.states import CorrectionReason
from trusts.workflow import RefusedError


class CorrectedSinceError(RefusedError):
    """Somebody saved other details since the page was opened."""


@transaction.atomic
def correct_person(
    *, person: Person, by: Person, reason: str, edition: datetime | None = None, **details: str
) -> Person:
    """Change details of a person; they are told which, unless it is themselves. What is in no way different is left.

    Args:
        reason: of CorrectionReason.
        edition: `updated_at` of the person when the page was drawn; None when there was none.
        details: any of DETAILS, whole.
    """
    unknown = set(details) - set(DETAILS)
    if unknown:
        raise TypeError(f"Not a detail of a person: {', '.join(sorted(unknown))}")
    person = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if person.erased_at is not None:
        raise RefusedError("What was kept about this person has been erased.")
    changed = [name for name in DETAILS if name in details and getattr(person, name) != details[name]]
    if changed and edition not in (None, person.updated_at):
        raise CorrectedSinceError("Somebody else changed these details since you opened the page. Nothing was saved.")
    refuse_taken({name: details[name] for name in changed}, holder=Q(pk=person.pk))
    for name in changed:
        setattr(person, name, details[name])
    if changed:
        with one_number_each():
            person.save(update_fields=[*changed, "updated_at"])
        record_event(action="person.correct", subject=person, by=by, fields=changed, reason=reason)
        _tell(person, by, changed, reason)
    return person


def words_for(names: list[str]) -> str:
    """Details as they are called in a sentence."""
    return ", ".join(str(field.verbose_name) for field in Person._meta.local_fields if field.name in names)


def _tell(person: Person, by: Person, changed: list[str], reason: str) -> None:
    if person.pk == by.pk:
        return
    send_notice(
        PERSON_CORRECTED,
        to=person,
        corrector=by,
        details=words_for(changed),
        why=CorrectionReason(reason).label,
        link=address_of("trusts:recorded", person.trust.slug),
    )
