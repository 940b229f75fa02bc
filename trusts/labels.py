"""Privacy labels: what every field of every model holds, whom its row is about, and how long it is kept.

Each model says so above its own name:

    @labelled(record=Record.DEVELOPMENT, subject="owner", author="owner", personal="title description link")
    class Evidence(TrustOwned): ...

Labels are words in lower case, each naming fields between spaces. Keys, instants (`DateTimeField`), states, positions
and editions label themselves. `subject` leads to the Person the row is about and `author` to the Person whose words it
holds, written as a query would (`application__applicant`); "self" is the row itself. A field without a label fails
tests/architecture/test_labels.py. Subject access, erasure, retention and docs/privacy.md are all read from here.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from django.db import models


class Label(StrEnum):
    """What a field holds; the value says it in words."""

    TRUST = "the organisation's own words and numbers"
    IDENTIFIER = "who somebody is: names, addresses, numbers"
    PERSONAL = "what somebody wrote or did"
    SENSITIVE = "somebody's weaknesses, ratings, reasons or outcomes"
    THIRD_PARTY = "what somebody said about another in confidence"
    KEY = "keys and hashes, shown to nobody"
    SYSTEM = "identifiers, times and states"
    LINK = "which person"


class Record(StrEnum):
    """Classes of record: each has one purpose and one retention period (trusts/records.py)."""

    PERSON = "person"
    SIGN_IN = "sign_in"
    SELECTION = "selection"
    ACADEMIC = "academic"
    DEVELOPMENT = "development"
    PROJECT = "project"
    REPORT = "report"
    MESSAGE = "message"
    AUDIT = "audit"
    TRUST = "trust"


SELF = "self"
PEOPLE = ("trusts.Person", "trusts.User")
SAYS_ITSELF = ("state", "position", "edition")


@dataclass(frozen=True)
class Labels:
    """The labels of one model."""

    record: Record
    subject: str | None = None
    author: str | None = None
    named: dict[str, Label] = field(default_factory=dict)
    told_once: str | None = None
    is_told: bool = True

    def label(self, column: Any) -> Label | None:
        """The label of a field: as named, or by its kind; None is a fault."""
        return self.named.get(column.name) or by_kind(column)


def by_kind(column: Any) -> Label | None:
    """The label a field carries by its kind, if it needs no telling."""
    if column.is_relation:
        return Label.LINK if column.related_model._meta.label in PEOPLE else Label.SYSTEM
    if column.primary_key or isinstance(column, models.DateTimeField) or column.name in SAYS_ITSELF:
        return Label.SYSTEM
    return None


def _named(words: dict[str, str]) -> dict[str, Label]:
    return {name: Label[label.upper()] for label, names in words.items() for name in names.split()}


def labelled[Model: type[models.Model]](
    *,
    record: Record,
    subject: str | None = None,
    author: str | None = None,
    told_once: str | None = None,
    is_told: bool = True,
    **words: str,
) -> Callable[[Model], Model]:
    """Label a model: `words` are labels in lower case, each naming fields between spaces.

    `told_once` keeps a row out of the copy its subject may ask for until the path leads somewhere: reviews of an
    application under way are told once it is decided. `is_told` false keeps it out of every copy: what is only meant
    becomes another row, which is told, or nothing.
    """
    labels = Labels(record, subject, author, _named(words), told_once, is_told)

    def keep(model: Model) -> Model:
        model.privacy = labels  # type: ignore[attr-defined]
        return model

    return keep


def _library(record: Record, subject: str | None = None, **words: str) -> Labels:
    return Labels(record, subject, None, _named(words))


# Tables of libraries that lead to a person. The others hold nothing about anybody (tests/architecture/test_labels.py).
LIBRARIES = {
    "account.EmailAddress": _library(Record.SIGN_IN, "user", identifier="email", system="verified primary"),
    "account.EmailConfirmation": _library(Record.SIGN_IN, "email_address__user", key="key"),
    "mfa.Authenticator": _library(Record.SIGN_IN, "user", system="type", key="data"),
    "usersessions.UserSession": _library(
        Record.SIGN_IN, "user", personal="ip user_agent", key="session_key", system="data"
    ),
    "knox.AuthToken": _library(Record.SIGN_IN, "user", key="digest token_key"),
    "socialaccount.SocialAccount": _library(
        Record.SIGN_IN, "user", identifier="uid", system="provider", personal="extra_data"
    ),
    "socialaccount.SocialToken": _library(Record.SIGN_IN, "account__user", key="token token_secret"),
}


def labels_of(model: Any) -> Labels | None:
    """The labels of a model of ours, of a library's, or of the history that the database keeps of a labelled model."""
    tracked = getattr(model, "pgh_tracked_model", None)
    if tracked is not None and (labels := labels_of(tracked)):
        return _of_history(model, labels)
    return model.__dict__.get("privacy") or LIBRARIES.get(model._meta.label)


def _of_history(model: Any, labels: Labels) -> Labels:
    """History keeps what it copies under the same labels; what the database adds is its own."""
    own = {column.name: Label.SYSTEM for column in model._meta.local_fields if column.name.startswith("pgh_")}
    return replace(labels, named=labels.named | own)
