"""The table behind a drawing."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Table:
    """Words and numbers as text, for a table on the page and for a file.

    Attributes:
        headers: one a column.
        rows: each as long as the headers.
    """

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
