"""Sharing agreements: signed, read by everyone, withdrawn at once; and what the database then shows a university."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from programmes.models import Programme
from tests.support.factories import UniversityFactory
from tests.support.world import World
from trusts.models import Event, SharingAgreement, UniversityMembership, User
from trusts.services.people import add_tutor, end_tutor
from trusts.services.sharing import sign_agreement, withdraw_agreement
from trusts.states import DataClass
from trusts.tenancy import trust_context, university_context
from trusts.workflow import RefusedError


def signed(world: World, *classes: DataClass, days: int = 30, tutors: tuple[str, ...] = ()) -> SharingAgreement:
    today = timezone.localdate()
    with trust_context(world.trust.pk):
        return sign_agreement(
            university=world.university,
            data_classes=list(classes),
            purpose="Teaching and assessing participants.",
            starts_on=today - timedelta(days=60),
            ends_on=today + timedelta(days=days),
            by=world.director,
            tutors=tutors,
        )


def programmes_seen(world: World, user_id: int | None = None) -> list[str]:
    with university_context(world.university.pk, user_id), connection.cursor() as cursor:
        cursor.execute("select name from programmes_programme")
        return [name for (name,) in cursor.fetchall()]


def test_an_agreement_in_force_opens_the_programme(world: World) -> None:
    assert programmes_seen(world) == []

    signed(world, DataClass.PROGRESS)

    assert programmes_seen(world) == ["Leading here"]


def test_the_last_day_is_included_and_the_day_after_is_not(world: World) -> None:
    signed(world, DataClass.PROGRESS, days=0)
    assert programmes_seen(world) == ["Leading here"]

    with trust_context(world.trust.pk):
        SharingAgreement.objects.update(ends_on=timezone.localdate() - timedelta(days=1))

    assert programmes_seen(world) == []


def test_withdrawing_closes_at_once_and_only_once(world: World) -> None:
    agreement = signed(world, DataClass.PROGRESS)

    with trust_context(world.trust.pk):
        withdraw_agreement(agreement=agreement, by=world.director)
        with pytest.raises(RefusedError, match="already withdrawn"):
            withdraw_agreement(agreement=agreement, by=world.director)

    assert programmes_seen(world) == []


def test_another_trusts_programme_stays_closed(world: World) -> None:
    with trust_context(world.other_trust.pk):
        Programme.objects.update(university=world.university)

    signed(world, DataClass.PROGRESS)

    assert programmes_seen(world) == ["Leading here"]


def test_people_are_named_only_when_participants_are(world: World) -> None:
    signed(world, DataClass.PROGRESS)
    with university_context(world.university.pk), connection.cursor() as cursor:
        cursor.execute("select full_name from trusts_person")
        assert cursor.fetchall() == []


def test_everyone_in_the_trust_reads_what_is_shared(world: World, sign_in: Any) -> None:
    signed(world, DataClass.PARTICIPANTS)

    page = sign_in(world.doctor).get("/t/northfield/agreements/").content.decode()

    assert "Lakeside University" in page
    assert "Names of participants" in page
    assert "Withdraw agreement" not in page


def test_signing_through_the_page(world: World, sign_in: Any) -> None:
    today = timezone.localdate()
    form = {
        "university": world.university.pk,
        "data_classes": ["reports"],
        "purpose": "Reading reports.",
        **{f"starts_on_{n}": v for n, v in enumerate((today.day, today.month, today.year))},
        "starts_on_day": today.day,
        "starts_on_month": today.month,
        "starts_on_year": today.year,
        "ends_on_day": 31,
        "ends_on_month": 2,
        "ends_on_year": today.year + 1,
    }
    client = sign_in(world.director)

    refused = client.post("/t/northfield/agreements/sign/", form)
    accepted = client.post("/t/northfield/agreements/sign/", {**form, "ends_on_day": 28})

    assert "must be a real date" in refused.content.decode()
    assert b"Reading reports." in refused.content
    assert accepted.status_code == 302
    assert sign_in(world.hr_officer).get("/t/northfield/agreements/sign/").status_code == 403


# --- single tutors ---


def second_tutor(world: World) -> User:
    """Somebody else whom the university lets in."""
    add_tutor(university=world.university, email="second@lakeside.example", full_name="Second Lakeside")
    return User.objects.get(email="second@lakeside.example")


def test_whom_an_agreement_does_not_name_sees_nothing(world: World, sign_in: Any) -> None:
    second = second_tutor(world)
    signed(world, *DataClass, tutors=("Tutor@lakeside.example",))
    page, cohort = "/u/lakeside/", f"/u/lakeside/cohorts/{world.cohort.pk}/"

    assert programmes_seen(world, world.tutor.pk) == ["Leading here"]
    assert programmes_seen(world, second.pk) == programmes_seen(world) == []
    assert sign_in(world.tutor).get(cohort).status_code == 200
    other = sign_in(second)
    assert other.get(cohort).status_code == 404
    assert "Northfield" not in other.get(page).content.decode()
    assert other.get("/api/t/northfield/agreements/").status_code == 404
    with university_context(world.university.pk, second.pk), connection.cursor() as cursor:
        for table in ("trusts_sharingagreement", "cohorts_cohort", "cohorts_place", "trusts_person", "reports_report"):
            cursor.execute(f"select id from {table}")
            assert cursor.fetchall() == []


def test_a_withdrawn_name_closes_the_door_at_once_and_the_last_one_opens_it_to_nobody(
    world: World, sign_in: Any
) -> None:
    second, cohort = second_tutor(world), f"/u/lakeside/cohorts/{world.cohort.pk}/"
    agreement = signed(world, DataClass.PROGRESS, tutors=("tutor@lakeside.example", "second@lakeside.example"))
    theirs, address = sign_in(second), f"/t/northfield/agreements/{agreement.pk}/names/withdraw/"
    assert theirs.get(cohort).status_code == 200

    sign_in(world.director).post(address, {"tutor": second.pk})

    assert theirs.get(cohort).status_code == 404
    assert sign_in(world.tutor).get(cohort).status_code == 200
    shown = sign_in(world.director).post(address, {"tutor": second.pk}, follow=True).content.decode()
    assert "The agreement does not name them." in shown

    sign_in(world.director).post(address, {"tutor": world.tutor.pk})
    assert programmes_seen(world, world.tutor.pk) == programmes_seen(world, second.pk) == []
    assert "nobody any more" in sign_in(world.doctor).get("/t/northfield/privacy/").content.decode()
    with trust_context(world.trust.pk):
        deeds = Event.objects.filter(action="agreement.withdraw_name")
        assert [line.data for line in deeds.order_by("created_at")] == [
            {"tutor": second.pk},
            {"tutor": world.tutor.pk},
        ]


@pytest.mark.parametrize("named", [True, False])
def test_doctors_read_who_reads(world: World, sign_in: Any, named: bool) -> None:
    signed(world, DataClass.PARTICIPANTS, tutors=("tutor@lakeside.example",) if named else ())
    client = sign_in(world.doctor)

    said = "Tutor Lakeside, and nobody else." if named else "the tutors of that university."
    for page in ("/t/northfield/privacy/", "/t/northfield/agreements/"):
        assert f"Who reads it there: {said}" in " ".join(client.get(page).content.decode().split())
    (told,) = client.get("/api/t/northfield/agreements/").json()["results"]
    assert told["tutors"] == (["Tutor Lakeside"] if named else None)


@pytest.mark.parametrize("address", ["nobody@lakeside.example", "doctor@lakeside.example", "ended@lakeside.example"])
def test_who_does_not_tutor_there_cannot_be_named(world: World, address: str) -> None:
    add_tutor(university=world.university, email="ended@lakeside.example", full_name="Ended")
    end_tutor(university=world.university, email="ended@lakeside.example")
    User.objects.filter(pk=world.doctor.user_id).update(email="doctor@lakeside.example")

    with pytest.raises(RefusedError, match=f"no tutor with this address here: {address}"):
        signed(world, DataClass.PROGRESS, tutors=("tutor@lakeside.example", address))

    with trust_context(world.trust.pk):
        assert not SharingAgreement.objects.exists()


def test_a_trust_knows_the_tutors_of_universities_it_agreed_with_alone(world: World) -> None:
    add_tutor(university=UniversityFactory(), email="far@away.example", full_name="Far Away")
    with trust_context(world.trust.pk):
        assert not UniversityMembership.objects.exists()

    signed(world, DataClass.PROGRESS)

    with trust_context(world.trust.pk):
        assert list(UniversityMembership.objects.values_list("full_name", flat=True)) == ["Tutor Lakeside"]
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            UniversityMembership.objects.update(full_name="Changed")
    with trust_context(world.other_trust.pk):
        assert not UniversityMembership.objects.values_list("full_name", flat=True).exists()


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("tutor@lakeside.example\n\nTUTOR@lakeside.example", ""),
        ("tutor at lakeside", "Enter one e-mail address a line: &#39;tutor at lakeside&#39; is none"),
        ("far@away.example", "has no tutor with this address here: far@away.example."),
    ],
)
def test_tutors_are_named_by_address_on_the_page(world: World, sign_in: Any, lines: str, words: str) -> None:
    day = {"day": 1, "month": 2, "year": timezone.localdate().year + 1}
    dates = {f"{name}_{part}": value for name in ("starts_on", "ends_on") for part, value in day.items()}
    form = {"university": world.university.pk, "data_classes": ["reports"], "purpose": "Reading.", **dates}

    answer = sign_in(world.director).post("/t/northfield/agreements/sign/", {**form, "tutors": lines})

    assert words in answer.content.decode()
    with trust_context(world.trust.pk):
        kept = list(SharingAgreement.objects.values_list("tutor_ids", flat=True))
    assert kept == ([] if words else [[world.tutor.pk]])
