"""Word and Excel files: archives of XML. Counted while unpacked, never trusted; no macros, nothing fetched from
elsewhere, no file within the file."""

import os
import re
import stat
import struct
import zipfile
import zlib
from typing import BinaryIO

from trusts.filecheck.kinds import FileKind, RefusedFileError
from trusts.filecheck.parts import PartReader

MOST_ENTRIES = 2_000
MOST_XML = 50 * 1024 * 1024  # unpacked
MOST_UNPACKED = 150 * 1024 * 1024
MOST_RATIO = 200  # of unpacked to packed, once it is large
LARGE = 10 * 1024 * 1024
CHUNK = 64 * 1024
START, END = b"PK\x03\x04", b"PK\x05\x06"
END_RECORD = 22  # bytes, when no comment follows
MAIN_PART = {
    FileKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    FileKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
}
XML = ("xml", "rels")
HARMLESS = (*XML, "vml", "png", "jpg", "jpeg", "gif", "bmp", "tif", "tiff", "emf", "wmf", "odttf", "fntdata")
PRINTER_SETTINGS = re.compile(r"(word|xl)/printerSettings/[^/]+\.bin", re.IGNORECASE)

# What zipfile and expat raise for what is not quite an Office file.
BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, OSError, EOFError, RuntimeError, ValueError, KeyError)

DAMAGED = "The file is damaged or was not made by Word or Excel. Save it again and try once more."
BOMB = "The file unpacks to far more than it seems, so it is not taken. Save it as PDF and upload that."
MACROS = "The file holds macros or controls. Save it as a plain .docx or .xlsx, or as PDF, and upload that."
WITHIN = "The file holds another file within it. Put a picture in its place, or save it as PDF, and upload that."
ELSEWHERE = (
    "The file fetches something from elsewhere: a template, a picture, another workbook or a program. "
    "Break the link, or save it as PDF, and upload that."
)


def check_office(file: BinaryIO, kind: FileKind) -> None:
    """Refuse an Office file that is damaged, a bomb, or does anything by itself."""
    _check_edges(file)
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            _check_entries(entries)
            found = _read(archive, entries)
    except BROKEN as error:
        raise RefusedFileError(DAMAGED) from error
    if MAIN_PART[kind] not in found.content_types:
        raise RefusedFileError(DAMAGED)
    if found.has_macros:
        raise RefusedFileError(MACROS)
    if found.reaches_out:
        raise RefusedFileError(ELSEWHERE)


def _check_edges(file: BinaryIO) -> None:
    """The archive begins at the first byte and ends at the last: nothing stands before or after it."""
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    begins = file.read(len(START)) == START
    file.seek(max(0, size - END_RECORD))
    if not begins or not file.read().startswith(END):
        raise RefusedFileError(DAMAGED)


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    """What the archive declares of itself."""
    names = [entry.filename.lower() for entry in entries]
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise RefusedFileError(BOMB)
    if len(set(names)) != len(names) or not all(map(_is_plain, entries)):
        raise RefusedFileError(DAMAGED)
    for name in names:
        _check_part(name)


def _is_plain(entry: zipfile.ZipInfo) -> bool:
    """A file inside the archive: no way out of it, not encrypted, not a link, packed in an ordinary way."""
    path = entry.filename
    stays = not path.startswith("/") and ".." not in path.split("/") and not re.search(r"[\\:\x00-\x1f]", path)
    is_link = stat.S_ISLNK(entry.external_attr >> 16)
    is_ordinary = entry.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
    return stays and not is_link and is_ordinary and not entry.flag_bits & 1


def _check_part(name: str) -> None:
    """Parts are XML and pictures; the rest is macros, controls or files within the file."""
    if name.endswith("/") or _extension(name) in HARMLESS or PRINTER_SETTINGS.fullmatch(name):
        return
    raise RefusedFileError(MACROS if "vba" in name or "activex" in name or "ctrlprop" in name else WITHIN)


def _read(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> PartReader:
    """Unpack everything once, counting, and look into all XML."""
    reader, room, room_for_xml = PartReader(), MOST_UNPACKED, MOST_XML
    for entry in entries:
        is_xml = _extension(entry.filename.lower()) in XML
        most = min(room, room_for_xml) if is_xml else room
        size = _unpack(archive, entry, reader if is_xml else None, most)
        room -= size
        room_for_xml -= size if is_xml else 0
    return reader


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, reader: PartReader | None, most: int) -> int:
    size = 0
    if reader:
        reader.begin(entry.filename.lower())
    with archive.open(entry) as part:
        while chunk := part.read(CHUNK):
            if size == 0 and reader is None and chunk.startswith((START, b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"MZ")):
                raise RefusedFileError(WITHIN)
            size += len(chunk)
            if size > most or size > max(LARGE, MOST_RATIO * entry.compress_size):
                raise RefusedFileError(BOMB)
            if reader:
                reader.feed(chunk)
    if reader:
        reader.end()
    return size


def _extension(name: str) -> str:
    return name.rpartition("/")[2].rpartition(".")[2]
