"""The persona page: anybody may be anybody, of the invented people only, and only in the demonstration."""

import pytest
from django.core.management import call_command
from django.test import Client, override_settings
from pytest_django import DjangoAssertNumQueries

from demo.personas import all_personas, first_look, persona_of
from demo.stops import stops
from tests.support.world import World
from trusts.models import User

AMARA = "amara.okonkwo@lancashire.example"
TUTOR = "miriam.goldberg@lancaster-university.example"


@pytest.fixture
def people(db: None) -> None:
    call_command("demo", stage="trusts")


def test_everybody_has_a_place_to_look_first() -> None:
    assert len(all_personas()) == 42
    assert all(len(first_look(persona)) > len("Framework") for persona in all_personas())


def test_the_page_lists_everybody_in_one_query(
    people: None, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        page = client.get("/demo/").content.decode()

    assert page.count('name="email"') == 42
    assert "Ratings of one doctor only where that doctor has released them." in page


def test_an_empty_database_says_what_to_do(db: None, client: Client) -> None:
    assert "Nobody is here yet" in client.get("/demo/").content.decode()


def test_each_stop_of_the_tour_has_its_person(people: None, client: Client) -> None:
    page = client.get("/demo/").content.decode()
    assert page.count('name="stop"') == len(stops())

    for stop in stops():
        answer = client.post("/demo/sign-in/", {"stop": stop.name}, follow=True)
        assert answer.wsgi_request.user.email == persona_of(stop.person).email

    assert client.post("/demo/sign-in/", {"stop": "nowhere"}).status_code == 404


def test_one_button_signs_in_and_goes_home(people: None, client: Client) -> None:
    answer = client.post("/demo/sign-in/", {"email": AMARA}, follow=True)

    assert answer.redirect_chain == [("/", 302), ("/t/lancashire/", 302)]
    assert answer.wsgi_request.user.email == AMARA


def test_a_tutor_arrives_at_the_university(people: None, client: Client) -> None:
    answer = client.post("/demo/sign-in/", {"email": TUTOR}, follow=True)

    assert answer.redirect_chain[-1] == ("/u/lancaster/", 302)


def test_the_former_session_ends(people: None, client: Client) -> None:
    client.post("/demo/sign-in/", {"email": AMARA})
    former = client.session.session_key
    client.session["kept"] = "no"

    client.post("/demo/sign-in/", {"email": TUTOR})

    assert client.session.session_key != former
    assert not client.session.exists(former)
    assert client.session["_auth_user_id"] == str(User.objects.get(email=TUTOR).pk)


def test_people_outside_the_content_cannot_be_chosen(world: World, client: Client) -> None:
    for email in (world.doctor.user.email, "", AMARA):  # Amara is in the content, but not in this database
        assert client.post("/demo/sign-in/", {"email": email}).status_code == 404
    assert "_auth_user_id" not in client.session


def test_signing_in_is_a_deed_and_needs_its_token(people: None) -> None:
    client = Client(enforce_csrf_checks=True)

    assert client.get("/demo/sign-in/").status_code == 405
    assert client.post("/demo/sign-in/", {"email": AMARA}).status_code == 403


@override_settings(DEMONSTRATION=False)
def test_nothing_is_there_where_the_demonstration_is_off(people_off: None, client: Client) -> None:
    assert client.get("/demo/").status_code == 404
    assert client.post("/demo/sign-in/", {"email": AMARA}).status_code == 404


@pytest.fixture
def people_off(db: None) -> None:
    with override_settings(DEMONSTRATION=True):
        call_command("demo", stage="trusts")
