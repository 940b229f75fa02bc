"""The API's doors: session and token, one permission an action, refusals as 409, the schema."""

import json
from datetime import timedelta
from typing import Any

from django.test import Client
from knox.models import AuthToken
from rest_framework.renderers import JSONRenderer

from tests.support.world import World
from trusts.api.people import EventSerializer
from trusts.models import Event
from trusts.services.audit import record_event
from trusts.tenancy import trust_context


def test_a_token_opens_what_its_person_may_see(world: World) -> None:
    _, token = AuthToken.objects.create(user=world.doctor.user)

    response = Client().get("/api/t/northfield/me/", headers={"Authorization": f"Token {token}"})

    assert response.status_code == 200
    assert response.json()["roles"] == ["doctor"]


def test_an_ended_token_opens_nothing(world: World) -> None:
    _, token = AuthToken.objects.create(user=world.doctor.user, expiry=timedelta(seconds=-1))

    response = Client().get("/api/t/northfield/me/", headers={"Authorization": f"Token {token}"})

    assert response.status_code == 401


def test_another_trust_is_a_404_and_another_role_a_403(world: World, sign_in: Any) -> None:
    assert sign_in(world.doctor).get("/api/t/southmoor/me/").status_code == 404
    assert sign_in(world.doctor).get("/api/t/northfield/people/").status_code == 403
    assert sign_in(world.administrator).get("/api/t/northfield/people/").json()["count"] == 10


def test_tokens_are_made_and_ended_on_the_account_page(world: World, sign_in: Any) -> None:
    client = sign_in(world.doctor)
    made = client.post("/account/tokens/make/", {"days": 7})
    mine = AuthToken.objects.get(user=world.doctor.user)
    theirs, _ = AuthToken.objects.create(user=world.reviewer.user)

    client.post("/account/tokens/end/", {"digest": theirs.digest})
    client.post("/account/tokens/end/", {"digest": mine.digest})

    assert b"Copy this token now" in made.content
    assert made["Cache-Control"] == "no-store"
    assert list(AuthToken.objects.values_list("digest", flat=True)) == [theirs.digest]


def test_the_schema_is_drawn_for_the_signed_in_without_a_warning(world: World, sign_in: Any) -> None:
    client = sign_in(world.doctor)

    response = client.get("/api/schema/", {"format": "json"})

    assert response.status_code == 200
    assert response.json()["paths"]["/api/t/{trust}/me/"]["get"]["tags"] == ["me"]
    assert client.get("/api/docs/").status_code == 200
    assert Client().get("/api/schema/").status_code in (302, 401, 403)


def test_a_nul_byte_is_refused_at_the_door(world: World, sign_in: Any) -> None:
    client = sign_in(world.administrator)

    assert client.post("/t/northfield/invitations/send/", {"full_name": "a\x00b"}).status_code == 400
    assert client.get("/t/northfield/events/?person=%00").status_code == 400


def test_the_audit_read_as_columns_is_that_of_its_serializer(world: World, sign_in: Any) -> None:
    with trust_context(world.trust.pk):
        record_event(action="thing.do", subject=world.doctor, by=world.administrator, why="Because")
        record_event(action="thing.end", subject=world.doctor, by=None)
        events = EventSerializer(Event.objects.order_by("-created_at", "id"), many=True).data

    shown = sign_in(world.administrator).get("/api/t/northfield/events/").json()["results"]

    assert shown == json.loads(JSONRenderer().render(events))
    assert [line["actor"] for line in shown[:2]] == [None, str(world.administrator)]
