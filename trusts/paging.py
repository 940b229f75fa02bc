"""One page of a long list, from the address."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

LINES = 50
CARDS = 25  # what is drawn as a card is tall, and dearer than a line


def page_of(rows: Any, request: HttpRequest, size: int = LINES) -> Page:
    """The page ?page= names; the first when it names none, the last when it names one beyond. `rows`: list or query."""
    return Paginator(rows, size).get_page(request.GET.get("page"))
