"""`manage.py record_of_processing`: which field of which table holds what, of whom (UK GDPR, article 30)."""

from typing import Any

from django.core.management.base import BaseCommand

from trusts.labels import Label, Record
from trusts.records import RECORDS
from trusts.walk import labelled_models


class Command(BaseCommand):
    """Prints Markdown, read from the labels: one heading a class of record, one line a table."""

    help = "Print which field of which table holds what, of whom, why and for how long, as the labels say it now."

    def handle(self, *args: Any, **options: Any) -> None:
        """By class of record."""
        for record in Record:
            words = RECORDS[record]
            self.stdout.write(f"\n## {words.title}\n\n{words.holds} {words.purpose} Kept: {words.period()}.\n")
            for model, labels in labelled_models():
                if labels.record == record:
                    self.stdout.write(
                        f"- **{model._meta.label}** (of: {labels.subject or 'nobody'}): {_fields(model, labels)}"
                    )


def _fields(model: Any, labels: Any) -> str:
    by_label: dict[Label, list[str]] = {}
    for column in model._meta.local_fields:
        by_label.setdefault(labels.label(column), []).append(column.name)
    told = [label for label in Label if label in by_label and label not in (Label.SYSTEM, Label.LINK)]
    return (
        "; ".join(f"{label.name.lower()}: {', '.join(by_label[label])}" for label in told) or "keys, times and states"
    )
