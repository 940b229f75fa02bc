"""A Trust's logo: a small picture, looked at as every upload is, and drawn anew for headers and reports."""

import io
import os
from dataclasses import dataclass
from typing import BinaryIO

from PIL import Image

from trusts.filecheck.check import check_file
from trusts.filecheck.kinds import RefusedFileError

MOST_LOGO_BYTES = 1024 * 1024
MOST_SIDE = 2000
LOGO_LIMITS = "PNG or JPG, up to 1 MB and 2,000 pixels wide or high. No SVG: a drawing can carry a program."
"""What the page says before somebody chooses a logo."""
ROOM = (720, 300)  # pixels: 6 cm across a report's cover at 300 to the inch
PALEST = 160  # of 255: a logo all of whose points are paler than this is lost on white


@dataclass(frozen=True)
class DrawnLogo:
    """A PNG on white, and its size in pixels."""

    data: bytes
    width: int
    height: int


def check_logo(file: BinaryIO, name: str) -> None:
    """Refuse, with a sentence, whatever cannot be a logo."""
    if name.rpartition(".")[2].lower() not in ("png", "jpg", "jpeg"):
        raise RefusedFileError(f"A logo is a picture: {LOGO_LIMITS}")
    if file.seek(0, os.SEEK_END) > MOST_LOGO_BYTES:
        raise RefusedFileError("The logo is larger than 1 MB. Save it smaller and try again.")
    clean = io.BytesIO()
    check_file(file, name).write(clean)
    draw_logo(clean)


def draw_logo(file: BinaryIO) -> DrawnLogo:
    """The logo as it is shown, from a picture that was checked. On white, because it stands on blue, on paper and in
    colours that a reader chose."""
    picture = Image.open(file, formats=("PNG", "JPEG"))
    if max(picture.size) > MOST_SIDE:
        wide, high = picture.size
        raise RefusedFileError(f"The logo has {wide:,} × {high:,} pixels, more than 2,000. Save it smaller.")
    whole = picture.convert("RGBA")
    flat = Image.new("RGBA", whole.size, "white")
    flat.alpha_composite(whole)
    if int(flat.convert("L").getextrema()[0]) > PALEST:  # type: ignore[arg-type] # one band: two numbers
        raise RefusedFileError("The logo is lost on white. Choose the one that is meant for white paper.")
    shown = flat.convert("RGB")
    shown.thumbnail(ROOM, Image.Resampling.LANCZOS)
    made = io.BytesIO()
    shown.save(made, "PNG", optimize=True)
    return DrawnLogo(made.getvalue(), *shown.size)
