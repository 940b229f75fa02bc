"""PNG and JPG: decoded under a limit and written anew, without place, camera, comments or anything appended."""

import re
import struct
import zlib
from collections.abc import Callable
from typing import BinaryIO

from PIL import ImageOps
from PIL.Image import Image
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile

from trusts.filecheck.kinds import FileKind, RefusedFileError

MOST_PIXELS = 25_000_000  # decoded, about 100 MB of memory
PNG_END = b"IEND\xaeB`\x82"
JPG_END, JPG_POINTS = b"\xff\xd9", b"\xff\xda"
MARKUP = re.compile(rb"<\s*(script|html|svg|body|iframe|!doctype|\?php|\?xml)", re.IGNORECASE)
UNREADABLE = "The picture cannot be read: it is damaged or not complete. Save it again and try once more."
# What Pillow raises for what is not quite a picture.
BROKEN = (OSError, SyntaxError, ValueError, EOFError, KeyError, IndexError, TypeError, struct.error, zlib.error)


def read_picture(file: BinaryIO, kind: FileKind) -> Callable[[BinaryIO], None]:
    """Decode the picture; returns what writes its clean form. Refuses what is too large, damaged or more than one."""
    _check_end(file, kind)
    file.seek(0)
    try:
        if kind is FileKind.PNG:
            PngImageFile(file).verify()  # the layout of reports has Pillow forgive a broken file, everywhere
            file.seek(0)
        opened = PngImageFile(file) if kind is FileKind.PNG else JpegImageFile(file)
        if opened.width * opened.height > MOST_PIXELS:
            raise RefusedFileError(
                f"The picture has {opened.width} × {opened.height} points, more than can be taken. Make it smaller."
            )
        picture = _plain(ImageOps.exif_transpose(opened), kind)
    except BROKEN as error:
        raise RefusedFileError(UNREADABLE) from error

    def write(target: BinaryIO) -> None:
        if kind is FileKind.PNG:
            picture.save(target, "PNG")
        else:
            picture.save(target, "JPEG", quality=90)

    return write


def _plain(picture: Image, kind: FileKind) -> Image:
    """Points and nothing else, in a mode that the kind can hold."""
    picture.load()
    wanted = ("L", "RGB") if kind is FileKind.JPG else ("1", "L", "LA", "RGB", "RGBA")
    if picture.mode not in wanted:
        picture = picture.convert("RGB" if kind is FileKind.JPG else "RGBA")
    picture.info = {}
    return picture


def _check_end(file: BinaryIO, kind: FileKind) -> None:
    """A PNG ends where it says. Cameras append to a JPG, which is dropped, but never a page."""
    file.seek(0)
    data = file.read()
    if (PNG_END if kind is FileKind.PNG else JPG_END) not in data:
        raise RefusedFileError(UNREADABLE)
    rest = data.partition(PNG_END)[2] if kind is FileKind.PNG else data.rpartition(JPG_END)[2]
    if kind is FileKind.JPG and JPG_POINTS in rest:
        raise RefusedFileError(UNREADABLE)
    if (kind is FileKind.PNG and rest.strip(b"\0\r\n ")) or MARKUP.search(rest):
        raise RefusedFileError("The picture has something else appended to it, so it is not taken. Save it again.")
