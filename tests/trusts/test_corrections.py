"""Somebody's name or number is put right: by an administrator, with a reason, and they are told."""

import html
import re
from typing import Any

import pytest
from django.db import ProgrammingError, transaction

from tests.support.world import World
from trusts.models import DETAILS, Event, Message, Person, RowChange, Trust
from trusts.services.corrections import correct_person
from trusts.services.invitations import invite
from trusts.services.numbers import TakenError
from trusts.services.people import add_person
from trusts.states import CorrectionReason, Role
from trusts.tenancy import trust_context
from trusts.workflow import RefusedError


def page(person: Person) -> str:
    return f"/t/northfield/people/{person.pk}/correct/"


def form(person: Person, **changes: str) -> dict[str, str]:
    """What the page of a person sends, changed."""
    kept = {name: getattr(person, name) for name in DETAILS}
    return kept | {"edition": person.updated_at.isoformat(), "reason": "asked"} | changes


def now(world: World) -> Person:
    with trust_context(world.trust.pk):
        return Person.objects.get(pk=world.doctor.pk)


def test_a_correction_is_saved_told_and_kept_in_the_audit_without_the_words(world: World, sign_in: Any) -> None:
    client = sign_in(world.administrator)
    assert world.doctor.full_name in client.get(page(world.doctor)).content.decode()

    sent = form(world.doctor, full_name="Ngozi Newname", gmc_number="C0123456")
    saved = client.post(page(world.doctor), sent, follow=True).content.decode()

    assert "Ngozi Newname" in saved and "0123456" in saved
    with trust_context(world.trust.pk):
        line = Event.objects.get(action="person.correct")
        assert line.data == {"fields": ["full_name", "gmc_number"], "reason": "asked"}
        change = RowChange.objects.filter(subject_id=str(world.doctor.pk), operation="update").latest("created_at")
        assert change.fields == ["full_name", "gmc_number"]
        assert "Newname" not in str(line.data) + str(change.values)
        letter = Message.objects.get(kind="person_corrected")
    assert letter.recipient_id == world.doctor.pk
    assert "corrected this: full name, GMC number." in letter.body
    assert "Why: You asked for it." in letter.body
    assert "Newname" not in letter.body.replace("Dear Ngozi Newname", "") and "0123456" not in letter.body


def test_what_somebody_else_saved_meanwhile_is_shown_and_not_lost(world: World, sign_in: Any) -> None:
    client, opened = sign_in(world.administrator), form(world.doctor, full_name="Mine")
    client.post(page(world.doctor), form(world.doctor, full_name="Theirs", grade="Consultant"))

    refused = client.post(page(world.doctor), opened)

    shown = refused.content.decode()
    assert refused.status_code == 409
    assert "full name: Theirs; grade: Consultant" in shown
    assert 'value="Mine"' in shown
    assert now(world).full_name == "Theirs"

    (edition,) = re.findall(r'name="edition" value="([^"]+)"', shown)
    client.post(page(world.doctor), opened | {"edition": html.unescape(edition)})
    assert now(world).full_name == "Mine"


@pytest.mark.parametrize("field", ["gmc_number", "employee_number"])
def test_a_number_belongs_to_one_person(world: World, sign_in: Any, field: str) -> None:
    with trust_context(world.trust.pk):
        Person.objects.filter(pk=world.colleague.pk).update(**{field: "7654321"})
    with trust_context(world.other_trust.pk):
        Person.objects.filter(pk=Person.objects.first().pk).update(**{field: "1111111"})
    client = sign_in(world.administrator)

    refused = client.post(page(world.doctor), form(world.doctor, **{field: "7654321"}))

    shown = html.unescape(refused.content.decode())
    number = field.replace("_", " ").replace("gmc", "GMC")
    assert refused.status_code == 409
    assert shown.count(f"This is the {number} of {world.colleague}.") == 2, "above the form and beside the field"
    assert client.post(page(world.doctor), form(world.doctor, **{field: "1111111"})).status_code == 302


@pytest.mark.parametrize("field", ["gmc_number", "employee_number"])
def test_of_two_who_take_a_number_at_once_the_second_is_told(
    world: World, sign_in: Any, monkeypatch: pytest.MonkeyPatch, field: str
) -> None:
    with trust_context(world.trust.pk):
        Person.objects.filter(pk=world.colleague.pk).update(**{field: "7654321"})
    monkeypatch.setattr("trusts.services.corrections.refuse_taken", lambda *args, **more: None)  # neither saw the other

    refused = sign_in(world.administrator).post(page(world.doctor), form(world.doctor, **{field: "7654321"}))

    assert refused.status_code == 409
    assert "Somebody else of this Trust has the same" in refused.content.decode()
    assert getattr(now(world), field) != "7654321"


def test_nobody_is_invited_with_the_number_of_somebody_else(world: World) -> None:
    with trust_context(world.trust.pk):
        Person.objects.filter(pk=world.colleague.pk).update(gmc_number="7654321")
        asked = {"email": "new@northfield.example", "full_name": "New Doctor", "roles": [Role.DOCTOR]}

        with pytest.raises(RefusedError, match="This is the GMC number of"):
            invite(**asked, by=world.administrator, gmc_number="7654321")
        with pytest.raises(TakenError, match="has the same GMC number"):
            add_person(**asked, by=world.administrator, gmc_number="7654321")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"full_name": ""}, "Enter their name"),
        ({"gmc_number": "12345"}, "Enter a GMC number of 7 digits"),
        ({"reason": ""}, "Say why you are changing this"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field(
    world: World, sign_in: Any, change: dict[str, str], words: str
) -> None:
    shown = sign_in(world.administrator).post(page(world.doctor), form(world.doctor, **change)).content.decode()

    assert words in shown
    assert now(world).updated_at == world.doctor.updated_at


def test_nothing_changed_is_no_deed_and_ones_own_is_told_to_nobody(in_trust: World) -> None:
    details, why = {"full_name": in_trust.administrator.full_name}, CorrectionReason.SLIP
    correct_person(person=in_trust.administrator, by=in_trust.administrator, reason=why, **details)
    assert not Event.objects.exists()

    correct_person(person=in_trust.administrator, by=in_trust.administrator, reason=why, full_name="Another")
    assert Event.objects.get().action == "person.correct"
    assert not Message.objects.exists()


def test_the_api_keeps_the_same_rules(world: World, sign_in: Any) -> None:
    client, address = sign_in(world.administrator), f"/api/t/northfield/people/{world.doctor.pk}/correct/"
    read = client.get(f"/api/t/northfield/people/{world.doctor.pk}/").json()
    sent = {"employee_number": "E-77", "reason": "register", "edition": read["updated_at"]}

    assert client.post(address, sent).json()["employee_number"] == "E-77"
    assert client.post(address, sent | {"employee_number": "E-78"}).status_code == 409
    assert client.post(address, {"gmc_number": "12", "reason": "register"}).status_code == 400
    assert client.post(address, '{"full_name": "", "reason": "register"}', "application/json").status_code == 400
    assert client.post(address, {"grade": "Consultant"}).status_code == 400
    assert now(world).employee_number == "E-77"


def test_who_was_erased_gets_no_name_again(in_trust: World) -> None:
    Person.objects.filter(pk=in_trust.doctor.pk).update(erased_at=in_trust.doctor.created_at)

    with pytest.raises(RefusedError, match="erased"):
        correct_person(person=in_trust.doctor, by=in_trust.administrator, reason=CorrectionReason.SLIP, title="Dr")


# --- the Trust's own name ---

NAME = "/t/northfield/name/"


def test_a_trust_is_called_by_its_new_name_everywhere(world: World, sign_in: Any) -> None:
    client, was = sign_in(world.administrator), world.trust.name
    assert f'value="{was}"' in client.get(NAME).content.decode()

    client.post(NAME, {"name": "Northfield and Hill NHS Trust", "was": was})

    assert "Northfield and Hill NHS Trust" in sign_in(world.doctor).get("/t/northfield/").content.decode()
    with trust_context(world.trust.pk):
        line = Event.objects.get(action="trust.rename")
        assert line.data == {"before": was, "after": "Northfield and Hill NHS Trust"}

    stale = client.post(NAME, {"name": "Hill", "was": was})
    assert stale.status_code == 409
    assert "Somebody else has changed it to Northfield and Hill NHS Trust" in stale.content.decode()
    assert "Enter the Trust" in client.post(NAME, {"name": "", "was": was}).content.decode()


def test_no_trust_renames_another_or_changes_more_than_its_name(world: World) -> None:
    with trust_context(world.trust.pk):
        assert Trust.objects.filter(pk=world.other_trust.pk).update(name="Taken over") == 0
        assert Trust.objects.filter(pk=world.other_trust.pk).update(accent_colour="#000000") == 0
        assert Trust.objects.filter(pk=world.trust.pk).update(name="Ours") == 1
        for field, value in (("slug", "ours"), ("min_group_size", 6), ("is_active", False)):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                Trust.objects.filter(pk=world.trust.pk).update(**{field: value})
