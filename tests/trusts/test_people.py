"""People and their roles, through the page."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.support.factories import MembershipFactory, PersonFactory
from tests.support.world import World, member
from trusts.models import Event, Membership, Person, User
from trusts.services.people import change_roles, end_membership, end_role, give_role, held_roles
from trusts.states import Role
from trusts.tenancy import trust_context
from trusts.workflow import RefusedError


def save_roles(client: Any, person: Any, *roles: Role) -> Any:
    return client.post(f"/t/northfield/people/{person.pk}/roles/", {"roles": roles})


def test_ending_a_role_closes_the_trust_at_once(world: World, sign_in: Any) -> None:
    theirs = sign_in(world.reviewer)
    assert theirs.get("/t/northfield/").status_code == 200

    save_roles(sign_in(world.administrator), world.reviewer)

    assert theirs.get("/t/northfield/").status_code == 404


def test_a_role_is_kept_with_its_dates_and_given_again_as_a_new_one(in_trust: World) -> None:
    doctor, administrator = in_trust.doctor, in_trust.administrator

    change_roles(person=doctor, roles=set(), by=administrator)
    change_roles(person=doctor, roles={Role.DOCTOR}, by=administrator)

    first, second = Membership.objects.filter(user=doctor.user).order_by("pk")
    assert first.ended_at - timezone.now() < timedelta(minutes=1)
    assert (first.is_active, second.is_active, second.ended_at) == (False, True, None)
    assert list(Event.objects.order_by("created_at").values_list("action", flat=True)) == [
        "person.end_role",
        "person.give_role",
    ]


def test_the_last_administrator_stays(world: World, sign_in: Any) -> None:
    response = save_roles(sign_in(world.administrator), world.administrator, Role.REVIEWER)

    assert b"You cannot give yourself a role" in response.content
    for refused in (
        lambda: end_role(person=world.administrator, role=Role.TRUST_ADMINISTRATOR, by=world.administrator),
        lambda: end_membership(person=world.administrator, by=world.administrator),
    ):
        with trust_context(world.trust.pk), pytest.raises(RefusedError, match="at least one administrator"):
            refused()


def test_one_of_two_administrators_may_go(in_trust: World) -> None:
    give_role(person=in_trust.director, role=Role.TRUST_ADMINISTRATOR, by=None)

    end_role(person=in_trust.administrator, role=Role.TRUST_ADMINISTRATOR, by=in_trust.director)

    assert held_roles(in_trust.administrator) == set()


@pytest.mark.parametrize(
    ("who", "role", "may"),
    [
        ("administrator", Role.MEDICAL_DIRECTOR, True),
        ("administrator", Role.TRUST_ADMINISTRATOR, True),
        ("director", Role.REVIEWER, True),
        ("director", Role.MENTOR, True),
        ("director", Role.DOCTOR, False),
        ("director", Role.PROGRAMME_DIRECTOR, False),
        ("director", Role.TRUST_ADMINISTRATOR, False),
        ("medical_director", Role.REVIEWER, False),
        ("hr_officer", Role.MENTOR, False),
        ("doctor", Role.DOCTOR, False),
    ],
)
def test_who_may_hand_out_which_role(in_trust: World, who: str, role: Role, may: bool) -> None:
    person, by = in_trust.colleague, getattr(in_trust, who)
    if may:
        change_roles(person=person, roles={Role.DOCTOR, role}, by=by)
    else:
        with pytest.raises(RefusedError, match="Your own role does not let you"):
            change_roles(person=person, roles=held_roles(person) ^ {role}, by=by)

    assert (role in held_roles(person)) == (may or role == Role.DOCTOR)


def test_nobody_gives_themselves_a_role(in_trust: World) -> None:
    with pytest.raises(RefusedError, match="yourself"):
        change_roles(
            person=in_trust.administrator,
            roles={Role.TRUST_ADMINISTRATOR, Role.MEDICAL_DIRECTOR},
            by=in_trust.administrator,
        )


def test_a_role_held_elsewhere_opens_nothing_here(world: World, sign_in: Any) -> None:
    """The doctor administers the other Trust: here they stay a doctor, there they are no doctor."""
    with trust_context(world.other_trust.pk):
        PersonFactory(user=world.doctor.user, full_name="Doctor There")
        MembershipFactory(trust=world.other_trust, user=world.doctor.user, role=Role.TRUST_ADMINISTRATOR)
    client = sign_in(world.doctor)

    places = client.get("/").content.decode()

    assert "Dr Doctor Northfield: Doctor" in places
    assert "Dr Doctor There: Trust administrator" in places
    assert client.get("/t/northfield/people/").status_code == 403
    assert client.get("/t/southmoor/people/").status_code == 200
    assert "Change Trust" in client.get("/t/northfield/").content.decode()
    assert "Doctor There" not in client.get("/t/northfield/").content.decode()


def test_who_belongs_to_one_trust_goes_straight_there(world: World, sign_in: Any) -> None:
    client = sign_in(world.doctor)

    assert client.get("/")["Location"] == "/t/northfield/"
    assert "Change Trust" not in client.get("/t/northfield/").content.decode()


def test_nobody_else_sees_people_or_audit(world: World, sign_in: Any) -> None:
    for person in (world.doctor, world.reviewer, world.director, world.medical_director, world.hr_officer):
        for path in ("people/", f"people/{world.doctor.pk}/", f"people/{world.doctor.pk}/roles/", "events/"):
            assert sign_in(person).get(f"/t/northfield/{path}").status_code == 403


@pytest.mark.parametrize(("page", "queries"), [("people/", 10), ("people/{pk}/", 10)])
def test_pages_cost_the_same_however_long(
    world: World, sign_in: Any, django_assert_num_queries: Any, page: str, queries: int
) -> None:
    client, path = sign_in(world.administrator), f"/t/northfield/{page.format(pk=world.doctor.pk)}"
    client.get(path)

    with django_assert_num_queries(queries):
        assert client.get(path).status_code == 200
    with trust_context(world.trust.pk):
        for name in ("One", "Two", "Three"):
            member(world.trust, name, Role.DOCTOR)
        for role in (Role.MENTOR, Role.REVIEWER):
            give_role(person=world.doctor, role=role, by=world.administrator)
    with django_assert_num_queries(queries):
        assert client.get(path).status_code == 200


def test_three_hundred_people_are_read_by_the_page_and_found_by_words(world: World, sign_in: Any) -> None:
    names = [
        "عائشة بنت محمد الأنصاري",
        "Wolfeschlegelsteinhausenbergerdorff" * 3,
        *(f"Person {n:03}" for n in range(298)),
    ]
    users = User.objects.bulk_create(User(email=f"p{n}@northfield.example") for n in range(300))
    with trust_context(world.trust.pk):
        Person.objects.bulk_create(
            Person(trust=world.trust, user=user, full_name=name, job_title="Consultant")
            for user, name in zip(users, names, strict=True)
        )
    client = sign_in(world.administrator)

    def rows(query: str) -> int:
        return client.get(f"/t/northfield/people/{query}").content.decode().count('role="rowheader"')

    assert (rows(""), rows("?page=2"), rows("?words=عائشة"), rows("?words=wolfe+consultant")) == (25, 25, 1, 1)
    assert "Nobody is called that" in client.get("/t/northfield/people/?words=zzz").content.decode()


def test_the_other_trust_is_never_on_the_page(world: World, sign_in: Any) -> None:
    page = sign_in(world.administrator).get("/t/northfield/people/").content.decode()

    assert "Doctor Northfield" in page
    assert "canary" not in page


def test_a_role_is_spelt_one_way_in_a_sentence() -> None:
    roles = (Role.PROGRAMME_DIRECTOR, Role.MEDICAL_DIRECTOR, Role.HR_OFFICER)

    assert [role.in_words for role in roles] == ["programme director", "Medical Director", "HR officer"]
