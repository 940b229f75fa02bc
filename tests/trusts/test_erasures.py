"""Erasure: nothing of the person is left in any text of any table, nobody else loses anything, two people decide."""

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.models import CharField, TextField
from django.utils import timezone

from assessments.models import Rating
from assessments.selectors import released_assessments
from cohorts.models import Application, Offer, StagedDecision
from cohorts.states import ApplicationState, OfferState
from reports.models import Report
from tests.support.furnished import SUPPORT, House, furnish_house
from tests.support.owner import support_agent
from trusts.emptying import ERASED, NOBODY, telling_texts
from trusts.labels import Label, Record
from trusts.models import Erasure, Event, Hold, Membership, Message, Person
from trusts.notices import MEMBERSHIP_ENDED
from trusts.services.erasures import approve_erasure, ask_erasure, withdraw_erasure
from trusts.services.holds import lift_hold, put_hold
from trusts.services.messages import queue_message
from trusts.services.notices import send_notice
from trusts.services.replaying import run_erasure
from trusts.states import ErasureState
from trusts.tasks import sweep_erasures
from trusts.tenancy import trust_context
from trusts.walk import is_of_a_trust, labelled_models, rows_about
from trusts.workflow import RefusedError

MADE_AGAIN = (Record.MESSAGE, Record.REPORT)  # e-mails sent, and reports of the cohort, which hold the name
CANARY = "zqxcan"  # short enough for a GMC number


@pytest.fixture
def agent(django_db_setup: None) -> Iterator[int]:
    """Our support, whom the furnished Trusts name; made before the test's transaction and gone after it."""
    with support_agent(SUPPORT) as user_id:
        yield user_id


@pytest.fixture
def house(agent: int, db: None, settings: Any, tmp_path: Path) -> House:
    """Two Trusts with a row of every kind; whatever tells of the first doctor carries the canary."""
    settings.FILES_ROOT = str(tmp_path / "files")
    settings.ERASURE_LIST = str(tmp_path / "erasures.jsonl")
    house = furnish_house(tmp_path / "files")
    person = house.here.people["own"]
    with trust_context(house.here.trust.pk):
        Rating.objects.filter(assessment__subject=person, assessment__state="draft").update(reason=CANARY)
        marked = {model._meta.label for model in mark(person)}
    assert len(marked) >= 14, marked
    person.user.email = f"{CANARY}@nowhere.example"
    person.user.save()
    EmailAddress.objects.create(user=person.user, email=person.user.email)
    return house


def mark(person: Person) -> Iterator[Any]:
    for model, labels in labelled_models():
        columns = {c.name: CANARY for c in telling_texts(model, labels)}
        rows = rows_about(model, labels, person) if is_of_a_trust(model) and columns else None
        if rows is not None and rows.exists():
            with suppress(DatabaseError), transaction.atomic():
                rows.update(**columns)
                yield model


def erased(house: House, callbacks: Any) -> Erasure:
    """Asked for by the administrator, confirmed by the Medical Director, carried out."""
    here = house.here
    with trust_context(here.trust.pk):
        person = Person.objects.get(pk=here.people["own"].pk)
        erasure = ask_erasure(person=person, reason="By letter of 1 March", by=here.people["admin"])
        erasure = approve_erasure(erasure=erasure, by=here.people["medical"])
    with callbacks(execute=True):
        run_erasure(trust_id=here.trust.pk, erasure_id=str(erasure.pk))
    with trust_context(here.trust.pk):
        return Erasure.objects.get(pk=erasure.pk)


def places_with(word: str) -> set[str]:
    """Every text, JSON or array column the present role may read in which the word stands."""
    found = set()
    with connection.cursor() as cursor:
        cursor.execute(
            "select table_name, column_name from information_schema.columns where table_schema = 'public' and"
            " data_type in ('text', 'character varying', 'jsonb', 'ARRAY', 'inet') and"
            " has_column_privilege(current_user, quote_ident(table_name), column_name, 'select')"
        )
        for table, column in cursor.fetchall():
            cursor.execute(f'select count(*) from "{table}" where "{column}"::text ilike %s', [f"%{word}%"])
            if cursor.fetchone()[0]:
                found.add(f"{table}.{column}")
    return found


def test_nothing_of_the_person_is_left_in_any_text_of_any_table(
    house: House, django_capture_on_commit_callbacks: Any
) -> None:
    with trust_context(house.here.trust.pk):
        assert len(places_with(CANARY)) > 20

    erasure = erased(house, django_capture_on_commit_callbacks)

    assert erasure.state == ErasureState.DONE
    with trust_context(house.here.trust.pk):
        assert places_with(CANARY) == set()
        assert str(Person.objects.get(pk=erasure.person_id)) == NOBODY
    assert places_with(CANARY) == set()  # as the login role: addresses, sessions, tokens


def test_its_files_go_too(house: House, tmp_path: Path, django_capture_on_commit_callbacks: Any) -> None:
    copy = house.here.rows["data-copies"]
    assert (tmp_path / "files" / copy.file_key).exists()

    erased(house, django_capture_on_commit_callbacks)

    assert not (tmp_path / "files" / copy.file_key).exists()
    with trust_context(house.here.trust.pk):
        assert not Report.objects.filter(about=house.here.people["own"]).exists()


def test_nobody_else_loses_anything(house: House, django_capture_on_commit_callbacks: Any) -> None:
    others = [person for name, person in house.here.people.items() if name != "own"]
    before = texts_of(house.here, others)

    erased(house, django_capture_on_commit_callbacks)

    assert texts_of(house.here, others) == before
    with trust_context(house.there.trust.pk):
        assert Person.objects.filter(full_name=NOBODY).count() == 0


def texts_of(place: Any, people: list[Person]) -> dict[str, Any]:
    found = {}
    with trust_context(place.trust.pk):
        for model, labels in labelled_models():
            if is_of_a_trust(model) and labels.record not in MADE_AGAIN and labels.subject:
                columns = [c.name for c in telling_texts(model, labels)]
                for person in people:
                    rows = rows_about(model, labels, person).order_by("pk")
                    found[f"{model._meta.label} {person.pk}"] = list(rows.values_list("pk", *columns))
    return found


def test_numbers_stay_and_the_person_is_in_no_list_of_names(
    house: House, django_capture_on_commit_callbacks: Any
) -> None:
    with trust_context(house.here.trust.pk):
        before = sorted(Rating.objects.values_list("pk", "level", "importance"))

    erased(house, django_capture_on_commit_callbacks)

    with trust_context(house.here.trust.pk):
        assert sorted(Rating.objects.values_list("pk", "level", "importance")) == before
        assert house.here.people["own"].pk not in {row.person_id for row in released_assessments()}
    assert not Membership.objects.filter(user=house.here.people["own"].user, is_active=True).exists()
    user = type(house.here.people["own"].user).objects.get(pk=house.here.people["own"].user_id)
    assert (user.is_active, user.has_usable_password()) == (False, False)


def test_they_leave_the_competition_and_nobody_writes_to_them(
    house: House, django_capture_on_commit_callbacks: Any
) -> None:
    with trust_context(house.here.trust.pk):
        offer = Offer.objects.get(application__applicant=house.here.people["own"])
        assert offer.state == OfferState.OPEN

    erased(house, django_capture_on_commit_callbacks)

    with trust_context(house.here.trust.pk):
        offer = Offer.objects.select_related("application__applicant").get(pk=offer.pk)
        person = offer.application.applicant
        assert (offer.state, offer.application.state) == (OfferState.WITHDRAWN, ApplicationState.WITHDRAWN)
        assert not Application.objects.for_applicant(person).awaiting_decision().exists()
        assert not StagedDecision.objects.filter(application__applicant=person).exists()
        assert send_notice(MEMBERSHIP_ENDED, to=person) is None
        assert not Message.objects.filter(recipient=person, state__in=("queued", "waiting")).exists()


def test_what_others_wrote_is_named_for_somebody_to_look_at(
    house: House, django_capture_on_commit_callbacks: Any
) -> None:
    here = house.here
    with trust_context(here.trust.pk):
        Person.objects.filter(pk=here.people["own"].pk).update(full_name="Xanthippe Quillfeather")
        sent = queue_message(to=here.people["director"], subject="New", body="Dr Xanthippe Quillfeather has applied")
        Message.objects.filter(pk=sent.pk).update(state="sent")
        Person.objects.filter(pk=here.people["peer"].pk).update(specialty="As Xanthippe Quillfeather")

    erasure = erased(house, django_capture_on_commit_callbacks)

    with trust_context(here.trust.pk):
        sent.refresh_from_db()
    assert sent.body == ERASED
    place = {"table": "trusts.person", "field": "specialty", "id": str(here.people["peer"].pk)}
    assert place in erasure.mentions


def test_two_people_decide_and_neither_is_the_one_it_is_about(house: House) -> None:
    here = house.here
    admin, own = here.people["admin"], here.people["own"]
    with trust_context(here.trust.pk):
        with pytest.raises(RefusedError, match="Another administrator"):
            ask_erasure(person=admin, reason="mine", by=admin)
        erasure = ask_erasure(person=own, reason="By letter", by=admin)
        with pytest.raises(RefusedError, match="asked for already"):
            ask_erasure(person=own, reason="again", by=admin)
        for somebody in (admin, own):
            with pytest.raises(RefusedError, match="Somebody else"):
                approve_erasure(erasure=erasure, by=somebody)
        with pytest.raises(DatabaseError), transaction.atomic():
            Erasure.objects.filter(pk=erasure.pk).update(
                state="approved", approved_by=admin, approved_at=timezone.now()
            )
        assert withdraw_erasure(erasure=erasure, by=admin).state == ErasureState.WITHDRAWN


def test_a_hold_stops_it_and_both_are_audited(house: House, django_capture_on_commit_callbacks: Any) -> None:
    here = house.here
    own, admin = here.people["own"], here.people["admin"]
    with trust_context(here.trust.pk):
        hold = put_hold(person=own, reason="A claim", by=admin)
        with pytest.raises(RefusedError, match="hold"):
            ask_erasure(person=own, reason="By letter", by=admin)
        lift_hold(hold=hold, by=admin)
        erasure = approve_erasure(
            erasure=ask_erasure(person=own, reason="By letter", by=admin), by=here.people["medical"]
        )
        again = put_hold(person=own, reason="Another claim", by=admin)
    sweep_erasures()
    with trust_context(here.trust.pk):
        erasure.refresh_from_db()
        assert erasure.state == ErasureState.APPROVED
        lift_hold(hold=again, by=admin)
        assert Event.objects.filter(action="hold.put").count() == Event.objects.filter(action="hold.lift").count() == 2
    with django_capture_on_commit_callbacks(execute=True):
        sweep_erasures()
    with trust_context(here.trust.pk):
        erasure.refresh_from_db()
        assert (erasure.state, Hold.objects.in_force().filter(person=own).exists()) == (ErasureState.DONE, False)


def test_the_reasons_of_a_submitted_assessment_are_emptied_in_no_other_way(house: House) -> None:
    with trust_context(house.here.trust.pk):
        rating = Rating.objects.exclude(assessment__state="draft").first()
        assert rating is not None
        for change in ({"reason": ""}, {"reason": ERASED}, {"level": 1}):
            with pytest.raises(DatabaseError), transaction.atomic():
                Rating.objects.filter(pk=rating.pk).update(**change)


def test_after_a_restore_the_list_is_done_again(
    house: House, settings: Any, django_capture_on_commit_callbacks: Any, capsys: Any
) -> None:
    erasure = erased(house, django_capture_on_commit_callbacks)
    [line] = Path(settings.ERASURE_LIST).read_text().splitlines()
    assert json.loads(line)["person"] == str(erasure.person_id)
    assert CANARY not in line
    with trust_context(house.here.trust.pk):  # as a backup of yesterday would
        Person.objects.filter(pk=erasure.person_id).update(full_name=CANARY, erased_at=None)

    with django_capture_on_commit_callbacks(execute=True):
        call_command("replay_erasures")
        call_command("replay_erasures")

    assert "1 of 1 erasures" in capsys.readouterr().out
    with trust_context(house.here.trust.pk):
        assert places_with(CANARY) == set()


def test_what_labels_promise_is_what_is_emptied() -> None:
    """A text of a row about somebody is either emptied, or says that it tells of nobody."""
    for model, labels in labelled_models():
        if labels.subject and labels.record != Record.AUDIT:
            emptied = {column.name for column in telling_texts(model, labels)}
            telling = {n for n, label in labels.named.items() if label in (Label.IDENTIFIER, Label.THIRD_PARTY)}
            texts = {c.name for c in model._meta.local_fields if isinstance(c, CharField | TextField)}
            assert telling & texts <= emptied | {"ip"}
