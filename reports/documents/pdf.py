"""HTML into a tagged PDF (PDF/UA-1), by WeasyPrint. Imported by the worker alone: it takes nearly two seconds.

Nothing of a report is fetched from anywhere: the fetcher knows the names of our fonts and refuses every other
address (security.md 4.3), whatever a person wrote into a title or an aim.
"""

import gc
import re
from collections.abc import Iterator
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

TITLE_AND_DESCRIPTION = re.compile(r'(<title id="[^"]*">)([^<]*)(</title><desc id="[^"]*">)([^<]+)(</desc>)')


class NotOursError(ValueError):
    """The address is not one of the report's own files."""


class OwnAssets(URLFetcher):
    """Gives out the fonts by name and nothing else: no file, no network, no data: address."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False)

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        """The font, or NotOursError, which WeasyPrint takes as 'there is no such thing'."""
        if url not in ASSETS:
            raise NotOursError("A report reads nothing but its own fonts.")
        return URLFetcherResponse(url, _asset(ASSETS[url]), {"Content-Type": "font/woff2"})


def write_pdf(html: str, file: BinaryIO) -> None:
    """Lay the page out and write it: tagged, with title, language, bookmarks and embedded fonts.

    Args:
        html: a whole document of our own template (autoescaped), with lang, title and author.
    """
    with _no_garbage_collection():
        lay_out(html).write_pdf(file, pdf_variant="pdf/ua-1")


def lay_out(html: str) -> Document:
    """The pages, ready to be written."""
    fonts, fetcher = FontConfiguration(), OwnAssets()
    style = CSS(string=_asset(STYLE_SHEET).decode(), url_fetcher=fetcher, font_config=fonts)
    page = HTML(string=_told(html), url_fetcher=fetcher)
    return page.render(stylesheets=[style], font_config=fonts, pdf_variant="pdf/ua-1")


def _told(html: str) -> str:
    """A drawing's title alone becomes its alternative text: let its description follow it."""
    return TITLE_AND_DESCRIPTION.sub(r"\1\2. \4\3\4\5", html)


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
