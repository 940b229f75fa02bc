"""Endorsements: asked for by the doctor, answered once by a link without an account, read by those who decide."""

import re
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cohorts import notifications
from cohorts.models import Application, Cohort, Endorsement, WorkPlanEntry
from cohorts.selectors.applications import week_of
from cohorts.selectors.board import board
from cohorts.selectors.endorsements import endorsement_of, is_outside, requests_of
from cohorts.services.applications import withdraw_application
from cohorts.services.decisions import decide
from cohorts.services.endorsements import (
    ask_endorsement,
    give_endorsement,
    send_endorsement_again,
    withdraw_endorsement,
)
from cohorts.states import EndorserRole, Outcome
from cohorts.tasks import deliver_endorsement, sweep_endorsements
from reports.documents.data_copy import IN_CONFIDENCE, read_trust_part
from tests.support.factories import ApplicationFactory, MembershipFactory, ReviewFactory
from tests.support.world import World
from trusts.audiences import audience
from trusts.models import Event, MailSettings, Message, Person
from trusts.states import MailMode, Role
from trusts.tenancy import trust_context
from trusts.workflow import RefusedError

ADDRESS = "robin.achterberg@northfield.example"
SECRET = "Her list cannot spare her until spring."
JSON = "application/json"


def applied(world: World, **fields: Any) -> Application:
    application = ApplicationFactory(cohort=world.cohort, applicant=world.doctor, submitted=True, **fields)
    WorkPlanEntry.objects.create(application=application, day=2, session="pm", programmed_activities="0.75")
    return application


def ask(application: Application, **given: Any) -> Endorsement:
    asked = {
        "name": "Robin Achterberg",
        "email": ADDRESS,
        "role": EndorserRole.LINE_MANAGER,
        "is_work_address": True,
    } | given
    return ask_endorsement(application=application, by=application.applicant, **asked)


def link_of(endorsement: Endorsement) -> str:
    """The link in the e-mail that the worker sends."""
    mail.outbox.clear()
    deliver_endorsement(endorsement.trust_id, str(endorsement.pk))
    return re.search(r"http://[^/]+(/endorse/\S+)", mail.outbox[-1].body)[1]


@pytest.fixture
def asked(world: World) -> Endorsement:
    cache.clear()
    with trust_context(world.trust.pk):
        return ask(applied(world))


def seen_at(link: str) -> str:
    """The fingerprint of the week as the page shows it now, which its form sends back."""
    return re.search(r'name="seen" value="(\w+)"', Client().get(link).content.decode())[1]


def fresh(endorsement: Endorsement) -> Endorsement:
    with trust_context(endorsement.trust_id):
        return Endorsement.objects.get(pk=endorsement.pk)


def at(name: str, world: World, application: Application) -> str:
    return reverse(f"cohorts:{name}", args=[world.trust.slug, application.pk])


# --- asking ---


def test_an_answer_is_asked_within_two_weeks_and_never_after_applications_close(in_trust: World) -> None:
    closes_at = in_trust.cohort.applications_close_at  # a week from now

    first = ask(applied(in_trust))
    withdraw_endorsement(application=first.application, by=in_trust.doctor)
    tomorrow = timezone.localdate() + timedelta(days=1)
    second = ask(first.application, answer_on=tomorrow)

    assert first.answer_by == closes_at
    local = timezone.localtime(second.answer_by)
    assert (local.date(), f"{local:%H:%M}") == (tomorrow, "23:59")
    assert Event.objects.filter(action="endorsement.ask").count() == 2


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"answer_on": timezone.localdate() + timedelta(days=30)}, "cannot be after applications close"),
        ({"answer_on": timezone.localdate() - timedelta(days=1)}, "must be today or later"),
    ],
)
def test_a_day_that_cannot_be_is_refused(given: dict[str, Any], sentence: str, in_trust: World) -> None:
    with pytest.raises(RefusedError, match=sentence):
        ask(applied(in_trust), **given)


def test_nobody_endorses_themselves(in_trust: World) -> None:
    with pytest.raises(RefusedError, match="You cannot endorse your own application"):
        ask(applied(in_trust), email=in_trust.doctor.user.email.upper())


def test_a_work_plan_without_time_has_nothing_to_agree(in_trust: World) -> None:
    application = ApplicationFactory(cohort=in_trust.cohort, applicant=in_trust.doctor)

    with pytest.raises(RefusedError, match="Fill in your week"):
        ask(application)


def test_one_is_asked_at_a_time_and_five_in_all(in_trust: World) -> None:
    application = applied(in_trust)
    for _ in range(4):
        ask(application)
        withdraw_endorsement(application=application, by=in_trust.doctor)
    ask(application)

    with pytest.raises(RefusedError, match="You have asked Robin Achterberg already"):
        ask(application)
    with pytest.raises(IntegrityError, match="endorsement_one_at_a_time"), transaction.atomic():
        Endorsement.objects.create(application=application, asked_at=timezone.now(), answer_by=timezone.now())
    withdraw_endorsement(application=application, by=in_trust.doctor)
    with pytest.raises(RefusedError, match="as many as you may"):
        ask(application)


def test_once_applications_close_or_it_is_decided_nobody_can_be_asked(in_trust: World) -> None:
    application = applied(in_trust)
    decide(application=application, outcome=Outcome.DECLINE, reason="Not now.", by=in_trust.director)
    with pytest.raises(RefusedError, match="this application is not offered a place"):
        ask(application)

    Cohort.objects.update(applications_close_at=timezone.now() - timedelta(minutes=1))
    late = ApplicationFactory(cohort=Cohort.objects.get(pk=in_trust.cohort.pk), applicant=in_trust.colleague)
    with pytest.raises(RefusedError, match="have closed"):
        ask(late)


# --- the e-mail ---


def test_the_e_mail_has_the_link_and_the_database_its_digest(world: World, asked: Endorsement) -> None:
    link = link_of(asked)

    [letter], kept = mail.outbox, fresh(asked)
    assert letter.to == [ADDRESS]
    assert "Doctor Northfield is applying to Leading here, 2027 at Northfield NHS Trust" in letter.body
    assert len(link.split("/")[2].partition(".")[2]) == 43  # 256 bits
    assert link.split("/")[2] not in str(vars(kept))
    assert [len(digest) for digest in kept.token_hashes] == [64]
    deliver_endorsement(asked.trust_id, str(asked.pk))
    assert len(mail.outbox) == 1


def tried_at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> int:
    with monkeypatch.context() as patch:
        patch.setattr(timezone, "now", lambda: moment)
        return sweep_endorsements()


def test_one_reminder_leaves_three_days_before_and_both_links_work(
    asked: Endorsement, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = link_of(asked)
    at_noon = timezone.localtime(asked.answer_by).replace(hour=12, minute=0)

    assert tried_at(monkeypatch, at_noon - timedelta(days=4)) == 0
    assert tried_at(monkeypatch, (at_noon - timedelta(days=2)).replace(hour=3)) == 0
    assert tried_at(monkeypatch, at_noon - timedelta(days=2)) == 1
    assert tried_at(monkeypatch, at_noon - timedelta(days=1)) == 0

    assert mail.outbox[-1].subject == "Reminder: Dr Doctor Northfield asks for your endorsement"
    second = re.search(r"http://[^/]+(/endorse/\S+)", mail.outbox[-1].body)[1]
    assert [Client().get(link).status_code for link in (first, second)] == [200, 200]


def test_in_test_mode_and_while_the_mail_server_is_down_it_waits(
    world: World, asked: Endorsement, settings: Any
) -> None:
    mail.outbox.clear()
    with trust_context(world.trust.pk):
        MailSettings.objects.create(mode=MailMode.NOBODY)
    sweep_endorsements()
    assert (mail.outbox, fresh(asked).emailed_at) == ([], None)

    with trust_context(world.trust.pk):
        MailSettings.objects.update(mode=MailMode.SEND)
    down = {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": {"host": "localhost", "port": 9}}
    settings.MAILERS = {"default": down}
    assert (sweep_endorsements(), sweep_endorsements()) == (1, 0)
    assert (fresh(asked).attempt, fresh(asked).token_hashes) == (1, [])
    assert "refused" in fresh(asked).error


def test_a_request_that_cannot_be_written_is_counted_and_stops_no_other(
    world: World, asked: Endorsement, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail.outbox.clear()
    with trust_context(world.trust.pk):
        rival = ApplicationFactory(cohort=world.cohort, applicant=world.colleague)
        WorkPlanEntry.objects.create(application=rival, day=1, session="am", programmed_activities="0.5")
        other = ask(rival)
    letter = notifications.endorsement_letter

    def faulty(endorsement: Endorsement, token: str, **more: Any) -> tuple[str, str]:
        if endorsement.pk == asked.pk:
            raise KeyError("gap")
        return letter(endorsement, token, **more)

    monkeypatch.setattr(notifications, "endorsement_letter", faulty)

    assert sweep_endorsements() == 2

    assert (fresh(asked).attempt, fresh(asked).error, fresh(asked).emailed_at) == (1, "'gap'", None)
    assert fresh(other).emailed_at is not None


def test_a_doctor_is_told_of_a_request_that_could_not_be_sent(world: World, asked: Endorsement, sign_in: Any) -> None:
    client, page = sign_in(world.doctor), at("application_endorsement", world, asked.application)
    words = "Your request for an endorsement could not be sent"
    assert words not in client.get("/t/northfield/to-do/").content.decode()
    with trust_context(world.trust.pk):
        Endorsement.objects.update(attempt=Endorsement.MAX_ATTEMPTS, error="No such mailbox")

    assert words in client.get("/t/northfield/to-do/").content.decode()
    assert f"The e-mail to {ADDRESS} could not be sent" in client.get(page).content.decode()
    with trust_context(world.trust.pk):
        assert requests_of(asked.application).words == "Could not be sent"
        assert endorsement_of(asked.application).word == "Could not be sent"
        withdraw_endorsement(application=asked.application, by=world.doctor)
        assert requests_of(asked.application).before[0].words == "Withdrawn"
    assert words not in client.get("/t/northfield/to-do/").content.decode()
    outbox = sign_in(world.administrator).get("/t/northfield/messages/").content.decode()
    assert "a request for an endorsement on the page of the doctor who asked" in outbox


def test_sending_again_kills_the_old_link_and_waits_a_day(world: World, asked: Endorsement) -> None:
    old = link_of(asked)
    with trust_context(world.trust.pk):
        with pytest.raises(RefusedError, match="less than a day ago"):
            send_endorsement_again(application=asked.application, by=world.doctor)
        Endorsement.objects.update(
            emailed_at=timezone.now() - timedelta(days=2), answer_by=timezone.now() - timedelta(hours=1)
        )
        again = send_endorsement_again(application=asked.application, by=world.doctor)

    assert again.answer_by == world.cohort.applications_close_at
    assert Client().get(old).status_code == 404
    assert Client().get(link_of(asked)).status_code == 200


# --- the page of whoever is asked ---


def test_the_page_says_who_asks_who_reads_and_the_time_and_nothing_else(asked: Endorsement) -> None:
    answer = Client().get(link_of(asked))

    words = answer.content.decode()
    for told in ("Dr Doctor Northfield", "Leading here, 2027", "0.75 of 1 programmed activity a week found"):
        assert told in words
    assert "Your answer is read by the programme director, the Medical Director and reviewers asked" in words
    for letter in mail.outbox:
        assert f"Your answer is read by {audience('endorsement').others}." in letter.body
    assert "ward round redesign" not in words and "Discharge letters" not in words
    assert answer["Cache-Control"] == "no-store"
    assert answer["Referrer-Policy"] == "same-origin"  # the secret goes to no other site


def test_an_answer_is_kept_once_and_the_doctor_is_told_only_that_it_came(world: World, asked: Endorsement) -> None:
    link = link_of(asked)
    given = {"answer": "does_not", "time": "no", "words": SECRET, "seen": seen_at(link)}

    first, second = Client().post(link, given), Client().post(link, given)

    assert (first.status_code, second.status_code) == (200, 404)
    assert "Thank you" in first.content.decode()
    with trust_context(world.trust.pk):
        kept = Endorsement.objects.get()
        told = Message.objects.get(recipient=world.doctor)
    assert (kept.state, kept.supports, kept.is_time_agreed, kept.words) == ("given", False, False, SECRET)
    assert str(kept.time_found) == "0.75"
    assert kept.token_hashes == []
    assert told.subject == "Robin Achterberg has answered your request"
    assert "support" not in told.body.replace("supports", "") and SECRET not in told.body


def test_what_is_missing_is_said_beside_its_field_and_nothing_typed_is_lost(asked: Endorsement) -> None:
    link = link_of(asked)

    nothing = Client().post(link, {})
    no_reason = Client().post(link, {"answer": "supports", "time": "no"})
    patient = Client().post(link, {"answer": "supports", "time": "yes", "words": "Ask 943 476 5919."})

    assert [a.status_code for a in (nothing, no_reason, patient)] == [422] * 3
    assert "Choose whether you support this application" in nothing.content.decode()
    assert "Say why" in no_reason.content.decode()
    assert "looks like an NHS number" in patient.content.decode()
    assert "Ask 943 476 5919." in patient.content.decode()
    assert fresh(asked).state == "requested"


def test_whoever_cannot_answer_makes_room_for_somebody_else(world: World, asked: Endorsement) -> None:
    link = link_of(asked)
    said = Client().get(link).content.decode()

    thanks = Client().post(link, {"answer": "cannot"}).content.decode()

    assert "If you cannot answer, they are told that you cannot, so that they can ask somebody else." in said
    assert "is told that you cannot answer" in thanks and "is told that you answered" not in thanks
    with trust_context(world.trust.pk):
        assert requests_of(asked.application).words == "Cannot answer"
        assert endorsement_of(asked.application).word == "Could not answer"
        ask(asked.application, name="Sam Other", email="sam@northfield.example")
        assert requests_of(asked.application).standing.name == "Sam Other"


def test_an_answer_is_to_the_week_that_was_shown(world: World, asked: Endorsement) -> None:
    link = link_of(asked)
    given = {"answer": "supports", "time": "yes", "words": "She has my Tuesdays.", "seen": seen_at(link)}
    with trust_context(world.trust.pk):
        WorkPlanEntry.objects.update(programmed_activities="0.50")

    changed, unfinished = Client().post(link, given), Client().post(link, given | {"time": ""})

    words = changed.content.decode()
    assert (changed.status_code, fresh(asked).state) == (422, "requested")
    assert "The work-plan has changed since this page was shown, and your answer was not kept" in words
    assert "0.5 of 1 programmed activity a week found" in words
    assert "She has my Tuesdays." in words and len(re.findall(r"<input[^>]* checked", words)) == 2
    assert "The work-plan has changed since" in unfinished.content.decode()

    assert Client().post(link, given | {"seen": seen_at(link)}).status_code == 200
    assert (fresh(asked).is_time_agreed, str(fresh(asked).time_found)) == (True, "0.50")


def closed(world: World, asked: Endorsement, how: str) -> None:
    rows, applications = Endorsement.objects.filter(pk=asked.pk), Application.objects.filter(pk=asked.application_id)
    match how:
        case "out of time":
            rows.update(answer_by=timezone.now() - timedelta(seconds=1))
        case "application withdrawn":
            applications.update(state="withdrawn")
        case "application decided":
            applications.update(state="declined")
        case "doctor erased":
            Person.objects.filter(pk=world.doctor.pk).update(erased_at=timezone.now())


HOW = ("out of time", "application withdrawn", "application decided", "doctor erased")


@pytest.mark.parametrize("how", HOW)
def test_a_closed_link_and_a_wrong_one_get_the_same_page(how: str, world: World, asked: Endorsement) -> None:
    link = link_of(asked)
    with trust_context(world.trust.pk):
        closed(world, asked, how)
    elsewhere = link.replace("northfield.", "southmoor.")  # the right secret at another Trust

    links = [link, elsewhere, "/endorse/northfield.x/", "/endorse/nowhere.x/", "/endorse/x/"]
    answers = [*(Client().get(one) for one in links), Client().post(link, {"answer": "supports", "time": "yes"})]

    assert {answer.status_code for answer in answers} == {404}
    assert len({re.sub(r'csrf\w+"?: ?"[^"]+', "", a.content.decode(), flags=re.IGNORECASE) for a in answers}) == 1
    assert fresh(asked).supports is None


def called_off(world: World, asked: Endorsement, how: str) -> None:
    withdraw = {"request": withdraw_endorsement, "application": withdraw_application}[how]
    with trust_context(world.trust.pk):
        withdraw(application=asked.application, by=world.doctor)


@pytest.mark.parametrize("how", ["request", "application"])
def test_whoever_was_asked_is_told_once_that_it_was_taken_back(how: str, world: World, asked: Endorsement) -> None:
    link = link_of(asked)
    called_off(world, asked, how)
    mail.outbox.clear()

    sweep_endorsements()
    deliver_endorsement(asked.trust_id, str(asked.pk))

    (told,) = mail.outbox
    assert told.to == [ADDRESS]
    assert "No longer needed: your endorsement of Dr Doctor Northfield" in told.subject
    assert "You need not do anything more." in told.body and "/endorse/" not in told.body
    assert fresh(asked).state == "withdrawn"
    for answer in (Client().get(link), Client().post(link, {"answer": "supports", "time": "yes"})):
        words = answer.content.decode()
        assert answer.status_code == 404
        assert "You need not do anything more" in words and "has withdrawn the request" in words
        assert "Dr Doctor" not in words
    assert "The link is wrong" in Client().get(link.replace("northfield.", "southmoor.")).content.decode()
    with trust_context(world.trust.pk):
        Person.objects.filter(pk=world.doctor.pk).update(erased_at=timezone.now())
    assert "The link is wrong" in Client().get(link).content.decode()


@pytest.mark.parametrize("why", ["never written to", "out of time"])
@pytest.mark.parametrize("how", ["request", "application"])
def test_who_waits_for_nothing_is_told_nothing(how: str, why: str, world: World, asked: Endorsement) -> None:
    if why == "out of time":
        link_of(asked)
        with trust_context(world.trust.pk):
            Endorsement.objects.update(answer_by=timezone.now() - timedelta(seconds=1))
    called_off(world, asked, how)
    mail.outbox.clear()

    sweep_endorsements()
    deliver_endorsement(asked.trust_id, str(asked.pk))

    assert mail.outbox == []


def test_that_it_was_taken_back_is_tried_again_while_the_mail_server_fails(
    world: World, asked: Endorsement, settings: Any
) -> None:
    link_of(asked)
    called_off(world, asked, "application")
    mail.outbox.clear()
    works = settings.MAILERS
    down = {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": {"host": "localhost", "port": 9}}
    settings.MAILERS = {"default": down}
    deliver_endorsement(asked.trust_id, str(asked.pk))
    assert (fresh(asked).attempt, fresh(asked).is_to_be_told) == (1, True)

    settings.MAILERS = works
    deliver_endorsement(asked.trust_id, str(asked.pk))

    assert [message.to for message in mail.outbox] == [[ADDRESS]]
    assert not fresh(asked).is_to_be_told


def test_one_address_asks_sixty_times_a_minute_at_most(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    monkeypatch.setattr("cohorts.views.endorsing.MOST_A_MINUTE", 2)

    assert [Client().get("/endorse/x/").status_code for _ in range(3)] == [404, 404, 429]


# --- who reads it ---


def shown(asked: Endorsement) -> str:
    return week_of(asked.application).seen


def answered(asked: Endorsement, *, supports: bool = False, agreed: bool = True) -> Application:
    with trust_context(asked.trust_id):
        give_endorsement(endorsement=asked, supports=supports, is_time_agreed=agreed, words=SECRET, seen=shown(asked))
        return asked.application


@pytest.mark.parametrize(
    ("email", "outside"),
    [
        ("a@trust.example", False),
        ("a@ward.Trust.example", False),
        ("a@nhs.net", False),
        ("a@leeds.nhs.uk", False),
        ("a@gmail.com", True),
        ("a@nottrust.example", True),
        ("a@nhs.net.example", True),
        ("a@fakenhs.uk", True),
    ],
)
def test_an_address_that_anybody_can_have_is_outside(email: str, outside: bool) -> None:
    assert is_outside(email, "doctor@trust.example") is outside


@pytest.mark.parametrize(("email", "outside"), [("boss@Gmail.com", True), ("boss@nhs.net", False)])
def test_where_anybody_can_have_an_address_no_colleague_is_known_by_it(email: str, outside: bool) -> None:
    assert is_outside(email, "doctor@gmail.com") is outside


@pytest.mark.parametrize(
    ("supports", "agreed", "word"),
    [(True, True, "Endorsed"), (True, False, "Endorsed, time not agreed"), (False, True, "Not supported")],
)
def test_the_board_says_it_in_a_word(supports: bool, agreed: bool, word: str, world: World, asked: Endorsement) -> None:
    def words() -> str | None:
        return board(world.cohort, world.director).rows[0].endorsement

    with trust_context(world.trust.pk):
        assert words() == "Awaited"
        Endorsement.objects.update(answer_by=timezone.now() - timedelta(hours=1))
        assert words() == "Not answered"
        Endorsement.objects.update(answer_by=timezone.now() + timedelta(hours=1))
        given = {"supports": supports, "is_time_agreed": agreed, "words": "", "seen": shown(asked)}
        give_endorsement(endorsement=asked, **given)
        Endorsement.objects.update(email="robin.achterberg@nhs.net")
        assert words() == word
        Endorsement.objects.update(email="robin@elsewhere.example")
        assert words() == (f"{word} (from an outside address)" if supports else word)
        assert endorsement_of(asked.application).is_outside
        MembershipFactory(trust=world.trust, user=world.director.user, role=Role.REVIEWER)
        ReviewFactory(application=asked.application, reviewer=world.director)
        assert words() is None  # asked to review it, and nothing said of a conflict yet


def test_nobody_asked_is_said_and_a_request_taken_back_is_told(in_trust: World) -> None:
    application = applied(in_trust)
    ask(application)
    withdraw_endorsement(application=application, by=in_trust.doctor)

    [row] = board(in_trust.cohort, in_trust.director).rows
    assert row.endorsement == "Not asked"
    assert endorsement_of(application).before == ("Robin Achterberg (line manager)",)


def test_a_half_day_that_became_another_is_told_though_the_sum_is_the_same(
    world: World, asked: Endorsement, sign_in: Any
) -> None:
    application = answered(asked, supports=True)
    page = at("application_consider", world, application)
    with trust_context(world.trust.pk):
        assert not endorsement_of(application).has_changed
    assert "have changed since" not in sign_in(world.director).get(page).content.decode()

    with trust_context(world.trust.pk):
        Cohort.objects.filter(pk=application.cohort_id).update(weekly_pa_needed=Decimal("1.75"))
        assert not endorsement_of(type(application).objects.get(pk=application.pk)).has_changed
        WorkPlanEntry.objects.filter(application=application).update(activity="Golf", cover="")
        assert endorsement_of(application).has_changed

    assert "The half-days of the work-plan have changed since." in sign_in(world.director).get(page).content.decode()


def test_those_who_decide_read_it_and_the_doctor_and_the_conflicted_never(
    world: World, asked: Endorsement, sign_in: Any
) -> None:
    application = answered(asked)
    with trust_context(world.trust.pk):
        reads = ReviewFactory(application=application, reviewer=world.reviewer, no_conflict_at=timezone.now())
        ReviewFactory(application=application, reviewer=world.second_reviewer, state="conflicted")
        WorkPlanEntry.objects.filter(application=application).update(programmed_activities="1.00")

    considered = sign_in(world.director).get(at("application_consider", world, application)).content.decode()
    reviewed = sign_in(world.reviewer).get(reverse("cohorts:review_detail", args=["northfield", reads.pk]))
    api = f"/api/t/northfield/applications/{application.pk}/"
    told = sign_in(world.director).get(f"{api}endorsement/answer/").json()
    assert sign_in(world.medical_director).get(f"{api}endorsement/answer/").status_code == 200

    with trust_context(world.trust.pk):
        readers = Event.objects.filter(action="application.view", actor=world.medical_director)
        assert [line.subject_id for line in readers] == [str(application.pk)]
    assert SECRET in considered and SECRET in reviewed.content.decode()
    assert "Not supported." in considered
    assert "0.75 programmed activities a week: agreed. <strong>The work-plan has changed since, to 1." in considered
    assert (told["endorsement"], told["supports"], told["words"]) == ("Not supported", False, SECRET)
    for person in (world.doctor, world.second_reviewer, world.colleague, world.hr_officer, world.outsider):
        assert sign_in(person).get(f"{api}endorsement/answer/").status_code in (403, 404)
    for page in ("application_detail", "application_endorsement"):
        own = sign_in(world.doctor).get(at(page, world, application)).content.decode()
        assert "Answered" in own
        assert SECRET not in own and "Not supported" not in own
    own = sign_in(world.doctor).get(f"{api}endorsement/").json()
    assert own["words"] == "Answered"
    assert not {"supports", "words", "is_time_agreed"} & set(own["standing"])


def test_the_copy_of_a_doctors_data_withholds_the_answer(world: World, asked: Endorsement) -> None:
    answered(asked)

    with trust_context(world.trust.pk):
        copy = read_trust_part(world.doctor, timezone.now())
    [table] = [t for section in copy.sections for t in section.tables if t.name == "cohorts.endorsement"]
    row = {cell.name: cell.value for cell in table.rows[0]}

    assert row["name"] == "Robin Achterberg"
    assert {row[name] for name in ("supports", "is_time_agreed", "time_found", "words")} == {IN_CONFIDENCE}
    assert SECRET not in str(table)


# --- the doctor's page and the API ---


def test_a_doctor_asks_follows_and_withdraws(world: World, sign_in: Any) -> None:
    with trust_context(world.trust.pk):
        application = applied(world)
    client, page = sign_in(world.doctor), at("application_endorsement", world, application)
    day = timezone.localdate() + timedelta(days=3)
    given = {"role": "clinical_director", "name": "Robin Achterberg", "email": ADDRESS}
    given |= {"answer_on_day": day.day, "answer_on_month": day.month, "answer_on_year": day.year}

    empty = client.post(page, {})
    own = client.post(page, given | {"email": world.doctor.user.email}).content.decode()
    too_long = client.post(page, given | {"email": f"{'a' * 60}@{'b.' * 110}example"})
    outside = client.post(page, given | {"email": "robin@elsewhere.example"})
    given |= {"is_work_address": "on"}
    asked = client.post(page, given, follow=True).content.decode()
    twice = client.post(page, given).content.decode()
    again = client.post(at("application_endorsement_send_again", world, application), follow=True).content.decode()
    withdrawn = client.post(at("application_endorsement_withdraw", world, application), follow=True).content.decode()

    assert (empty.status_code, too_long.status_code, outside.status_code) == (422, 422, 422)
    assert "neither an NHS address nor one of your own organisation" in outside.content.decode()
    assert "It is their work address" in outside.content.decode()
    assert "It is their work address" not in client.get(page).content.decode()
    assert re.search(r'href="#id_email"[^>]*>\s*You cannot endorse your own application', own)
    assert re.search(r'href="#id_name"[^>]*>\s*You have asked Robin Achterberg already', twice)
    assert "Robin Achterberg is asked. The e-mail leaves in a moment." in asked
    assert "gets a new link" in again
    assert "is no longer asked" in withdrawn
    assert "Asked before" in withdrawn and "Ask for an endorsement" in withdrawn


def test_before_submitting_a_doctor_reads_how_it_stands_and_who_will_read(world: World, sign_in: Any) -> None:
    with trust_context(world.trust.pk):
        application = ApplicationFactory(cohort=world.cohort, applicant=world.doctor)
    client, readers = sign_in(world.doctor), audience("application").others

    check = client.get(at("application_check", world, application)).content.decode()
    tasks = client.get(at("application_detail", world, application)).content.decode()
    apply = client.get(reverse("cohorts:cohort_apply", args=["northfield", world.cohort.pk])).content.decode()

    assert "the Medical Director" in readers
    assert f"it is read by {readers}." in check and f"it is read by {readers}." in apply
    assert "<p>Not asked.</p>" in check
    assert "You and the programme directors read this" in check
    assert "whoever you ask to endorse it sees the week of its work-plan" in tasks


def test_the_api_asks_by_the_same_rules(world: World, sign_in: Any) -> None:
    with trust_context(world.trust.pk):
        application = applied(world)
    client, path = sign_in(world.doctor), f"/api/t/northfield/applications/{application.pk}/endorsement/"
    body = {"name": "Robin Achterberg", "email": ADDRESS, "role": "line_manager", "is_work_address": True}

    outside = client.post(path, body | {"is_work_address": False}, JSON)
    with trust_context(world.trust.pk):
        nobody_asked = not Endorsement.objects.exists()
    asked, twice = client.post(path, body, JSON), client.post(path, body, JSON)
    withdrawn = client.post(f"{path}withdraw/")

    assert (outside.status_code, nobody_asked) == (409, True)
    assert (asked.status_code, asked.json()["standing"]["name"]) == (201, "Robin Achterberg")
    assert twice.status_code == 409
    assert (withdrawn.json()["standing"], withdrawn.json()["words"]) == (None, "Not asked")
    assert client.post(f"{path}send-again/").status_code == 409
    assert sign_in(world.colleague).post(path, body, JSON).status_code == 403
    assert sign_in(world.director).get(path).status_code == 403
