"""A Trust's own words for its e-mails: editing, previewing, refusing what cannot be sent, restoring."""

from typing import Any

import pytest

from cohorts.notices import APPLICATION_DECLINED, PLACE_ACCEPTED
from tests.support.world import World
from trusts.models import Event, MailSettings, Message, MessageTemplate
from trusts.selectors.mail import words_of
from trusts.services.notices import send_notice
from trusts.services.templates import change_mail_settings, restore_template, write_template
from trusts.states import MailMode
from trusts.tenancy import trust_context
from trusts.workflow import RefusedError

HERE = "/t/northfield/messages/texts/application_declined/"
BODY = "Hello {name}\n\nNo place in {cohort}.\n\n{link}\n"


def declined(world: World, **words: str) -> Message:
    message = send_notice(APPLICATION_DECLINED, to=world.doctor, cohort="Cohort 1", link="https://x.test/", **words)
    assert message is not None
    return message


def form(**changes: Any) -> dict[str, Any]:
    return {"edition": 0, "subject": "About {cohort}", "body": BODY, **changes}


def test_a_notice_is_sent_in_the_products_words_until_a_trust_writes_its_own(in_trust: World) -> None:
    before = declined(in_trust)
    write_template(
        kind=APPLICATION_DECLINED, subject="About {cohort}", body=BODY, opened_on=0, by=in_trust.administrator
    )
    after = declined(in_trust)

    assert before.subject == "The outcome of your application"
    assert before.body.startswith(
        "Dear Doctor Northfield,\n\nWe are sorry that we cannot offer you a place in Cohort 1."
    )
    assert (after.kind, after.subject) == ("application_declined", "About Cohort 1")
    assert after.body.startswith("Hello Doctor Northfield\n\nNo place in Cohort 1.\n\nhttps://x.test/\n")
    assert "/t/northfield/my-notices/" in after.body


def test_words_and_gaps_must_agree(in_trust: World) -> None:
    with pytest.raises(ValueError, match="words and gaps differ"):
        declined(in_trust, doctor="Nobody")
    with pytest.raises(ValueError, match="words and gaps differ"):
        send_notice(PLACE_ACCEPTED, to=in_trust.director, cohort="Cohort 1")


def test_a_name_cannot_break_a_header_or_open_a_gap(in_trust: World) -> None:
    words = {"cohort": "{link}\r\nBcc: all@example.test", "doctor": "Dr\nX", "seat": "1", "link": "https://x.test/"}
    message = send_notice(PLACE_ACCEPTED, to=in_trust.director, **words)

    assert message is not None
    assert message.subject == "Dr X has accepted a place"
    assert "{link}\r\nBcc" in message.body


def test_two_editors_do_not_overwrite_each_other(in_trust: World) -> None:
    first = write_template(kind=APPLICATION_DECLINED, subject="One", body=BODY, opened_on=0, by=in_trust.administrator)

    with pytest.raises(RefusedError, match="Somebody else has changed"):
        write_template(kind=APPLICATION_DECLINED, subject="Two", body=BODY, opened_on=0, by=in_trust.director)
    assert (first.number, words_of(APPLICATION_DECLINED).subject) == (1, "One")


def test_restoring_keeps_the_history_and_every_change_is_audited(in_trust: World) -> None:
    write_template(kind=APPLICATION_DECLINED, subject="One", body=BODY, opened_on=0, by=in_trust.administrator)
    restore_template(kind=APPLICATION_DECLINED, opened_on=1, by=in_trust.administrator)

    words = words_of(APPLICATION_DECLINED)
    assert (words.subject, words.number, words.edition) == (APPLICATION_DECLINED.subject, 2, None)
    assert list(MessageTemplate.objects.order_by("number").values_list("subject", "is_default")) == [
        ("One", False),
        ("", True),
    ]
    assert list(Event.objects.order_by("pk").values_list("action", flat=True)) == ["template.write", "template.restore"]
    assert "One" not in str(list(Event.objects.values_list("data", flat=True)))


def test_the_signature_stands_below_every_e_mail(in_trust: World) -> None:
    change_mail_settings(
        mode=MailMode.SEND, signature="Programme office\r\n01524", early_days=7, late_days=1, by=in_trust.administrator
    )

    assert "\nProgramme office\n01524\n\n-- \n" in declined(in_trust).body
    with pytest.raises(RefusedError, match="first reminder"):
        change_mail_settings(mode=MailMode.SEND, signature="", early_days=2, late_days=2, by=in_trust.administrator)


def test_an_administrator_edits_and_sees_what_is_wrong_beside_the_field(world: World, sign_in: Any) -> None:
    client = sign_in(world.administrator)
    page = client.get(HERE + "edit/").content.decode()
    wrong = client.post(HERE + "edit/", form(subject="{doctr}", body="Hello { name }")).content.decode()
    lost = client.post(HERE + "edit/", form(body="No way to the page")).content.decode()
    saved = client.post(HERE + "edit/", form(), follow=True).content.decode()

    assert "We are sorry that we cannot offer you a place in {cohort}." in page
    assert "We are sorry that we cannot offer you a place in Medical Leadership, Cohort 2027." in page
    assert "{doctr} is not known here" in wrong
    assert "A brace stands alone" in wrong
    assert "Hello { name }" in wrong
    assert "Put {link} in the text" in lost
    assert "Saved. From now on" in saved
    assert "Edition 1 by Dr Administrator Northfield" in saved


def test_a_stale_page_keeps_what_was_typed(world: World, sign_in: Any) -> None:
    client = sign_in(world.administrator)
    client.post(HERE + "edit/", form())

    page = client.post(HERE + "edit/", form(subject="My words")).content.decode()

    assert "Somebody else has changed this e-mail" in page
    assert "My words" in page


def test_the_preview_and_the_test_save_nothing(world: World, sign_in: Any) -> None:
    client = sign_in(world.administrator)
    whole = client.post(HERE + "preview/", form()).content.decode()
    part = client.post(HERE + "preview/", form(), headers={"HX-Request": "true"}).content.decode()
    client.post(HERE + "try/", form())

    assert "About Medical Leadership, Cohort 2027" in whole
    assert f'<form method="post" action="{HERE}edit/"' in whole  # what is saved next is saved, not previewed again
    assert part.lstrip().startswith('<div class="hg-mail">')
    with trust_context(world.trust.pk):
        message = Message.objects.get()
        assert not MessageTemplate.objects.exists()
    assert (message.recipient_id, message.subject) == (
        world.administrator.pk,
        "Test: About Medical Leadership, Cohort 2027",
    )


def test_restoring_from_the_page(world: World, sign_in: Any) -> None:
    client = sign_in(world.administrator)
    client.post(HERE + "edit/", form())

    stale = client.post(HERE + "restore/", {"edition": 0}, follow=True).content.decode()
    done = client.post(HERE + "restore/", {"edition": 1}, follow=True).content.decode()

    assert "Somebody else has changed" in stale
    assert "The standard text is used again" in done


def test_an_unknown_kind_is_not_found(world: World, sign_in: Any) -> None:
    assert sign_in(world.administrator).get("/t/northfield/messages/texts/no_such/edit/").status_code == 404


def test_settings_are_kept_and_refused_beside_the_field(world: World, sign_in: Any) -> None:
    client = sign_in(world.administrator)
    address = "/t/northfield/messages/settings/edit/"
    wrong = client.post(address, {"mode": "nobody", "signature": "", "early_days": 2, "late_days": 3})
    kept = client.post(address, {"mode": "nobody", "signature": "Us", "early_days": 10, "late_days": 2}, follow=True)

    assert "The first reminder must come more days before" in wrong.content.decode()
    assert "Test mode is on." in kept.content.decode()
    with trust_context(world.trust.pk):
        row = MailSettings.objects.get()
    assert (row.mode, row.signature, row.early_days, row.late_days) == ("nobody", "Us", 10, 2)


@pytest.mark.parametrize("count", [1, 3])
def test_lists_of_e_mails_cost_the_same_however_long(
    count: int, world: World, sign_in: Any, django_assert_num_queries: Any
) -> None:
    client = sign_in(world.administrator)
    with trust_context(world.trust.pk):
        for number in range(count):
            declined(world)
            write_template(kind=APPLICATION_DECLINED, subject="S", body=BODY, opened_on=number, by=world.administrator)
    client.get("/t/northfield/messages/")

    with django_assert_num_queries(11):
        client.get("/t/northfield/messages/")
    with django_assert_num_queries(9):
        client.get("/t/northfield/messages/texts/")
    with django_assert_num_queries(12):
        client.get(HERE + "edit/")


def test_the_outbox_shows_what_became_of_each_but_not_its_words(world: World, sign_in: Any) -> None:
    with trust_context(world.trust.pk):
        declined(world)
    client = sign_in(world.administrator)

    page = client.get("/t/northfield/messages/").content.decode()
    none = client.get("/t/northfield/messages/?state=failed").content.decode()

    assert "Applications, offers and places" in page
    assert "No place offered" not in page  # the kind of a decision's e-mail is the decision
    assert "Dr Doctor Northfield" in page
    assert "The outcome of your application" not in page
    assert "No e-mail is in this state." in none


def test_the_outbox_of_a_new_trust_says_what_will_stand_there(world: World, sign_in: Any) -> None:
    assert (
        "Nothing has been written to anybody yet"
        in sign_in(world.administrator).get("/t/northfield/messages/").content.decode()
    )
