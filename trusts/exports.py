"""The audit as a spreadsheet."""

import csv
from collections.abc import Iterable
from io import StringIO

from django.utils import timezone

from trusts.selectors.audit import Line
from trusts.spreadsheets import safe_cell


def audit_csv(lines: Iterable[Line]) -> str:
    """One line of the audit a row, times in UK time; no cell can be taken for a formula."""
    file = StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(["When", "Who", "Action", "What", "Name", "Id", "Details"])
    for line in lines:
        at = f"{timezone.localtime(line.at):%Y-%m-%d %H:%M:%S}"
        cells = (line.who, line.done, line.thing, line.name, line.thing_id, line.details)
        writer.writerow([at, *map(safe_cell, cells)])
    return "\ufeff" + file.getvalue()
