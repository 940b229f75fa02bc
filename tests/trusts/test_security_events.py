"""What is witnessed: who came in, who was refused, what left; who may read it; and that nobody changes it."""

import json
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.handlers.exception import convert_exception_to_response
from django.db import DatabaseError, ProgrammingError, connection, transaction
from django.http import HttpRequest
from django.test import Client
from django.urls import resolve

from tests.support.factories import MembershipFactory
from tests.support.world import World
from trusts.access import TrustView
from trusts.models import SecurityEvent, Trust, User
from trusts.permissions import USE_TRUST
from trusts.services.security import record_security_event
from trusts.states import Role
from trusts.states import SecurityEventKind as Kind
from trusts.tenancy import own_context, trust_context
from trusts.witness import WitnessMiddleware

PASSWORD = "a long password of nobody"


class WritesThenRefuses(TrustView):
    """A page that changes its mind."""

    permission = USE_TRUST

    def get(self, request: HttpRequest, trust: str) -> None:
        """Half the work, then no."""
        self.request.person.job_title = "half written"
        self.request.person.save()
        raise PermissionDenied


def lines_of(user: User) -> list[SecurityEvent]:
    """What the user may read about their own account, oldest first."""
    with own_context(user.pk):
        return list(SecurityEvent.objects.order_by("created_at"))


def lines_in(trust: Trust, **wanted: Any) -> list[SecurityEvent]:
    """What the Trust may read, oldest first."""
    with trust_context(trust.pk):
        return list(SecurityEvent.objects.filter(**wanted).order_by("created_at"))


@pytest.fixture
def doctor(world: World) -> User:
    """A doctor with a password."""
    user = world.doctor.user
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in_from(ip: str, email: str, password: str) -> Any:
    return Client(REMOTE_ADDR=ip).post("/accounts/login/", {"login": email, "password": password})


def test_a_sign_in_is_kept_with_its_address_for_the_person_and_without_for_the_trust(
    world: World, doctor: User
) -> None:
    sign_in_from("198.51.100.7", doctor.email, "wrong")
    sign_in_from("198.51.100.7", doctor.email.upper(), "wrong")

    mine, ours = lines_of(doctor), lines_in(world.trust, user=doctor)

    assert [(line.kind, line.ip, line.trust_id) for line in mine] == [(Kind.SIGN_IN_FAILED, "198.51.100.7", None)] * 2
    assert [(line.kind, line.ip, line.copied) for line in ours] == [(Kind.SIGN_IN_FAILED, None, True)] * 2
    assert lines_in(world.other_trust, user=doctor) == []


def test_each_trust_of_a_member_learns_of_the_sign_in_and_of_no_address(world: World, sign_in: Any) -> None:
    MembershipFactory(trust=world.other_trust, user=world.doctor.user, role=Role.MENTOR)

    sign_in(world.doctor)

    for trust in (world.trust, world.other_trust):
        assert [(line.kind, line.ip) for line in lines_in(trust, user=world.doctor.user)] == [(Kind.SIGN_IN, None)]
    assert [line.kind for line in lines_of(world.doctor.user)] == [Kind.SIGN_IN]


def test_an_unknown_address_leaves_a_line_that_does_not_hold_what_was_typed(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("INFO", logger="homegrown.security"):
        sign_in_from("198.51.100.7", "a-password-typed-here@nowhere.example", "wrong")

    line = json.loads(caplog.records[0].message)
    assert (line["kind"], line["user_id"], line["ip"]) == ("sign_in_failed", None, "198.51.100.7")
    assert "a-password-typed-here" not in caplog.text


def test_a_forbidden_page_leaves_a_line_in_the_trust(world: World, sign_in: Any) -> None:
    client = sign_in(world.doctor)

    assert client.get("/t/northfield/people/").status_code == 403

    (line,) = lines_in(world.trust, kind=Kind.REFUSED)
    assert (line.user, line.ip) == (world.doctor.user, "127.0.0.1")
    assert line.data == {"status": 403, "page": "trusts:person_list", "method": "GET"}


def test_somebody_of_another_trust_is_named_to_nobody_there(world: World, sign_in: Any) -> None:
    client = sign_in(world.doctor)

    assert client.get("/t/southmoor/people/").status_code == 404
    assert client.get("/api/t/southmoor/people/").status_code == 404

    pages = lines_in(world.other_trust, kind=Kind.REFUSED)
    assert [(line.user, line.ip, line.data["from_outside"]) for line in pages] == [(None, None, True)] * 2
    assert lines_in(world.trust, kind=Kind.REFUSED) == []
    assert [line.data["of_trust"] for line in lines_of(world.doctor.user)[1:]] == [world.other_trust.pk] * 2


@pytest.mark.django_db(transaction=True)
def test_a_refusal_is_kept_though_the_request_was_rolled_back(world: World, rf: Any) -> None:
    request = rf.get("/t/northfield/people/")
    request.user, request.resolver_match = world.doctor.user, resolve(request.path)
    view = convert_exception_to_response(lambda request: WritesThenRefuses.as_view()(request, trust="northfield"))

    assert WitnessMiddleware(view)(request).status_code == 403

    with trust_context(world.trust.pk):
        world.doctor.refresh_from_db()
    assert world.doctor.job_title != "half written"
    assert len(lines_in(world.trust, kind=Kind.REFUSED)) == 1


def test_tokens_made_and_ended(world: World, sign_in: Any) -> None:
    client = sign_in(world.doctor)
    client.post("/account/tokens/make/", {"days": "30"})
    client.post("/account/tokens/end/", {"digest": world.doctor.user.auth_token_set.get().digest})
    client.post("/account/tokens/end/", {"digest": "unknown"})

    kinds = [line.kind for line in lines_of(world.doctor.user)]
    assert kinds == [Kind.SIGN_IN, Kind.TOKEN_MADE, Kind.TOKEN_ENDED]


def test_the_log_is_one_line_whatever_a_browser_calls_itself(world: World, caplog: pytest.LogCaptureFixture) -> None:
    client = Client(HTTP_USER_AGENT="forged\nERROR root: all is well")
    with caplog.at_level("INFO", logger="homegrown.security"):
        client.post("/accounts/login/", {"login": "x@nowhere.example", "password": "wrong"})

    assert "\n" not in caplog.records[0].message


def test_nobody_reads_the_lines_of_others(world: World, sign_in: Any) -> None:
    sign_in(world.doctor)

    assert SecurityEvent.objects.count() == 0
    assert lines_of(world.colleague.user) == []
    assert lines_in(world.other_trust) == []


def test_a_trust_cannot_leave_a_line_in_another(in_trust: World) -> None:
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        record_security_event(Kind.REFUSED, trust=in_trust.other_trust)


@pytest.mark.parametrize("role", ["web", "trust_r"])
@pytest.mark.parametrize(
    "verb",
    ["update trusts_securityevent set kind = 'x'", "delete from trusts_securityevent", "truncate trusts_securityevent"],
)
def test_lines_are_never_changed(world: World, verb: str, role: str) -> None:
    record_security_event(Kind.SIGN_IN, user=world.doctor.user)
    context = trust_context(world.trust.pk) if role == "trust_r" else transaction.atomic()

    with pytest.raises(ProgrammingError, match="permission denied"), context, connection.cursor() as cursor:
        cursor.execute(verb)
