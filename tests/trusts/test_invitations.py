"""Invitations: the link that works once, for one verified address, and tells nobody else anything."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import connections
from django.test import Client
from django.utils import timezone

from tests.support.factories import UserFactory
from tests.support.world import World
from trusts.models import Event, Invitation, Membership, Person, User
from trusts.paging import page_of
from trusts.services.invitations import accept_invitation, invite, resend_invitation, withdraw_invitation
from trusts.states import Role
from trusts.tasks import deliver_invitation, sweep_invitations
from trusts.tenancy import trust_context
from trusts.workflow import RefusedError

ADDRESS = "amina.yusuf@northfield.example"
PASSWORD = "correct horse battery staple"
NEW = {
    "title": "Dr",
    "full_name": "Amina Yusuf",
    "email": "Amina.Yusuf@Northfield.example",
    "gmc_number": "C0123456",
    "roles": ["doctor"],
}


def invited(world: World, *roles: Role, by: Any = None) -> Invitation:
    with trust_context(world.trust.pk):
        return invite(
            email=ADDRESS, full_name="Amina Yusuf", roles=list(roles or [Role.DOCTOR]), by=by or world.administrator
        )


def link_of(invitation: Invitation) -> str:
    """The link in the e-mail that the worker sends."""
    mail.outbox.clear()
    deliver_invitation(invitation.trust_id, str(invitation.pk))
    return re.search(r"http://[^/]+(/invitations/\S+)", mail.outbox[-1].body)[1]


def token_of(invitation: Invitation) -> str:
    return link_of(invitation).split("/")[2]


def owner(address: str = ADDRESS) -> User:
    user = UserFactory(email=address)
    EmailAddress.objects.create(user=user, email=address, verified=True, primary=True)
    return user


def test_an_administrator_invites_through_the_page(world: World, sign_in: Any) -> None:
    client = sign_in(world.administrator)

    page = client.post("/t/northfield/invitations/send/", NEW, follow=True).content.decode()

    assert "Amina Yusuf" in page
    assert "The e-mail is on its way" in page
    with trust_context(world.trust.pk):
        invitation = Invitation.objects.get()
        assert (invitation.email, invitation.gmc_number, invitation.invited_by) == (
            ADDRESS,
            "0123456",
            world.administrator,
        )
        assert Event.objects.get(action="invitation.send").data == {"roles": ["doctor"]}
    assert not User.objects.filter(email=ADDRESS).exists()


def test_bad_input_keeps_what_was_typed_and_invites_nobody(world: World, sign_in: Any) -> None:
    client = sign_in(world.administrator)

    page = client.post("/t/northfield/invitations/send/", {**NEW, "gmc_number": "12", "roles": []}).content.decode()

    assert "Enter a GMC number of 7 digits" in page
    assert "Choose at least one role" in page
    assert 'value="Amina Yusuf"' in page
    with trust_context(world.trust.pk):
        assert not Invitation.objects.exists()


def test_the_database_keeps_a_digest_and_the_e_mail_the_link(world: World) -> None:
    invitation = invited(world)

    token = token_of(invitation)

    with trust_context(world.trust.pk):
        kept = Invitation.objects.values().get()
    assert mail.outbox[-1].to == [ADDRESS]
    assert len(token.partition(".")[2]) == 43  # 256 bits
    assert token not in str(kept)
    assert len(kept["token_hash"]) == 64
    deliver_invitation(invitation.trust_id, str(invitation.pk))
    assert len(mail.outbox) == 1


def test_the_sweeper_sends_what_no_nudge_reached(world: World, settings: Any) -> None:
    invited(world)
    mail.outbox.clear()

    assert (sweep_invitations(), len(mail.outbox), sweep_invitations()) == (1, 1, 0)


def test_a_mail_server_that_is_down_is_tried_ten_minutes_apart(world: World, settings: Any) -> None:
    invitation = invited(world)
    settings.MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "localhost", "port": 9},
        }
    }
    assert (sweep_invitations(), sweep_invitations()) == (1, 0)
    with trust_context(world.trust.pk):
        Invitation.objects.update(updated_at=timezone.now() - timedelta(minutes=11))
    assert sweep_invitations() == 1

    with trust_context(world.trust.pk):
        invitation.refresh_from_db()
    assert (invitation.attempt, invitation.emailed_at, invitation.token_hash) == (2, None, "")
    assert "refused" in invitation.error


def test_somebody_new_signs_up_joins_and_is_asked_for_a_second_factor(world: World, settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    link, client = link_of(invited(world, Role.DOCTOR, Role.REVIEWER)), Client()

    landing = client.get(link).content.decode()
    sign_up = client.post(f"{link}sign-up/")
    form = {"email": "somebody@else.example", "password1": PASSWORD, "password2": PASSWORD}
    made = client.post(sign_up["Location"], {**form, "next": link})
    joined = client.post(f"{link}accept/")

    assert "Northfield NHS Trust as: Doctor, Reviewer" in landing
    assert sign_up["Location"].startswith("/accounts/signup/")
    assert made["Location"] == link
    assert joined["Location"] == "/t/northfield/"
    assert client.get("/t/northfield/")["Location"] == "/accounts/2fa/"
    user = User.objects.get(email=ADDRESS)
    assert list(EmailAddress.objects.values_list("email", "verified")) == [(ADDRESS, True)]
    assert set(Membership.objects.filter(user=user).values_list("role", flat=True)) == {"doctor", "reviewer"}
    with trust_context(world.trust.pk):
        invitation, person = Invitation.objects.get(), Person.objects.get(user=user)
    assert (invitation.state, invitation.accepted_by_id, person.full_name) == ("accepted", person.pk, "Amina Yusuf")
    assert client.get(link).status_code == 404


def test_without_an_invitation_nobody_signs_up(world: World) -> None:
    client, link = Client(), link_of(invited(world))
    form = {"email": ADDRESS, "password1": PASSWORD, "password2": PASSWORD}

    assert b"Sign-up is closed" in client.get("/accounts/signup/").content
    client.post("/accounts/signup/", form)
    client.post(f"{link}sign-up/")
    with trust_context(world.trust.pk):
        withdraw_invitation(invitation=Invitation.objects.get(), by=world.administrator)
    client.post("/accounts/signup/", form)

    assert not User.objects.filter(email=ADDRESS).exists()


def test_who_has_an_account_signs_in_and_joins_with_it(world: World, sign_in: Any) -> None:
    """A doctor of another Trust moves: the same account, a second Trust."""
    EmailAddress.objects.create(user=world.outsider.user, email=ADDRESS, verified=True)
    User.objects.filter(pk=world.outsider.user.pk).update(email=ADDRESS)
    link = link_of(invited(world))

    assert b"You have an account with this address" in Client().get(link).content
    client = sign_in(world.outsider)
    assert b"Join Northfield NHS Trust" in client.get(link).content
    client.post(f"{link}accept/")

    assert client.get("/t/northfield/").status_code == 200
    assert client.get("/t/southmoor/people/").status_code == 200
    assert client.get("/t/northfield/people/").status_code == 403


def test_somebody_signed_in_as_another_is_told_so_and_nothing_happens(world: World, sign_in: Any) -> None:
    link, client = link_of(invited(world)), sign_in(world.outsider)

    page = client.get(link).content.decode()
    client.post(f"{link}accept/")

    assert "sent to another address" in page
    assert ADDRESS not in page
    assert not Membership.objects.filter(user=world.outsider.user, trust=world.trust).exists()


def test_an_unverified_address_does_not_accept(world: World, sign_in: Any) -> None:
    user = UserFactory(email=ADDRESS)
    EmailAddress.objects.create(user=user, email=ADDRESS, verified=False, primary=True)
    link = link_of(invited(world))

    sign_in(user).post(f"{link}accept/")

    assert not Membership.objects.filter(user=user).exists()


def test_unknown_used_withdrawn_and_expired_links_lead_to_one_page(world: World, sign_in: Any) -> None:
    user = owner()
    used = link_of(invited(world))
    accept_invitation(token=used.split("/")[2], user=user)
    withdrawn_one = invited(world, Role.MENTOR)
    withdrawn = link_of(withdrawn_one)
    with trust_context(world.trust.pk):
        withdraw_invitation(invitation=withdrawn_one, by=world.administrator)
    expired = link_of(invited(world, Role.MENTOR))
    with trust_context(world.trust.pk):
        Invitation.objects.filter(state="sent").update(expires_at=timezone.now())
    links = [used, withdrawn, expired, "/invitations/northfield.x/", "/invitations/nowhere.x/", "/invitations/x/"]

    answers = [Client().get(link) for link in links]

    assert {answer.status_code for answer in answers} == {404}
    assert len({re.sub(r'(?i)csrf\w+"?: ?"[^"]+|value="\w{64}"', "", a.content.decode()) for a in answers}) == 1
    sign_in(user).post(f"{expired}accept/")
    assert not Membership.objects.filter(role=Role.MENTOR, user=user).exists()


def test_sending_again_makes_a_new_link_and_kills_the_old(world: World) -> None:
    invitation = invited(world)
    old = link_of(invitation)
    with trust_context(world.trust.pk):
        Invitation.objects.update(expires_at=timezone.now() - timedelta(hours=1))
    sweep_invitations()

    with trust_context(world.trust.pk):
        resend_invitation(invitation=invitation, by=world.administrator)
    assert Client().get(old).status_code == 404
    new = link_of(invitation)

    assert old != new
    assert Client().get(new).status_code == 200
    assert Client().get(old).status_code == 404


def test_a_second_invitation_to_one_address_is_refused(world: World) -> None:
    invited(world)

    with pytest.raises(RefusedError, match="open invitation already"):
        invited(world)


def test_a_programme_director_invites_reviewers_and_sees_their_own_alone(world: World, sign_in: Any) -> None:
    invited(world)
    client = sign_in(world.director)

    form = client.get("/t/northfield/invitations/send/").content.decode()
    refused = client.post("/t/northfield/invitations/send/", {**NEW, "email": "x@y.example"}).content.decode()
    sent = {**NEW, "full_name": "Rae Viewer", "email": "x@y.example", "roles": ["reviewer"]}
    listed = client.post("/t/northfield/invitations/send/", sent, follow=True).content.decode()

    assert [role for role in Role if f'value="{role}"' in form] == [Role.REVIEWER, Role.MENTOR]
    assert "Select a valid choice" in refused
    assert "Rae Viewer" in listed
    assert "Amina Yusuf" not in listed
    with trust_context(world.trust.pk):
        others = Invitation.objects.get(email=ADDRESS)
    assert client.post(f"/t/northfield/invitations/{others.pk}/withdraw/").status_code == 403
    assert sign_in(world.medical_director).get("/t/northfield/invitations/").status_code == 403


def test_the_api_speaks_through_the_same_services(world: World, sign_in: Any) -> None:
    client, path = sign_in(world.director), "/api/t/northfield/invitations/"
    body = {"email": ADDRESS, "full_name": "Amina Yusuf", "roles": ["reviewer"], "gmc_number": "0123456"}

    made = client.post(path, body, content_type="application/json")
    twice = client.post(path, body, content_type="application/json")
    beyond = client.post(path, {**body, "email": "b@c.example", "roles": ["doctor"]}, content_type="application/json")

    assert made.status_code == 201
    assert "token_hash" not in made.json()
    assert (twice.status_code, beyond.status_code) == (409, 409)
    assert client.get(path).json()["count"] == 1
    row = f"{path}{made.json()['id']}/"
    assert client.post(f"{row}resend/").json()["state"] == "sent"
    assert client.post(f"{row}withdraw/").json()["state"] == "withdrawn"
    assert client.post(f"{row}withdraw/").status_code == 409
    assert sign_in(world.doctor).get(path).status_code == 403
    assert sign_in(world.outsider).post(f"/api/t/southmoor/invitations/{made.json()['id']}/resend/").status_code == 404


def test_the_list_costs_the_same_however_long(
    world: World, sign_in: Any, django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, path = sign_in(world.administrator), "/t/northfield/invitations/"
    invited(world)
    client.get(path)

    with django_assert_num_queries(10):
        client.get(path)
    with trust_context(world.trust.pk):
        for n in range(3):
            invite(email=f"{n}@x.example", full_name="N", roles=[Role.MENTOR], by=world.administrator)
    monkeypatch.setattr("trusts.views.invitations.page_of", partial(page_of, size=3))
    with django_assert_num_queries(10):
        first = client.get(path).content.decode()
    last = client.get(f"{path}?page=2").content.decode()

    assert "4 invitations, page 1 of 2" in first and 'href="?page=2" rel="next"' in first
    assert (first.count("Send again to"), last.count("Send again to")) == (3, 1)


@pytest.mark.django_db(transaction=True)
def test_two_clicks_make_one_membership(world: World) -> None:
    token, user = token_of(invited(world)), owner()

    def click(_: int) -> str:
        try:
            accept_invitation(token=token, user=user)
        except RefusedError:
            return "told"
        finally:
            connections.close_all()
        return "joined"

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(click, range(6)))

    assert sorted(answers) == ["joined"] + ["told"] * 5
    assert Membership.objects.filter(user=user).count() == 1
