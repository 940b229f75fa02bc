"""What a refusal says: whom to ask for the right that is missing."""

from typing import Any

from tests.support.world import World


def test_a_refusal_names_who_gives_roles_here(world: World, sign_in: Any) -> None:
    page = sign_in(world.doctor).get("/t/northfield/people/")

    assert page.status_code == 403
    words = page.content.decode()
    assert "does not include this page" in words
    assert f"ask who gives roles here: {world.administrator}" in words
    assert "canary" not in words
