"""What was sent after the sign-in had ended is kept for its writer, and for nobody else."""

from typing import Any

from django.test import Client

from tests.support.world import World
from trusts.resuming import MOST_BYTES

PAGE = "/t/northfield/invitations/send/"
TEXT = "Half an hour of careful words."
SENT = {"full_name": "Amina Yusuf", "job_title": TEXT, "roles": ["doctor", "mentor"]}


def sign_in_here(client: Client, person: Any) -> None:
    client.force_login(person.user, backend="allauth.account.auth_backends.AuthenticationBackend")


def written_too_late(world: World, sign_in: Any, **over: Any) -> Client:
    """A client whose session ended before it sent its form."""
    client = sign_in(world.administrator)
    assert client.get(PAGE).status_code == 200
    session = client.session
    session["seen_at"] -= 31 * 60
    session.save()
    answer = client.post(over.pop("path", PAGE), over.pop("data", SENT), **over)
    assert answer["Location"].startswith("/accounts/login/")
    return client


def test_the_same_person_finds_their_text_and_sends_it(world: World, sign_in: Any) -> None:
    client = written_too_late(world, sign_in)

    sign_in_here(client, world.administrator)
    page = client.get("/account/resume/").content.decode()
    client.post(PAGE, SENT)

    assert f'action="{PAGE}"' in page
    assert f'name="job_title" value="{TEXT}"' in page
    assert page.count('name="roles"') == 2
    assert client.get("/account/resume/")["Location"] == "/"


def test_the_sign_in_page_leads_there(world: World, sign_in: Any) -> None:
    client = sign_in(world.administrator)
    client.get(PAGE)
    client.cookies.pop("sessionid")  # the row went with its twelve hours

    assert client.post(PAGE, SENT)["Location"] == "/accounts/login/?next=%2Faccount%2Fresume%2F"


def test_another_person_finds_nothing(world: World, sign_in: Any) -> None:
    client = written_too_late(world, sign_in)

    sign_in_here(client, world.doctor)

    assert client.get("/account/resume/")["Location"] == "/"
    assert TEXT not in client.get("/account/resume/", follow=True).content.decode()


def test_nothing_is_kept_of_the_unknown_nor_too_much_nor_for_long(world: World, sign_in: Any) -> None:
    stranger = Client()
    assert "resume" not in stranger.post(PAGE, SENT)["Location"]
    assert "kept_post" not in stranger.session

    assert "kept_post" not in written_too_late(world, sign_in, data={**SENT, "job_title": "x" * MOST_BYTES}).session
    assert "kept_post" not in written_too_late(world, sign_in, headers={"HX-Request": "true"}).session
    late = written_too_late(world, sign_in)
    session = late.session
    session["kept_post"] = {**session["kept_post"], "at": 0}
    session.save()
    sign_in_here(late, world.administrator)
    assert late.get("/account/resume/")["Location"] == "/"


def test_a_forged_cookie_is_nobody(world: World) -> None:
    client = Client()
    client.cookies["writer"] = str(world.administrator.user.pk)

    client.post(PAGE, SENT)

    assert "kept_post" not in client.session


def test_a_page_from_before_the_sign_in_is_offered_again(world: World, sign_in: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    sign_in_here(client, world.administrator)
    client.get(PAGE)
    ours = {"headers": {"Origin": "http://testserver"}}

    offered = client.post(PAGE, SENT, **ours)
    forged = client.post(PAGE, SENT, headers={"Origin": "https://elsewhere.example"})
    unsaid = client.post(PAGE, SENT)

    assert offered.status_code == 403
    assert TEXT in offered.content.decode()
    for refused in (forged, unsaid):
        assert refused.status_code == 403
        assert TEXT not in refused.content.decode()


def test_a_page_asks_how_long_its_session_lasts_without_prolonging_it(world: World, sign_in: Any) -> None:
    client = sign_in(world.doctor)
    session = client.session
    session["seen_at"] -= 20 * 60
    session.save()

    first, second = (client.get("/account/session/").json() for _ in range(2))
    stayed = client.post("/account/session/").json()

    assert (first["user"], first["final"]) == (world.doctor.user.pk, False)
    assert 9 * 60 < second["left"] <= 10 * 60
    assert 29 * 60 < stayed["left"] <= 30 * 60
    assert Client().get("/account/session/").json() == {"user": None}
    assert Client().post("/account/session/").json() == {"user": None}


def test_twelve_hours_are_final(world: World, sign_in: Any) -> None:
    client = sign_in(world.doctor)
    session = client.session
    session["began_at"] -= 12 * 3600 - 100
    session.save()

    answer = client.post("/account/session/").json()

    assert answer["final"] is True
    assert answer["left"] <= 100
