"""What is not needed any more goes by itself: daily, by the labels and the Trust's periods, never what is on hold."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Max, QuerySet, Value
from django.utils import timezone

from trusts.clocks import CLOCKED, is_over, months_before
from trusts.emptying import empty, still_telling
from trusts.labels import Labels, Record
from trusts.models import Erasure, Hold, Membership, Person, RetentionPeriod, StoredFile
from trusts.records import RECORDS
from trusts.services.audit import record_event
from trusts.services.erasures import empty_rows, leave
from trusts.services.moves import move
from trusts.services.storage import discard
from trusts.states import ERASURE, ErasureKind, ErasureState
from trusts.tenancy import current
from trusts.walk import is_of_a_trust, labelled_models
from trusts.workflow import RefusedError

SETTABLE = (*CLOCKED, Record.PERSON, Record.REPORT)


@dataclass(frozen=True)
class DueTable:
    """Rows of one kind whose time is over: how many still hold words."""

    record: Record
    table: str
    rows: int


def months_kept() -> dict[Record, int]:
    """How many months the Trust in context keeps each class that ends by the clock."""
    own = dict(RetentionPeriod.objects.values_list("record", "months"))
    return {record: own.get(record, words.months) for record, words in RECORDS.items() if words.months is not None}


def settable_periods() -> dict[Record, int]:
    """The periods a Trust sets for itself; how people sign in is one for all, and the audit is never emptied."""
    return {record: months for record, months in months_kept().items() if record in SETTABLE}


@transaction.atomic
def set_period(*, record: Record, months: int, by: Person) -> RetentionPeriod:
    """Keep a class of record this long from now on."""
    if record not in SETTABLE:
        raise RefusedError("This class of record has no period of its own.")
    period, _ = RetentionPeriod.objects.update_or_create(
        trust_id=by.trust_id, record=record, defaults={"months": months}
    )
    record_event(action="retention.set", subject=period, by=by, record=record, months=months)
    return period


def due(day: date) -> list[DueTable]:
    """What will be emptied by this day, in the Trust in context, counted in one statement; nothing is changed."""
    walked = {
        model._meta.label_lower: (labels, _counted(model, labels, rows)) for model, labels, rows in _due_rows(day)
    }
    first, *rest = (counted for _, counted in walked.values())
    counts = {row["table"]: row["rows"] for row in first.union(*rest, all=True).order_by()}
    found = [DueTable(labels.record, table, counts.get(table, 0)) for table, (labels, _) in walked.items()]
    found.append(DueTable(Record.PERSON, "trusts.person", len(people_due(day))))
    return [table for table in found if table.rows]


def _counted(model: Any, labels: Labels, rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    named = rows.order_by().annotate(table=Value(model._meta.label_lower)).values("table")
    return named.annotate(rows=Count("pk", filter=still_telling(model, labels)))


def _due_rows(day: date) -> Iterator[tuple[Any, Labels, QuerySet[Any]]]:
    months, held = months_kept(), list(Hold.objects.in_force().values_list("person_id", flat=True))
    for model, labels in labelled_models():
        if labels.record in CLOCKED and labels.subject and is_of_a_trust(model):
            over = is_over(model, labels, months_before(day, months[labels.record]))
            yield model, labels, model.objects.filter(over).exclude(**{f"{labels.subject}__in": held})


def people_due(day: date) -> list[Person]:
    """People without a role whose last one ended longer ago than the Trust keeps who they were."""
    cutoff = months_before(day, months_kept()[Record.PERSON])
    roles = Membership.objects.filter(trust_id=current().trust_id or 0)
    still = roles.filter(is_active=True).values("user_id")
    last = roles.exclude(user_id__in=still).values("user_id").annotate(ended=Max("ended_at"))
    ended = last.filter(ended__date__lt=cutoff).values_list("user_id", flat=True)
    kept = Hold.objects.in_force().values("person_id")
    return list(Person.objects.filter(user_id__in=ended, erased_at=None).exclude(pk__in=kept))


@transaction.atomic
def run_retention(day: date) -> list[DueTable]:
    """Empty what is due in the Trust in context; returns what was emptied."""
    done = due(day)
    for person_id in _people_of(day):
        _empty_by_the_clock(day, person_id)
    for model, labels, rows in _due_rows(day):
        if labels.record == Record.MESSAGE:
            empty(model, labels, rows)
    for person in people_due(day):
        erasure = _begin(person, [Record.PERSON])
        counts = empty_rows(person, [Record.PERSON])
        leave(person)
        move(erasure, ERASURE, "finish", by=None, done_at=timezone.now(), counts=counts)
    return done


def _people_of(day: date) -> set[UUID]:
    people: set[UUID] = set()
    for model, labels, rows in _due_rows(day):
        if labels.record != Record.MESSAGE:
            people |= set(rows.filter(still_telling(model, labels)).values_list(str(labels.subject), flat=True))
    return people


def _empty_by_the_clock(day: date, person_id: UUID) -> None:
    """One person's rows, under an erasure of their own: the database lets fixed reasons be emptied in no other way."""
    person = Person.objects.get(pk=person_id)
    counts: dict[str, int] = {}
    due_rows = [found for found in _due_rows(day) if found[1].record != Record.MESSAGE]
    erasure = _begin(person, sorted({labels.record for _, labels, _ in due_rows}))
    for model, labels, rows in due_rows:
        own = rows.filter(**{str(labels.subject): person_id})
        if model is StoredFile:
            for key in own.filter(still_telling(model, labels)).values_list("key", flat=True):
                transaction.on_commit(partial(discard, key), robust=True)
        if emptied := empty(model, labels, own):
            counts[model._meta.label_lower] = emptied
    move(erasure, ERASURE, "finish", by=None, done_at=timezone.now(), counts=counts)


def _begin(person: Person, records: list[Record]) -> Erasure:
    erasure = Erasure.objects.create(
        trust_id=person.trust_id,
        person=person,
        kind=ErasureKind.RETENTION,
        state=ErasureState.APPROVED,
        records=records,
    )
    return move(erasure, ERASURE, "begin", by=None)
