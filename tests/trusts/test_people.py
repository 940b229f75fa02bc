"""People and their roles, through the page."""

from typing import Any

from tests.support.world import World, member
from trusts.models import Event, Membership, Person
from trusts.states import Role
from trusts.tenancy import trust_context

NEW = {
    "title": "Dr",
    "full_name": "Amina Yusuf",
    "email": "Amina.Yusuf@Northfield.example",
    "gmc_number": "C0123456",
    "roles": ["doctor"],
}


def test_an_administrator_adds_a_person_with_roles(world: World, sign_in: Any) -> None:
    client = sign_in(world.administrator)

    response = client.post("/t/northfield/people/add/", NEW)

    assert response.status_code == 302
    with trust_context(world.trust.pk):
        person = Person.objects.select_related("user").get(full_name="Amina Yusuf")
        assert (person.gmc_number, person.user.email) == ("0123456", "amina.yusuf@northfield.example")
        assert Event.objects.filter(action="person.give_role", actor=world.administrator).count() == 1


def test_bad_input_keeps_what_was_typed_and_changes_nothing(world: World, sign_in: Any) -> None:
    client = sign_in(world.administrator)

    response = client.post("/t/northfield/people/add/", {**NEW, "gmc_number": "12", "roles": []})

    page = response.content.decode()
    assert response.status_code == 200
    assert "Enter a GMC number of 7 digits" in page
    assert "Choose at least one role" in page
    assert 'value="Amina Yusuf"' in page
    with trust_context(world.trust.pk):
        assert not Person.objects.filter(full_name="Amina Yusuf").exists()


def test_ending_a_role_closes_the_trust_at_once(world: World, sign_in: Any) -> None:
    theirs = sign_in(world.reviewer)
    assert theirs.get("/t/northfield/").status_code == 200

    sign_in(world.administrator).post(f"/t/northfield/people/{world.reviewer.pk}/roles/", {"roles": []})

    assert theirs.get("/t/northfield/").status_code == 404


def test_an_administrator_cannot_lock_themselves_out(world: World, sign_in: Any) -> None:
    client = sign_in(world.administrator)

    response = client.post(f"/t/northfield/people/{world.administrator.pk}/roles/", {"roles": ["reviewer"]})

    assert b"You cannot end your own role of administrator" in response.content
    assert Membership.objects.filter(user=world.administrator.user, is_active=True).get().role == (
        Role.TRUST_ADMINISTRATOR
    )


def test_nobody_else_sees_people_or_audit(world: World, sign_in: Any) -> None:
    for person in (world.doctor, world.reviewer, world.director, world.medical_director, world.hr_officer):
        for path in ("people/", "people/add/", f"people/{world.doctor.pk}/roles/", "events/"):
            assert sign_in(person).get(f"/t/northfield/{path}").status_code == 403


def test_lists_cost_the_same_however_long(world: World, sign_in: Any, django_assert_num_queries: Any) -> None:
    client = sign_in(world.administrator)
    client.get("/t/northfield/people/")

    with django_assert_num_queries(10):
        assert client.get("/t/northfield/people/").status_code == 200
    with trust_context(world.trust.pk):
        for name in ("One", "Two", "Three"):
            member(world.trust, name, Role.DOCTOR)
    with django_assert_num_queries(10):
        assert client.get("/t/northfield/people/").status_code == 200


def test_the_other_trust_is_never_on_the_page(world: World, sign_in: Any) -> None:
    page = sign_in(world.administrator).get("/t/northfield/people/").content.decode()

    assert "Doctor Northfield" in page
    assert "canary" not in page
