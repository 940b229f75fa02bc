"""The XML parts of an Office file, read as a stream: what kinds of part it declares and what it reaches for.

Expat decodes, so no spelling hides a word; a document type, by which entities grow, is refused at sight.
"""

import re
from xml.parsers import expat

ENCODING = re.compile(rb"""encoding\s*=\s*["'](?!utf-?8["']|us-ascii["'])""", re.IGNORECASE)
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
LINKS = ("http://", "https://", "mailto:", "tel:", "#")
# A field of Word that runs or fetches something, at the field's beginning; a formula of Excel that does.
FIELD = re.compile(r"^\s*(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|LINK)\b", re.IGNORECASE | re.MULTILINE)
FORMULA = re.compile(r"^[=+\-@\s]*[a-z]\w*\||\b(WEBSERVICE|CALL|EXEC|REGISTER)\s*\(", re.IGNORECASE)
ACTIVE_PARTS = ("macroenabled", "macrosheet", "vbaproject", "activex", "controlproperties")
REACHING_PARTS = ("externallink", "connections+xml", "oleobject", "webextension")


class UnreadableXMLError(ValueError):
    """A part is not the plain XML that Word and Excel write."""


class PartReader:
    """Feed it part after part: begin(name), feed(bytes) as often as needed, end()."""

    def __init__(self) -> None:
        self.content_types: set[str] = set()
        self.has_macros = False
        self.reaches_out = False
        self._text: list[str] | None = None
        self._instructions: list[str] = []

    def begin(self, name: str) -> None:
        """A new part."""
        self._name, self._is_first = name, True
        self._instructions = []
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._refuse_doctype
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters

    def feed(self, chunk: bytes) -> None:
        """More of the part. Raises UnreadableXMLError."""
        if self._is_first and (b"\0" in chunk[:8] or chunk[:2] in UTF_16 or ENCODING.search(chunk[:200])):
            raise UnreadableXMLError("not UTF-8")
        self._is_first = False
        self._parse(chunk, is_last=False)

    def end(self) -> None:
        """The part is whole. Raises UnreadableXMLError when it is not."""
        self._parse(b"", is_last=True)
        if FIELD.search("".join(self._instructions)):
            self.reaches_out = True

    def _parse(self, chunk: bytes, *, is_last: bool) -> None:
        try:
            self._parser.Parse(chunk, is_last)
        except expat.ExpatError as error:
            raise UnreadableXMLError(str(error)) from error

    def _refuse_doctype(self, *_: object) -> None:
        raise UnreadableXMLError("a document type")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        element = name.rpartition(" ")[2]
        if element == "Relationship":
            self._relationship(attributes)
        elif element in ("Override", "Default"):
            self._declare(attributes.get("ContentType", ""))
        elif element in ("instrText", "f"):
            self._text = []
        elif element in ("fldSimple", "fldChar"):  # a field begins; its words may be spread over many runs
            self._instructions += ["\n", *(value for key, value in attributes.items() if key.endswith(" instr"))]
        elif element in ("ddeLink", "oleLink", "OLEObject", "altChunk"):
            self.reaches_out = True

    def _relationship(self, attributes: dict[str, str]) -> None:
        """Links that a reader must click are fine; whatever is fetched unasked is not."""
        kind, target = attributes.get("Type", "").lower(), attributes.get("Target", "").strip().lower()
        if attributes.get("TargetMode", "").lower() == "external":
            self.reaches_out |= not (kind.endswith("/hyperlink") and target.startswith(LINKS))
        self.reaches_out |= kind.endswith(("/externallink", "/oleobject", "/package", "/afchunk", "/connections"))
        self.has_macros |= kind.endswith(("/vbaproject", "/control", "/keymapcustomizations"))

    def _declare(self, content_type: str) -> None:
        self.content_types.add(content_type)
        lowered = content_type.lower()
        self.has_macros |= any(word in lowered for word in ACTIVE_PARTS)
        self.reaches_out |= any(word in lowered for word in REACHING_PARTS)

    def _characters(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def _end(self, name: str) -> None:
        if self._text is None:
            return
        text, self._text = "".join(self._text), None
        if name.endswith(" instrText"):
            self._instructions.append(text)
        elif FORMULA.search(text):
            self.reaches_out = True
