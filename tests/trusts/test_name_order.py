"""In which order people stand in a list."""

from typing import Any

from tests.support.factories import PersonFactory
from tests.support.world import World
from trusts.models import Person
from trusts.name_order import name_key
from trusts.tenancy import trust_context

NAMES = ("Zahra Abbott", "Amara Ngozi Okonkwo", "Cher", "Bea Carrington-Oyelowo", "ruth clitheroe", "Ada Abbott")


def test_by_last_name_whatever_the_case(in_trust: World) -> None:
    ids = [PersonFactory(full_name=name).pk for name in NAMES]

    found = list(Person.objects.filter(pk__in=ids).by_name().values_list("full_name", flat=True))

    assert found == [
        "Ada Abbott",
        "Zahra Abbott",
        "Bea Carrington-Oyelowo",
        "Cher",
        "ruth clitheroe",
        "Amara Ngozi Okonkwo",
    ]
    assert found == sorted(NAMES, key=name_key)


def test_nobody_without_a_name_breaks_the_list(in_trust: World) -> None:
    assert name_key("") < name_key("Cher")


def test_the_list_of_people_is_read_so(world: World, sign_in: Any) -> None:
    with trust_context(world.trust.pk):
        for name in ("Zahra Aaa", "Aaron Zzz"):
            PersonFactory(full_name=name)

    page = sign_in(world.administrator).get("/t/northfield/people/").content.decode()

    assert page.index("Zahra Aaa") < page.index("Aaron Zzz")
