"""Spreadsheets. No cell can be taken for a formula, and the same rows give the same bytes."""

import csv
import io
from collections.abc import Iterable
from datetime import datetime
from typing import BinaryIO

from reports.selectors.exports import COLUMNS, Export
from trusts.spreadsheets import safe_cell

# A fixed date of making inside the file: the row of the report says when; the bytes depend on the data alone.
_MADE = datetime(2000, 1, 1)  # noqa: DTZ001 - the format knows no time zones
_WIDTHS = (16, 12, 28, 28, 16, 10, 10, 24, 12, 36, 7, 16, 11, 13, 13, 40)


def safe(cell: str | int | None) -> str | int:
    """The cell as text no spreadsheet runs; numbers as they are."""
    if cell is None:
        return ""
    return cell if isinstance(cell, int) else safe_cell(cell)


def write_csv(export: Export, file: BinaryIO) -> None:
    """UTF-8 with a byte order mark, every text quoted, lines ended as RFC 4180 wants."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow([column.name for column in COLUMNS])
    writer.writerows([safe(cell) for cell in row] for row in export.rows())
    text.detach()


def write_xlsx(export: Export, file: BinaryIO) -> None:
    """Two sheets, written row by row: the rows, and what the columns mean with the totals of the whole."""
    import xlsxwriter

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(file, options)
    book.set_properties({"title": f"Competency export, {export.cohort}", "created": _MADE})
    head = book.add_format({"bold": True, "bottom": 1})
    sheet = book.add_worksheet("Released ratings")
    sheet.freeze_panes(1, 3)
    for index, width in enumerate(_WIDTHS):
        sheet.set_column(index, index, width)
    _write_row(sheet, 0, [column.name for column in COLUMNS], head)
    for number, row in enumerate(export.rows(), start=1):
        _write_row(sheet, number, row)
    about = book.add_worksheet("About this export")
    about.set_column(0, 0, 24)
    about.set_column(1, 1, 90)
    for number, (name, words) in enumerate(_about(export)):
        _write_row(about, number, (name, words), None if words else head)
    book.close()


def _about(export: Export) -> Iterable[tuple[str, str | int]]:
    yield f"Competency export, {export.cohort}", ""
    yield "Rows", export.row_count
    yield "People", export.people
    yield "Self-assessments", len(export.assessments)
    yield "Rows with a level", export.rated
    yield "Only what doctors released to the Trust is in this file.", ""
    yield from ((column.name, column.meaning) for column in COLUMNS)


def _write_row(sheet: object, number: int, cells: Iterable[str | int | None], style: object = None) -> None:
    for index, cell in enumerate(cells):
        value = safe(cell)
        if isinstance(value, int):
            sheet.write_number(number, index, value, style)  # type: ignore[attr-defined]
        elif value:
            sheet.write_string(number, index, value, style)  # type: ignore[attr-defined]
