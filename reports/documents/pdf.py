"""HTML into a tagged PDF (PDF/UA-1), by WeasyPrint. Imported by the worker alone: it takes nearly two seconds.

Nothing of a report is fetched from anywhere: the fetcher knows the names of our fonts and refuses every other
address (security.md 4.3), whatever a person wrote into a title or an aim.
"""

import gc
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from weasyprint import CSS, HTML, Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

STYLE_SHEET = "css/pdf.css"
WEIGHTS = (400, 600, 700)
SCRIPTS = {"": "latin", "-ext": "latin-ext"}
ASSETS = {
    f"asset:public-sans{key}-{weight}": f"public-sans/public-sans-{script}-{weight}-normal.woff2"
    for key, script in SCRIPTS.items()
    for weight in WEIGHTS
}

LOGO = "asset:logo"
DRAWING = re.compile(r'<svg\b.*?<title id="[^"]*">([^<]*)</title><desc id="[^"]*">([^<]*)</desc>.*?</svg>', re.DOTALL)
TITLE_OF_A_POINT = re.compile(r"<title>[^<]*</title>")
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class NotOursError(ValueError):
    """The address is not one of the report's own files."""


class OwnAssets(URLFetcher):
    """Gives out the fonts, the report's drawings and the Trust's logo by name, nothing else: no file, no network, no
    data: address."""

    def __init__(self, drawings: Sequence[bytes] = (), logo: bytes = b"") -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False)
        self._drawings = {_drawing_name(at): drawing for at, drawing in enumerate(drawings)}
        self._logo = logo

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        """What has this name, or NotOursError, which WeasyPrint takes as 'there is no such thing'."""
        if url in self._drawings:
            return URLFetcherResponse(url, self._drawings[url], {"Content-Type": "image/svg+xml"})
        if url == LOGO and self._logo:
            return URLFetcherResponse(url, self._logo, {"Content-Type": "image/png"})
        if url not in ASSETS:
            raise NotOursError("A report reads nothing but its own fonts, drawings and logo.")
        return URLFetcherResponse(url, _asset(ASSETS[url]), {"Content-Type": "font/woff2"})


def write_pdf(html: str, file: BinaryIO, logo: bytes = b"") -> None:
    """Lay the page out and write it: tagged, with title, language, bookmarks and embedded fonts.

    Args:
        html: a whole document of our own template (autoescaped), with lang, title and author.
        logo: the Trust's, as PNG; the template names it LOGO.
    """
    with _no_garbage_collection():
        lay_out(html, logo).write_pdf(file, pdf_variant="pdf/ua-1")


def lay_out(html: str, logo: bytes = b"") -> Document:
    """The pages, ready to be written."""
    fonts, style = _style()
    html, drawings = _taken_out(html)
    page = HTML(string=html, url_fetcher=OwnAssets(drawings, logo))
    return page.render(stylesheets=[style], font_config=fonts, pdf_variant="pdf/ua-1")


def _taken_out(html: str) -> tuple[str, list[bytes]]:
    """The drawings as pictures of their own, with title and description as alternative text: so no page's style is
    asked for their strokes, and a quick parser reads them. What a screen shows of a point under the mouse stays out."""
    drawings: list[bytes] = []

    def picture(found: re.Match[str]) -> str:
        words = ". ".join(filter(None, found.groups())).replace('"', "&quot;")
        drawings.append(TITLE_OF_A_POINT.sub("", found[0]).encode())
        return f'<img src="{_drawing_name(len(drawings) - 1)}" alt="{words}">'

    return DRAWING.sub(picture, NOT_IN_XML.sub("", html)), drawings


def _drawing_name(at: int) -> str:
    return f"asset:drawing-{at}"


@cache
def _style() -> tuple[FontConfiguration, CSS]:
    """Fonts and style sheet, read once a process: fontconfig keeps for good what each new configuration loads."""
    fonts = FontConfiguration()
    return fonts, CSS(string=_asset(STYLE_SHEET).decode(), url_fetcher=OwnAssets(), font_config=fonts)


@cache
def _asset(name: str) -> bytes:
    return Path(finders.find(name) or staticfiles_storage.path(name)).read_bytes()


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """Laying out makes a great many objects and hardly any garbage: a fifth of the time goes without it."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
        gc.collect()
