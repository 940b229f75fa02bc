"""The API names the same permissions and calls the same services."""

from typing import Any

import pytest

from frameworks.services.copies import copy_version
from frameworks.services.tree import move_competency
from tests.frameworks.writing import published, written
from tests.support.world import World
from trusts.tenancy import trust_context


def path(world: World, rest: str) -> str:
    return f"/api/t/{world.trust.slug}/{rest}"


def test_a_member_reads_published_versions_and_the_tree(world: World, sign_in: Any) -> None:
    with trust_context(world.trust.pk):
        version = published(world)
        draft = copy_version(version=version, change_note="", by=world.director)
    client = sign_in(world.doctor)

    listed = client.get(path(world, "framework-versions/")).json()["results"]
    tree = client.get(path(world, f"framework-versions/{version.pk}/")).json()

    assert str(draft.pk) not in [row["id"] for row in listed]
    assert str(version.pk) in [row["id"] for row in listed]
    assert [d["code"] for d in tree["domains"]] == ["D1", "D2"]
    assert tree["domains"][0]["competencies"][0]["descriptors"] == ["1.1 seen", "1.1 done", "1.1 led"]
    assert tree["domains"][0]["competencies"][0]["objectives"][0]["why_here"] == "Because letters arrive late here."
    assert client.get(path(world, f"framework-versions/{draft.pk}/")).status_code == 404


def test_approve_and_publish_ask_their_own_roles(world: World, sign_in: Any) -> None:
    with trust_context(world.trust.pk):
        version = written(world)
    director, medical_director = sign_in(world.director), sign_in(world.medical_director)
    base = path(world, f"framework-versions/{version.pk}/")

    edition = medical_director.get(base).json()["edition"]
    with trust_context(world.trust.pk):
        competency = version.competencies.first()
        move_competency(competency=competency, step=1, by=world.director)
    assert director.post(base + "approve/").status_code == 403
    assert medical_director.post(base + "approve/").status_code == 400
    stale = medical_director.post(base + "approve/", {"edition": edition})
    assert (stale.status_code, "has changed since" in stale.json()["detail"]) == (409, True)
    read = {"edition": medical_director.get(base).json()["edition"]}
    assert director.post(base + "publish/").status_code == 409
    assert sign_in(world.doctor).post(base + "publish/").status_code == 404
    assert medical_director.post(base + "approve/", read).json()["approved_by_name"] == "Medical Director Northfield"
    assert medical_director.post(base + "publish/").status_code == 403
    assert director.post(base + "return/", {}).status_code == 400
    assert director.post(base + "return/", {"reason": "why " * 201}).status_code == 400
    answer = director.post(base + "publish/", {"effective_on": "2027-09-01"})

    assert (answer.status_code, answer.json()["state"], answer.json()["effective_on"]) == (
        200,
        "published",
        "2027-09-01",
    )


def test_a_refusal_is_a_409_with_the_reason(world: World, sign_in: Any) -> None:
    with trust_context(world.trust.pk):
        version = published(world)

    client, address = sign_in(world.medical_director), path(world, f"framework-versions/{version.pk}/")
    answer = client.post(address + "approve/", {"edition": client.get(address).json()["edition"]})

    assert answer.status_code == 409
    assert answer.json() == {"detail": "You cannot approve this: it is already published."}


@pytest.mark.parametrize("size", [1, 3])
def test_lists_ask_a_constant_number_of_queries(
    world: World, sign_in: Any, django_assert_num_queries: Any, size: int
) -> None:
    with trust_context(world.trust.pk):
        for n in range(size):
            published(world, name=f"Standard {n}")
    client = sign_in(world.doctor)

    for name, least in (("framework-versions/", size), ("values/", size * 2), ("objectives/", size * 2)):
        with django_assert_num_queries(9, info=name):
            assert len(client.get(path(world, name)).json()["results"]) >= least
