"""The copy of everything kept about a person, made by walking every labelled model (docs/data-copy.md).

Other people's part is protected: nobody else is named, and words written in confidence are withheld with the reason.
Scores and ratings given by others are theirs to know, without who gave them (security.md, decision f).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import models
from django.utils import formats, timezone
from django.utils.text import capfirst

from trusts.labels import SELF, Label, Labels, Record, labels_of
from trusts.models import Person, StoredFile
from trusts.records import RECORDS
from trusts.states import FileState
from trusts.walk import is_of_a_trust, labelled_models, links_to, rows_about, rows_by, rows_naming

SCHEMA = "homegrown-data-copy/1"
YOU = "you"
SOMEBODY = "a colleague (name withheld)"
IN_CONFIDENCE = "withheld: a colleague wrote this in confidence"
LONG = 5
MACHINE_FIELDS = ("trust", "updated_at")
DEED_FIELDS = ("id", "created_at", "action", "kind", "operation", "subject_type", "state")


@dataclass(frozen=True, slots=True)
class Cell:
    """One field of one row: its name in data.json, its name in words, and what it holds."""

    name: str
    words: str
    value: Any
    is_for_people: bool = True  # False: an identifier or a counter, in data.json alone

    @property
    def text(self) -> str:
        """As a page says it; nothing for what is empty."""
        if isinstance(self.value, datetime):
            return formats.date_format(timezone.localtime(self.value), r"j F Y \a\t H:i")
        if isinstance(self.value, date):
            return formats.date_format(self.value, "j F Y")
        if isinstance(self.value, list):
            return ", ".join("none" if one is None else str(one) for one in self.value)
        if isinstance(self.value, bool):
            return "yes" if self.value else "no"
        return "" if self.value is None else str(self.value)


@dataclass(frozen=True, slots=True)
class Table:
    """All rows of one kind."""

    name: str
    title: str
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def columns(self) -> list[int]:
        """Which cells a page shows: those for people that hold something in any row."""
        places = range(len(self.rows[0]))
        return [at for at in places if any(row[at].is_for_people and row[at].text for row in self.rows)]

    @property
    def is_long(self) -> bool:
        """Whether it is read more easily as lines of a table than as one block after another."""
        return len(self.rows) > LONG


@dataclass(frozen=True, slots=True)
class Section:
    """One class of record: what it holds, why, how long, and the tables."""

    record: str
    title: str
    purpose: str
    kept: str
    tables: tuple[Table, ...]


@dataclass(slots=True)
class DataCopy:
    """Everything kept about one person in one Trust, as at an instant."""

    person: Person
    trust_name: str
    as_at: datetime
    sections: list[Section] = field(default_factory=list)
    deeds: tuple[Table, ...] = ()
    named: tuple[Table, ...] = ()
    files: tuple[tuple[str, str], ...] = ()  # (name in the copy, key below FILES_ROOT)

    def as_json(self) -> dict[str, Any]:
        """The whole as data.json holds it; documented in docs/data-copy.md."""
        return {
            "schema": SCHEMA,
            "as_at": self.as_at.isoformat(),
            "trust": self.trust_name,
            "person": {"id": str(self.person.pk), "name": str(self.person)},
            "about_you": [
                {
                    "record": section.record,
                    "title": section.title,
                    "purpose": section.purpose,
                    "kept": section.kept,
                    "tables": [_table_json(table) for table in section.tables],
                }
                for section in self.sections
            ],
            "what_you_did": [_table_json(table) for table in self.deeds],
            "where_you_are_named": [_table_json(table) for table in self.named],
            "files": [name for name, _ in self.files],
        }


def _table_json(table: Table) -> dict[str, Any]:
    rows = [{cell.name: plain(cell.value) for cell in row} for row in table.rows]
    return {"table": table.name, "title": table.title, "rows": rows}


def read_trust_part(person: Person, as_at: datetime) -> DataCopy:
    """What the Trust in context keeps about a person. How they sign in belongs to no Trust: see add_sign_in()."""
    copy = DataCopy(person, person.trust.name, as_at)
    walked = [(model, labels) for model, labels in labelled_models() if is_of_a_trust(model)]
    copy.sections = list(_sections(walked, person))
    copy.deeds = tuple(_deeds(walked, person))
    copy.named = tuple(_named(walked, person))
    copy.files = tuple(_files(person))
    return copy


def add_sign_in(copy: DataCopy) -> None:
    """How the person signs in, read outside any Trust's context."""
    walked = [(model, labels) for model, labels in labelled_models() if not is_of_a_trust(model)]
    copy.sections += list(_sections(walked, copy.person))


def _files(person: Person) -> Iterator[tuple[str, str]]:
    """The files they uploaded, numbered so that no two have one name."""
    files = StoredFile.objects.filter(uploaded_by=person, state=FileState.AVAILABLE).order_by("created_at")
    for number, file in enumerate(files, 1):
        yield f"{number:03}-{file.name}", file.key


def _sections(walked: list[tuple[Any, Labels]], person: Person) -> Iterator[Section]:
    for record in Record:
        tables = tuple(
            table
            for model, labels in walked
            if labels.record == record and (table := _table_about(model, labels, person)).rows
        )
        if tables:
            words = RECORDS[record]
            yield Section(record, words.title, words.purpose, words.period(), tables)


def _table_about(model: Any, labels: Labels, person: Person) -> Table:
    rows = rows_about(model, labels, person) if labels.is_told else model._default_manager.none()
    if labels.told_once:
        rows = rows.filter(**{f"{labels.told_once}__isnull": False}).distinct()
    columns = [column for column in model._meta.local_fields if _is_told(column, labels)]
    related = [column.name for column in columns if _is_the_trusts_own(column)]
    author = [labels.author] if labels.author and labels.author != SELF else []
    if related or author:
        rows = rows.select_related(*related, *author)
    return Table(
        model._meta.label_lower,
        capfirst(str(model._meta.verbose_name_plural)),
        tuple(tuple(_cell(row, column, labels, person) for column in columns) for row in rows.order_by("pk")),
    )


def _is_told(column: Any, labels: Labels) -> bool:
    """Keys are told to nobody; what machines keep for machines says nothing."""
    label = labels.label(column)
    machine = label == Label.SYSTEM and isinstance(column, models.JSONField)
    return label != Label.KEY and not machine and column.name not in MACHINE_FIELDS


def _is_the_trusts_own(column: Any) -> bool:
    """Whether a key leads to words of the Trust, such as a competency, which are told in full."""
    labels = labels_of(column.related_model) if column.is_relation else None
    return labels is not None and labels.record == Record.TRUST


def _cell(row: Any, column: Any, labels: Labels, person: Person) -> Cell:
    label, raw = labels.label(column), getattr(row, column.attname)
    if raw is None or raw == "":
        value = raw
    elif label == Label.LINK:
        value = YOU if raw in (person.pk, person.user_id) else SOMEBODY
    elif label == Label.THIRD_PARTY and not _wrote(row, labels, person):
        value = IN_CONFIDENCE
    elif _is_the_trusts_own(column):
        value = str(getattr(row, column.name))
    elif column.choices:
        value = str(dict(column.flatchoices).get(raw, raw))
    else:
        value = raw
    own = _is_the_trusts_own(column) or column.choices or isinstance(column, models.DateTimeField)
    says = value != YOU and (label != Label.SYSTEM or own)
    return Cell(column.name, capfirst(str(column.verbose_name)), value, bool(says))


def _wrote(row: Any, labels: Labels, person: Person) -> bool:
    author = row
    for step in (labels.author or "").split("__"):
        author = getattr(author, step, None)
    return getattr(author, "pk", None) in (person.pk, person.user_id)


def plain(value: Any) -> Any:
    """A value as JSON holds it: numbers, words and lists of them."""
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID | Decimal) else value


def _deeds(walked: list[tuple[Any, Labels]], person: Person) -> Iterator[Table]:
    """What the person did that is about others or nobody: when and of what kind, not what it says."""
    for model, labels in walked:
        columns = [column for column in model._meta.local_fields if column.name in DEED_FIELDS]
        rows = rows_by(model, labels, person).order_by("pk").only(*(column.name for column in columns))
        told = tuple(tuple(_cell(row, column, labels, person) for column in columns) for row in rows)
        if told:
            yield Table(model._meta.label_lower, capfirst(str(model._meta.verbose_name_plural)), told)


def _named(walked: list[tuple[Any, Labels]], person: Person) -> Iterator[Table]:
    """Where the person is named in what is about others, as sponsor or by whom it was signed."""
    for model, labels in walked:
        for link in links_to(model, labels):
            ids = rows_naming(model, link, person).order_by("pk").values_list("pk", flat=True)
            rows = tuple((Cell("id", "ID", str(pk)), Cell("as", "As", str(link.verbose_name))) for pk in ids)
            if rows:
                yield Table(model._meta.label_lower, capfirst(str(model._meta.verbose_name_plural)), rows)
