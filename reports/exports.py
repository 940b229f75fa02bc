"""Spreadsheets. No cell can be taken for a formula, and the same rows give the same bytes.

Rows share most of their cells with others: the text of a row's beginning, middle and end is made once each, which
makes the file tens of times as quick as cell by cell (docs/performance.md).
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from html import escape
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from reports.selectors.exports import COLUMNS, Cells, Export
from trusts.spreadsheets import safe_cell

_WIDTHS = (16, 12, 28, 28, 16, 10, 10, 24, 12, 36, 7, 16, 11, 13, 13, 40)
_NAMES: Cells = tuple(column.name for column in COLUMNS)


def safe(cell: str | int | None) -> str | int:
    """The cell as text no spreadsheet runs; numbers as they are."""
    if cell is None:
        return ""
    return cell if isinstance(cell, int) else safe_cell(cell)


def write_csv(export: Export, file: BinaryIO) -> None:
    """UTF-8 with a byte order mark, every text quoted, lines ended as RFC 4180 wants."""
    file.write(f"\ufeff{_csv(_NAMES)}\r\n".encode())
    for lines in _rows(export, _csv, ("", ",", "\r\n")):
        file.write(lines)


def write_xlsx(export: Export, file: BinaryIO) -> None:
    """Two sheets, written row by row: the rows, and what the columns mean with the totals of the whole."""
    with ZipFile(file, "w") as book:
        for name, text in _PARTS.items():
            book.writestr(_member(name), text)
        book.writestr(_member("docProps/core.xml"), _CORE.format(_xml(f"Competency export, {export.cohort}")))
        with book.open(_member("xl/worksheets/sheet1.xml"), "w") as sheet:
            sheet.write((_sheet(_WIDTHS, _FROZEN) + f"<row>{_bold(_NAMES)}</row>").encode())
            for lines in _rows(export, _xlsx, ("<row>", "", "</row>")):
                sheet.write(lines)
            sheet.write(_END.encode())
        about = "".join(f"<row>{_xlsx(cells) if cells[1:] else _bold(cells)}</row>" for cells in _about(export))
        book.writestr(_member("xl/worksheets/sheet2.xml"), _sheet((24, 90)) + about + _END)


def _about(export: Export) -> Iterable[Cells]:
    """A row of one cell is a heading."""
    yield (f"Competency export, {export.cohort}",)
    yield "Rows", export.row_count
    yield "People", export.people
    yield "Self-assessments", len(export.assessments)
    yield "Rows with a level", export.rated
    yield ("Only what doctors released to the Trust is in this file.",)
    yield from ((column.name, column.meaning) for column in COLUMNS)


def _rows(export: Export, text: Callable[[Cells], str], marks: tuple[str, str, str]) -> Iterator[bytes]:
    """The rows of one assessment at a time; `marks` stand before a row, between its three parts and after it."""
    before, between, after = marks
    of_middle = cache(text)
    for head, middles, tail in export.blocks():
        begin, end = f"{before}{text(head)}{between}", f"{between}{text(tail)}{after}"
        yield "".join([begin + of_middle(middle) + end for middle in middles]).encode()


def _csv(cells: Cells) -> str:
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_NONNUMERIC, lineterminator="").writerow([safe(cell) for cell in cells])
    return text.getvalue()


# A workbook is a few small files of XML in a zip. Texts stand in their cells, so nothing is held until the end.

_SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_CONTENT = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_END = "</sheetData></worksheet>"
_FROZEN = (
    '<sheetViews><sheetView workbookViewId="0">'
    '<pane xSplit="3" ySplit="1" topLeftCell="D2" activePane="bottomRight" state="frozen"/></sheetView></sheetViews>'
)
# No instant of making stands inside: the row of the report says when; the bytes depend on the data alone.
_CORE = (
    f'{_HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{}</dc:title></cp:coreProperties>'
)
_PARTS = {
    "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_CONTENT}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_CONTENT}.worksheet+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet2.xml" ContentType="{_CONTENT}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_CONTENT}.styles+xml"/>'
    '<Override PartName="/docProps/core.xml"'
    ' ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>',
    "_rels/.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
    f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
    "</Relationships>",
    "xl/workbook.xml": f'{_HEAD}<workbook xmlns="{_SPREADSHEET}" xmlns:r="{_OFFICE}"><sheets>'
    '<sheet name="Released ratings" sheetId="1" r:id="rId1"/><sheet name="About this export" sheetId="2" r:id="rId2"/>'
    "</sheets></workbook>",
    "xl/_rels/workbook.xml.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_OFFICE}/worksheet" Target="worksheets/sheet2.xml"/>'
    f'<Relationship Id="rId3" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
    "xl/styles.xml": f'{_HEAD}<styleSheet xmlns="{_SPREADSHEET}">'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    "<borders><border><left/><right/><top/><bottom/><diagonal/></border></borders>"
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
}
# What XML cannot hold, and what could be taken for the way it is written instead (ECMA-376, 22.9.2.19).
_UNHEARD = re.compile("[\0-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")


def _member(name: str) -> ZipInfo:
    """A part of the workbook, of one fixed day."""
    part = ZipInfo(name, (2000, 1, 1, 0, 0, 0))
    part.compress_type = ZIP_DEFLATED
    return part


def _sheet(widths: tuple[int, ...], views: str = "") -> str:
    columns = "".join(
        f'<col min="{at}" max="{at}" width="{wide}" customWidth="1"/>' for at, wide in enumerate(widths, 1)
    )
    return f'{_HEAD}<worksheet xmlns="{_SPREADSHEET}">{views}<cols>{columns}</cols><sheetData>'


def _xlsx(cells: Cells) -> str:
    return "".join(_cell(safe(cell)) for cell in cells)


def _bold(cells: Cells) -> str:
    return _xlsx(cells).replace("<c ", '<c s="1" ')


def _cell(cell: str | int) -> str:
    if isinstance(cell, int):
        return f"<c><v>{cell}</v></c>"
    if not cell:
        return "<c/>"
    space = "" if cell == cell.strip() else ' xml:space="preserve"'
    return f'<c t="inlineStr"><is><t{space}>{_xml(cell)}</t></is></c>'


def _xml(words: str) -> str:
    return escape(_UNHEARD.sub(lambda found: f"_x{ord(found[0]):04X}_", words), quote=False)
