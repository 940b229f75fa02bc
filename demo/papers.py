"""Papers of the demonstration, made here: a plain PDF, a poster. Nothing in them is anybody's but ours."""

import io
import textwrap
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from PIL import Image, ImageDraw, ImageFont

from trusts.models import FileLink
from trusts.services.scanning import scan_stored

LINE, LINES_A_PAGE, WIDTH = 16, 44, 88


@dataclass
class Paper:
    """A file as a service receives it."""

    given_name: str
    data: bytes
    content_type: str | None = None
    has_failed: bool = False
    file: BinaryIO = field(init=False)

    def __post_init__(self) -> None:
        self.file = io.BytesIO(self.data)


def pdf(name: str, title: str, *paragraphs: str) -> Paper:
    """A PDF of plain text."""
    lines = [title, ""]
    for paragraph in paragraphs:
        lines += [*textwrap.wrap(paragraph, WIDTH), ""]
    pages = [lines[at : at + LINES_A_PAGE] for at in range(0, len(lines), LINES_A_PAGE)]
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, page in enumerate(pages):
        text = _text(page)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F 3 0 R >> >>"
            b" /Contents %d 0 R >>" % (5 + 2 * number)
        )
        objects.append(b"<< /Length %d >>\nstream\n%b\nendstream" % (len(text), text))
    return Paper(f"{name}.pdf", _numbered(objects))


def _text(lines: list[str]) -> bytes:
    """The drawing of one page."""
    escaped = (line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)") for line in lines)
    shown = "".join(f"({line}) '\n" for line in escaped)
    return f"BT /F 11 Tf {LINE} TL 56 786 Td\n{shown}ET".encode("cp1252", errors="replace")


def _numbered(objects: list[bytes]) -> bytes:
    """The objects, their table of contents and the end."""
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    return out + b"xref\n0 %d\n0000000000 65535 f \n%btrailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        count,
        table,
        count,
        len(out),
    )


def poster(name: str, title: str, *points: str) -> Paper:
    """A poster as a picture."""
    picture = Image.new("RGB", (1200, 800), "#ffffff")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, 1200, 200), fill="#005eb8")
    draw.multiline_text((60, 60), textwrap.fill(title, 46), fill="#ffffff", font=ImageFont.load_default(44))
    body = "\n\n".join(textwrap.fill(point, 60) for point in points)
    draw.multiline_text((60, 250), body, fill="#212b32", font=ImageFont.load_default(32), spacing=10)
    made = io.BytesIO()
    picture.save(made, "PNG")
    return Paper(f"{name}.png", made.getvalue())


def found_clean(link: FileLink) -> Any:
    """The file after its virus check, which here is a stand-in's (demo/scanner.py)."""
    scan_stored(trust_id=link.trust_id, file_id=link.file_id)
    return link
