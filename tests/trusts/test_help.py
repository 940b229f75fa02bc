"""Help: a page for each role, for anybody; one's own in the footer."""

from typing import Any

import pytest
from django.test import Client

from tests.support.world import World
from trusts.shell import HELP_FOR, role_slug
from trusts.states import Role, UniversityRole


@pytest.mark.django_db
@pytest.mark.parametrize("role", [*Role, *UniversityRole])
def test_every_role_has_a_page_anybody_may_read(role: str) -> None:
    index = Client().get("/help/").content.decode()
    answer = Client().get(f"/help/{role_slug(role)}/")
    page = answer.content.decode()

    assert f'href="/help/{role_slug(role)}/"' in index
    assert answer.status_code == 200
    assert f"Help for {HELP_FOR[role]}" in page
    for part in ("What you are asked to do", "How long", "Who sees what", "What if"):
        assert part in page
    assert len(page.split()) < 1500  # four minutes at most, with the page around it


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["", "chief", "index", "_parts", "programme_director"])
def test_nothing_else_is_a_page_of_help(name: str) -> None:
    assert Client().get(f"/help/{name}/" if name else "/help//").status_code == 404


def test_the_footer_leads_to_help_for_ones_own_roles(world: World, sign_in: Any) -> None:
    page = sign_in(world.reviewer).get("/t/northfield/").content.decode()
    portal = sign_in(world.tutor).get("/u/lakeside/").content.decode()

    assert "/help/reviewer/" in page
    assert "/help/doctor/" not in page
    assert "/help/university-tutor/" in portal
