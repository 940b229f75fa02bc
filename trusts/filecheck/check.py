"""One question for every upload: may it be kept, and what is written down of it?"""

import os
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO

import puremagic

from trusts.filecheck.kinds import MOST_BYTES, FileKind, RefusedFileError
from trusts.filecheck.names import check_name
from trusts.filecheck.office import check_office
from trusts.filecheck.pdf import check_pdf
from trusts.filecheck.pictures import read_picture

HEAD = 8192


@dataclass(frozen=True)
class Checked:
    """A file that may be kept: its name as text, its kind, and how its clean form is written."""

    name: str
    kind: FileKind
    write: Callable[[BinaryIO], None]


def check_file(file: BinaryIO, name: str) -> Checked:
    """Look at a file, whole and seekable, under the name its owner gave it. Raises RefusedFileError with a sentence."""
    name, kind = check_name(name)
    _check_size(file)
    _check_first_bytes(file, kind)
    if kind in (FileKind.PNG, FileKind.JPG):
        _refuse_second_nature(file)
        return Checked(name, kind, read_picture(file, kind))
    if kind is FileKind.PDF:
        _refuse_second_nature(file)
        check_pdf(file)
    else:
        check_office(file, kind)
    return Checked(name, kind, partial(_copy, file))


def _check_size(file: BinaryIO) -> None:
    size = file.seek(0, os.SEEK_END)
    if size == 0:
        raise RefusedFileError("The file is empty. Choose another.")
    if size > MOST_BYTES:
        raise RefusedFileError("The file is larger than 25 MB. Make it smaller and try again.")


def _check_first_bytes(file: BinaryIO, kind: FileKind) -> None:
    """What the first bytes say must agree with the extension."""
    file.seek(0)
    try:
        found = {match.mime_type for match in puremagic.magic_string(file.read(HEAD))}
    except (puremagic.PureError, ValueError):
        found = set()
    if kind.content_type not in found:
        raise RefusedFileError(
            f"The name ends in .{kind.value}, but the file is not a {kind.words} file. "
            "Save it again in the program that made it."
        )


def _refuse_second_nature(file: BinaryIO) -> None:
    """A file that is also an archive is two things to two readers."""
    file.seek(0)
    if zipfile.is_zipfile(file):
        raise RefusedFileError(
            "The file has an archive hidden in it, so it is not taken. Save it again and try once more."
        )


def _copy(source: BinaryIO, target: BinaryIO) -> None:
    source.seek(0)
    shutil.copyfileobj(source, target, 64 * 1024)
