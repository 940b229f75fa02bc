"""The pages and API of programmes."""

import re
from typing import Any

import pytest
from django.urls import reverse

from programmes.models import Programme
from tests.programmes.test_programmes import create
from tests.support.world import World
from trusts.tenancy import trust_context

OTHERS = ("doctor", "reviewer", "hr_officer", "mentor", "line_manager", "medical_director", "administrator")


def url(world: World, name: str, row: Any = None) -> str:
    return reverse(f"programmes:{name}", args=[world.trust.slug, *([row.pk] if row else [])])


def test_every_member_reads_and_only_the_director_changes(world: World, sign_in: Any) -> None:
    with trust_context(world.trust.pk):
        programme = create(world)
        stage, module = programme.stages.first(), programme.modules.first()
    changes = [
        url(world, "programme_create"),
        *(url(world, name, programme) for name in ("programme_edit", "stage_add", "module_add")),
        *(url(world, f"stage_{verb}", stage) for verb in ("edit", "remove")),
        *(url(world, f"module_{verb}", module) for verb in ("edit", "remove")),
    ]

    for who in OTHERS:
        client = sign_in(getattr(world, who))
        assert client.get(url(world, "programme_list")).status_code == 200
        assert client.get(url(world, "programme_detail", programme)).status_code == 200
        for address in changes:
            assert (client.get(address).status_code, client.post(address).status_code) == (403, 403)
    for address in changes:
        assert sign_in(world.director).get(address).status_code == 200


def test_a_programme_is_set_up_page_by_page(world: World, sign_in: Any) -> None:
    client = sign_in(world.director)
    about = {"name": "Ours", "summary": "A year.", "university": world.university.pk, "award": "Certificate"}
    client.post(url(world, "programme_create"), about)
    with trust_context(world.trust.pk):
        programme = Programme.objects.get(name="Ours")
    client.post(url(world, "stage_add", programme), {"name": "Apply", "summary": "Show commitment."})
    client.post(url(world, "module_add", programme), {"code": "L701", "title": "Learning", "credits": "20"})
    client.post(url(world, "module_add", programme), {"code": "L702", "title": "Improving", "credits": "40"})

    page = client.get(url(world, "programme_detail", programme)).content.decode()

    for words in ("Lakeside University", "Certificate", "60 in 2 modules", "Show commitment.", "Improving"):
        assert words in page


def test_a_refusal_keeps_what_was_typed(world: World, sign_in: Any) -> None:
    with trust_context(world.trust.pk):
        programme = create(world)

    page = sign_in(world.director).post(
        url(world, "module_add", programme), {"code": "L701", "title": "Kept", "credits": "10"}
    )

    assert "There is already a module with the code L701." in page.content.decode()
    assert "Kept" in page.content.decode()


def test_parts_are_changed_and_removed(world: World, sign_in: Any) -> None:
    with trust_context(world.trust.pk):
        programme = create(world)
        (first, second), (one, two) = programme.stages.all(), programme.modules.all()
    client = sign_in(world.director)
    client.post(url(world, "stage_edit", first), {"name": "Join", "summary": ""})
    client.post(url(world, "stage_remove", second))
    client.post(url(world, "module_edit", one), {"code": "L700", "title": "Learning", "credits": "30"})
    client.post(url(world, "module_remove", two))

    with trust_context(world.trust.pk):
        assert list(programme.stages.values_list("name", flat=True)) == ["Join"]
        assert list(programme.modules.values_list("code", "credits")) == [("L700", 30)]


@pytest.mark.parametrize("size", [1, 3])
def test_lists_ask_a_constant_number_of_queries(
    world: World, sign_in: Any, django_assert_num_queries: Any, size: int
) -> None:
    with trust_context(world.trust.pk):
        for n in range(size):
            create(world, f"Programme {n}")
    client = sign_in(world.doctor)

    with django_assert_num_queries(10):
        assert f"Programme {size - 1}" in client.get(url(world, "programme_list")).content.decode()
    with django_assert_num_queries(11):
        rows = client.get(f"/api/t/{world.trust.slug}/programmes/").json()["results"]
    assert [len(row["modules"]) for row in rows if row["name"].startswith("Programme")] == [2] * size


def test_what_a_colleague_saved_meanwhile_is_not_overwritten(world: World, sign_in: Any) -> None:
    with trust_context(world.trust.pk):
        programme = create(world)
    client, address = sign_in(world.director), url(world, "programme_edit", programme)
    (opened,) = re.findall(r'name="opened" value="(\w+)"', client.get(address).content.decode())

    assert client.post(address, {"name": "Theirs", "opened": opened}).status_code == 302
    page = client.post(address, {"name": "Mine", "opened": opened}).content.decode()

    assert "saved in another window or by somebody else" in page and 'value="Mine"' in page
    with trust_context(world.trust.pk):
        assert Programme.objects.filter(name="Theirs").exists()
