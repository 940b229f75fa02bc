"""Erase what is kept about somebody: asked by one, confirmed by another, carried out by walking the labels.

Nothing is deleted that others need: rows stay with their numbers, dates and states, without words or a name. The audit
stays by number. Whatever is carried out is written to a list outside the database and done again after a restore.
"""

from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from trusts.emptying import NOBODY, empty
from trusts.labels import Record
from trusts.mentions import mentions_of, names_of
from trusts.models import Erasure, Membership, Message, Person, StoredFile
from trusts.nudges import nudge_on_commit
from trusts.services.audit import record_event
from trusts.services.erasure_list import note_erasure
from trusts.services.holds import refuse_if_held
from trusts.services.moves import move
from trusts.services.storage import discard
from trusts.signals import person_erased
from trusts.states import ERASURE, ErasureKind, ErasureState, MessageState
from trusts.walk import is_of_a_trust, labelled_models, rows_about
from trusts.workflow import RefusedError

TASK = "trusts.tasks.run_erasure"
ON_ITS_WAY = (MessageState.QUEUED, MessageState.WAITING)


@transaction.atomic
def ask_erasure(*, person: Person, reason: str, by: Person) -> Erasure:
    """Ask that everything kept about a person is erased. Somebody else confirms it."""
    refuse_if_held(person)
    if not reason.strip():
        raise RefusedError("Say who asked for it and when.")
    if person.pk == by.pk:
        raise RefusedError("Another administrator must ask for your own erasure.")
    if person.erased_at is not None:
        raise RefusedError("What was kept about this person has been erased already.")
    if Erasure.objects.filter(person=person, kind=ErasureKind.REQUEST, state__in=ErasureState.open()).exists():
        raise RefusedError("The erasure has been asked for already.")
    erasure = Erasure.objects.create(trust_id=person.trust_id, person=person, reason=reason.strip(), asked_by=by)
    record_event(action="erasure.ask", subject=erasure, by=by, person=str(person.pk))
    return erasure


@transaction.atomic
def approve_erasure(*, erasure: Erasure, by: Person) -> Erasure:
    """Confirm it: the machine begins at once. Never the one who asked, nor the person themselves."""
    if by.pk in (erasure.asked_by_id, erasure.person_id):
        raise RefusedError("Somebody else must confirm it: you asked for it, or it is about you.")
    refuse_if_held(erasure.person)
    erasure = move(erasure, ERASURE, "approve", by=by, approved_by=by, approved_at=timezone.now())
    nudge_on_commit(TASK, erasure.trust_id, str(erasure.pk))
    return erasure


def withdraw_erasure(*, erasure: Erasure, by: Person) -> Erasure:
    """Take the request back before it is carried out."""
    return move(erasure, ERASURE, "withdraw", by=by)


@transaction.atomic
def carry_out(*, erasure: Erasure) -> Erasure:
    """Empty every row about the person in this Trust, in one transaction; one that is done already is left alone."""
    erasure = Erasure.objects.select_for_update(of=("self",)).select_related("person__user").get(pk=erasure.pk)
    if erasure.state != ErasureState.APPROVED:
        return erasure
    person = erasure.person
    refuse_if_held(person)
    names = names_of(person)
    running = move(erasure, ERASURE, "begin", by=None)
    counts = empty_rows(person, list(Record))
    leave(person)
    _forget_letters(person, names)
    _drop_files(person)
    person_erased.send(Person, person=person, names=names)
    done = move(
        running, ERASURE, "finish", by=None, done_at=timezone.now(), counts=counts, mentions=mentions_of(person, names)
    )
    transaction.on_commit(lambda: note_erasure(person.trust_id, person.pk))
    return done


def empty_rows(person: Person, records: list[Record]) -> dict[str, int]:
    """Empty what is about the person in these classes of record; how many rows of which table held anything."""
    counts: dict[str, int] = {}
    for model, labels in labelled_models():
        if is_of_a_trust(model) and labels.record in records:
            emptied = empty(model, labels, rows_about(model, labels, person))
            if emptied:
                counts[model._meta.label_lower] = emptied
    return counts


def leave(person: Person) -> None:
    """No role, no name, never again in a list of names."""
    Membership.objects.filter(trust_id=person.trust_id, user_id=person.user_id).filter(is_active=True).update(
        is_active=False, ended_at=timezone.now()
    )
    Person.objects.filter(pk=person.pk).update(full_name=NOBODY, erased_at=timezone.now())


def _drop_files(person: Person) -> None:
    """The bytes of what they uploaded go once this is committed; the rows stay, without names."""
    for key in StoredFile.objects.filter(uploaded_by=person).values_list("key", flat=True):
        transaction.on_commit(partial(discard, key), robust=True)


def _forget_letters(person: Person, names: frozenset[str]) -> None:
    """E-mails on their way to them are not sent; what others were sent about them is emptied."""
    Message.objects.filter(recipient=person, state__in=ON_ITS_WAY).delete()
    labels: Any = Message.privacy  # type: ignore[attr-defined]
    for name in names:
        for field in ("subject", "body", "error"):
            told = Message.objects.exclude(state__in=ON_ITS_WAY).filter(**{f"{field}__icontains": name})
            empty(Message, labels, told)
