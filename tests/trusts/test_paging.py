"""Long lists come in pages: every row stands on one of them, and a page that is not there is the nearest."""

from typing import Any

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from tests.support.factories import EvidenceFactory
from tests.support.world import World
from trusts.paging import CARDS, page_of
from trusts.tenancy import trust_context


def page_at(rows: list[int], asked: str, size: int) -> Any:
    return page_of(rows, RequestFactory().get("/", {"page": asked}), size)


@given(st.integers(0, 60), st.integers(1, 20))
def test_every_row_stands_on_one_page(count: int, size: int) -> None:
    rows = list(range(count))
    last = page_at(rows, "", size).paginator.num_pages

    assert [row for number in range(1, last + 1) for row in page_at(rows, str(number), size)] == rows


@pytest.mark.parametrize(
    ("asked", "number"), [("", 1), ("x", 1), ("-1", 3), ("0", 3), ("2", 2), ("99", 3), ("2\u0662", 3)]
)
def test_an_address_that_names_no_page_still_shows_one(asked: str, number: int) -> None:
    assert page_at(list(range(30)), asked, 12).number == number


def test_a_doctors_evidence_comes_in_pages(world: World, sign_in: Any) -> None:
    with trust_context(world.trust.pk):
        for number in range(CARDS + 1):
            EvidenceFactory(owner=world.doctor, title=f"Piece {number:02}")
    client = sign_in(world.doctor)
    newest, oldest = (client.get(f"/t/northfield/evidence/?page={n}").content.decode() for n in (1, 2))

    assert f"Piece {CARDS}" in newest
    assert "Piece 00" not in newest
    assert "Page 2 of 2" in newest
    assert 'href="?page=2"' in newest
    assert "Piece 00" in oldest
    assert "Piece 01" not in oldest
    assert 'href="?page=1"' in oldest
