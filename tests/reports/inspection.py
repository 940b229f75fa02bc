"""What a reading machine and a printer need of a PDF: each function answers the faults it found, in words."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from pypdf import PdfReader
from weasyprint import Document

HALF = 0.5


def faults_of(reader: PdfReader, *, title: str) -> list[str]:
    """Everything PDF/UA-1 asks that can be seen from the structure: headings, tables, lists, pictures, fonts, names."""
    found = [*_document(reader, title), *_headings(reader), *_bookmarks(reader), *_fonts(reader)]
    for node in elements(reader):
        check = {"/Table": _table, "/Figure": _figure, "/L": _list}.get(node["/S"])
        found += check(node) if check else []
    return found


def elements(reader: PdfReader) -> Iterator[Any]:
    """Every element of the structure, in reading order."""
    yield from _under(reader.trailer["/Root"]["/StructTreeRoot"])


def _under(node: Any) -> Iterator[Any]:
    for kid in _kids(node):
        if hasattr(kid, "get") and "/S" in kid:
            yield kid
            yield from _under(kid)


def _kids(node: Any) -> list[Any]:
    kids = node.get("/K", [])
    kids = kids.get_object() if hasattr(kids, "get_object") else kids
    return [kid.get_object() for kid in (kids if isinstance(kids, list) else [kids])]


def _named(node: Any, name: str) -> list[Any]:
    return [part for part in _under(node) if part["/S"] == name]


def _document(reader: PdfReader, title: str) -> Iterator[str]:
    root = reader.trailer["/Root"]
    xmp = reader.xmp_metadata.stream.get_data() if reader.xmp_metadata else b""
    if not root.get("/MarkInfo", {}).get("/Marked"):
        yield "it is not tagged"
    if root.get("/Lang") != "en-GB":
        yield f"its language is {root.get('/Lang')}"
    if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle"):
        yield "its title is not shown"
    if reader.metadata is None or reader.metadata.title != title:
        yield f"its title is {reader.metadata and reader.metadata.title}"
    if b"pdfuaid" not in xmp or b"dc:title" not in xmp:
        yield "its metadata name no PDF/UA, or no title"
    yield from (
        f"page {at} has no structure" for at, page in enumerate(reader.pages, 1) if "/StructParents" not in page
    )


def heading_levels(reader: PdfReader) -> list[int]:
    """The levels of the headings in reading order."""
    return [int(node["/S"][2]) for node in elements(reader) if node["/S"] in ("/H1", "/H2", "/H3", "/H4")]


def _headings(reader: PdfReader) -> Iterator[str]:
    levels = heading_levels(reader)
    if levels[:1] != [1] or levels.count(1) != 1:
        yield f"its headings begin {levels[:3]}"
    for before, after in pairwise(levels):
        if after > before + 1:
            yield f"a heading of level {after} follows one of level {before}"


def bookmarks(reader: PdfReader) -> list[str]:
    """The titles of all bookmarks, in order."""

    def flat(marks: list[Any]) -> Iterator[str]:
        for mark in marks:
            yield from flat(mark) if isinstance(mark, list) else [str(mark.title)]

    return list(flat(reader.outline))


def _bookmarks(reader: PdfReader) -> Iterator[str]:
    if len(bookmarks(reader)) != len(heading_levels(reader)):
        yield f"{len(heading_levels(reader))} headings have {len(bookmarks(reader))} bookmarks"


def _fonts(reader: PdfReader) -> Iterator[str]:
    for at, page in enumerate(reader.pages, 1):
        for font in _fonts_in(page.get("/Resources", {})):
            inner = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
            if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(inner.get("/FontDescriptor", {})):
                yield f"page {at}: {inner.get('/BaseFont')} is not inside"


def _fonts_in(resources: Any) -> Iterator[Any]:
    """The fonts of a page and of the drawings on it."""
    resources = resources.get_object()
    yield from (font.get_object() for font in resources.get("/Font", {}).get_object().values())
    for drawing in resources.get("/XObject", {}).values():
        yield from _fonts_in(drawing.get_object().get("/Resources", {})) if "/Resources" in drawing.get_object() else ()


def _figure(node: Any) -> Iterator[str]:
    if not str(node.get("/Alt", "")).strip():
        yield "a picture says nothing"


def _list(node: Any) -> Iterator[str]:
    yield from (f"a list holds {kid['/S']}" for kid in _kids(node) if kid["/S"] not in ("/LI", "/Caption"))


def _table(node: Any) -> Iterator[str]:
    """Every cell of data names headings, and among them that of its own column; every row is as wide as the first."""
    rows = [[(cell, *_place(row, cell)) for cell in _kids(row)] for row in _named(node, "/TR")]
    if not rows or not _named(node, "/TH"):
        yield "a table has no heading"
        return
    columns = {cell.get("/ID"): column for row in rows for cell, column, _ in row if cell["/S"] == "/TH"}
    wide = {sum(width for _, _, width in row) for row in rows}
    if len(wide) != 1:
        yield f"a table has rows {sorted(wide)} columns wide"
    for row in rows:
        for cell, column, _ in row:
            if cell["/S"] not in ("/TH", "/TD"):
                yield f"a row holds {cell['/S']}"
            elif "/RowSpan" in cell.get("/A", {}):
                yield "a cell stands over two rows, which mixes up the headings of the next"
            elif cell["/S"] == "/TD":
                named = [columns.get(key) for key in cell.get("/A", {}).get("/Headers", [])]
                if column not in named or None in named:
                    yield f"a cell of column {column} has the headings of {named}"


def _place(row: Any, cell: Any) -> tuple[int, int]:
    """The column a cell begins in, and how many it takes."""
    column = 0
    for other in _kids(row):
        width = int(other.get("/A", {}).get("/ColSpan", 1))
        if other is cell:
            return column, width
        column += width
    raise AssertionError


# --- the pages as they were laid out ---


def faults_of_pages(document: Document) -> list[str]:
    """A heading that stands last on its page, a row cut in two, a page left half empty."""
    found: list[str] = []
    rows: dict[Any, set[int]] = {}
    last = len(document.pages) - 1
    for at, page in enumerate(document.pages):
        lines = list(_lines(page._page_box))
        if lines and max(lines, key=lambda line: line[0])[1] in ("h1", "h2", "h3", "caption", "leads"):
            found.append(f"page {at + 1} ends with a heading")
        for row in _rows(page._page_box):
            rows.setdefault(row, set()).add(at)
    found += [f"a row is cut between pages {sorted(pages)}" for pages in rows.values() if len(pages) > 1]
    return found + [f"page {at + 1} is half empty" for at in range(2, last) if filled(document, at) < HALF]


def filled(document: Document, at: int) -> float:
    """How much of a page's height is used, from its top to its last line or picture."""
    box = document.pages[at]._page_box
    return max((bottom for bottom, _ in _lines(box)), default=0) / (box.position_y + box.margin_height())


def _lines(box: Any, within: str = "") -> Iterator[tuple[float, str]]:
    """The bottom of every line and picture in the flow of a page, and the element of a block it stands in
    (`leads` for a paragraph that leads to what follows)."""
    from weasyprint.formatting_structure import boxes

    for child in getattr(box, "children", ()):
        if isinstance(child, boxes.MarginBox) or getattr(child, "_box", None) is not None:
            continue  # what runs on every page, and what stands outside the flow
        if isinstance(child, boxes.LineBox | boxes.ReplacedBox):
            yield child.position_y + child.margin_height(), within
        else:
            leads = child.element is not None and child.element.get("class") == "leads"
            yield from _lines(child, "leads" if leads else child.element_tag or within)


def pictures_in(document: Document) -> list[Any]:
    """The boxes of the pictures that were drawn, in the order of the pages."""
    from weasyprint.formatting_structure import boxes

    found = (box for page in document.pages for box in page._page_box.descendants())
    return [box for box in found if isinstance(box, boxes.ReplacedBox)]


def _rows(box: Any) -> Iterator[Any]:
    """The elements of the rows of tables, without the repeated headings."""
    from weasyprint.formatting_structure import boxes

    for child in getattr(box, "children", ()):
        if isinstance(child, boxes.TableRowGroupBox) and child.is_header:
            continue
        if isinstance(child, boxes.TableRowBox):
            yield child.element
        yield from _rows(child)
