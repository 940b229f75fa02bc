"""Texts for spreadsheets, none of which can be taken for a formula (security.md 6, row 11; OWASP CSV injection)."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_TROUBLE = frozenset("=+-@\t\r\n\0＝＋－＠")


def safe_cell(cell: str) -> str:
    """The text; one that begins like a formula, also after spaces, gets a quote mark before it."""
    begins = cell.lstrip()[:1]
    return f"'{cell}" if cell[:1] in _TROUBLE or (begins and begins in _TROUBLE) else cell


def csv_of_table(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """The table behind a picture as the text of a file that spreadsheets open, every cell a safe one."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow([safe_cell(header) for header in headers])
    writer.writerows([cell if _NUMBER.fullmatch(cell) else safe_cell(cell) for cell in row] for row in rows)
    return f"\ufeff{file.getvalue()}"
