"""PDF: whole, one thing only, open to reading, and nothing in it that acts by itself.

No parser: a hostile file is not given one. Names may be written with escapes (/Java#53cript) and may stand inside
compressed object streams, so both are undone, under limits, before the names are looked for.
"""

import re
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from trusts.filecheck.kinds import RefusedFileError

ACTIVE = (
    "JavaScript",
    "Launch",
    "EmbeddedFile",
    "EmbeddedFiles",
    "RichMedia",
    "XFA",
    "SubmitForm",
    "ImportData",
    "GoToE",
)
MOST_UNPACKED = 32 * 1024 * 1024
LONGEST_DICTIONARY = 4096
CHUNK = 64 * 1024
START = re.compile(rb"%PDF-[12]\.\d")
STREAM = re.compile(rb"(?<!end)stream(?:\r\n|\n|\r)")
ESCAPE = re.compile(rb"#([0-9a-fA-F]{2})")
DAMAGED = "The PDF is damaged or not complete. Save it again in the program that made it."
ACTS = (
    "The PDF holds a script, a form that sends itself, or another file. Print it to PDF, which leaves a plain copy, "
    "and upload that."
)


def check_pdf(file: BinaryIO) -> None:
    """Refuse a PDF that is damaged, locked, active, or something else as well."""
    file.seek(0)
    data = file.read()
    if not START.match(data):
        raise RefusedFileError(DAMAGED)
    end = data.rfind(b"%%EOF")
    if end == -1 or data[end + 5 :].strip(b"\0\r\n\t "):
        raise RefusedFileError(DAMAGED)
    if _names("Encrypt").search(data):
        raise RefusedFileError(
            "The PDF is locked with a password or against copying. Upload a copy that is not locked."
        )
    acts = _names(*ACTIVE)
    if acts.search(data) or any(acts.search(text) for text in _object_streams(data)):
        raise RefusedFileError(ACTS)


def _names(*names: str) -> re.Pattern[bytes]:
    """A pattern of these PDF names, each letter written plainly or as an escape."""
    either = b"|".join(b"".join(_letter(letter) for letter in name) for name in names)
    return re.compile(rb"/(?:" + either + rb")(?=[\s\0/<>\[\]()%{}]|$)")


def _letter(letter: str) -> bytes:
    return f"(?:{letter}|#(?i:{ord(letter):02x}))".encode()


def _object_streams(data: bytes) -> Iterator[bytes]:
    """The objects kept in compressed streams, unpacked; refuses streams that no ordinary program writes."""
    room = MOST_UNPACKED
    for stream in STREAM.finditer(data):
        about = data[max(0, stream.start() - LONGEST_DICTIONARY) : stream.start()].rpartition(b"obj")[2]
        about = ESCAPE.sub(lambda sign: bytes.fromhex(sign[1].decode()), about)
        if b"/ObjStm" not in about or b"/Filter" not in about:
            continue  # without a filter its names stand in plain sight
        if not re.search(rb"/Filter\s*\[?\s*/FlateDecode\s*\]?\s*(/|>>)", about) or b"/Predictor" in about:
            raise RefusedFileError(DAMAGED)
        text = _inflate(data, stream.end(), room)
        room -= len(text)
        yield text


def _inflate(data: bytes, start: int, room: int) -> bytes:
    packed, text = zlib.decompressobj(), bytearray()
    try:
        while not packed.eof and start < len(data):
            text += packed.decompress(packed.unconsumed_tail + data[start : start + CHUNK], room + 1 - len(text))
            start += CHUNK
            if len(text) > room:
                raise RefusedFileError(
                    "The PDF unpacks to far more than it seems. Print it to PDF and upload that copy."
                )
    except zlib.error as error:
        raise RefusedFileError(DAMAGED) from error
    return bytes(text)
