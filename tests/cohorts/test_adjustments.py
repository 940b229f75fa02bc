"""Adjustments: optional, read by the doctor and the programme directors, never by reviewers. And who the doctor is."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from cohorts.models import Application
from cohorts.services.applications import IncompleteError, begin_application, save_application, submit_application
from tests.cohorts.test_application_pages import at, draft, kept, write_all
from tests.support.factories import ApplicationFactory, ReviewFactory
from tests.support.world import World, member
from trusts.models import Person
from trusts.states import Role
from trusts.tenancy import trust_context

NEED = "Slides a day before, please."


def test_they_are_saved_as_the_other_parts_are_and_stand_on_the_list(world: World, sign_in: Any) -> None:
    client, application = sign_in(world.doctor), draft(world)
    page = at("application_adjustments", world, application)

    before = client.get(at("application_detail", world, application)).content.decode()
    assert "the reviewers never" in client.get(page).content.decode()
    after = client.post(page, {"edition": 0, "adjustments": NEED}, follow=True).content.decode()

    assert "Adjustments" in before and "Optional" in before and "Not ready yet" in before
    assert "Adjustments is saved." not in after
    assert "Adjustments are saved." in after and "Written" in after
    assert (kept(world, application).adjustments, kept(world, application).adjustments_edition) == (NEED, 1)
    assert client.post(page, {"edition": 0, "adjustments": "From another tab"}).status_code == 409


def test_over_their_limit_the_task_list_is_not_ready(world: World, sign_in: Any) -> None:
    client, application = sign_in(world.doctor), draft(world)
    write_all(world, application)
    page = at("application_adjustments", world, application)

    long = client.post(page, {"edition": 1, "adjustments": "word " * 201}, follow=True).content.decode()
    short = client.post(page, {"edition": 2, "adjustments": NEED}, follow=True).content.decode()

    assert "Use 200 words or fewer: you have written 201" in long.split("Adjustments")[-1]
    assert "Written" not in long and "Not ready yet" in long
    assert "Written" in short and "Not ready yet" not in short


def test_without_them_an_application_is_whole_and_over_their_limit_it_is_not(in_trust: World) -> None:
    application = begin_application(cohort=in_trust.cohort, by=in_trust.doctor)
    write_all(in_trust, application)
    application = Application.objects.get(pk=application.pk)
    save_application(application=application, edition=1, by=in_trust.doctor, adjustments="word " * 201)

    with pytest.raises(IncompleteError, match="Adjustments: Use 200 words or fewer"):
        submit_application(application=application, by=in_trust.doctor)
    save_application(application=application, edition=2, by=in_trust.doctor, adjustments="")
    assert submit_application(application=application, by=in_trust.doctor).receipt


def test_the_doctor_and_the_directors_read_them_and_no_reviewer(world: World, sign_in: Any) -> None:
    with trust_context(world.trust.pk):
        application = ApplicationFactory(cohort=world.cohort, applicant=world.doctor, submitted=True, adjustments=NEED)
        reads = ReviewFactory(application=application, reviewer=world.reviewer, no_conflict_at=timezone.now())
    detail, consider = at("application_detail", world, application), at("application_consider", world, application)
    review = reverse("cohorts:review_detail", args=["northfield", reads.pk])
    api = f"/api/t/northfield/applications/{application.pk}/"

    def reads_it(person: Person, page: str) -> bool:
        answer = sign_in(person).get(page)
        assert answer.status_code == 200
        return NEED in answer.content.decode()

    assert reads_it(world.doctor, detail) and reads_it(world.doctor, api)
    for page in (detail, consider, api):
        assert reads_it(world.director, page)
    for page in (detail, review, api, f"/api/t/northfield/reviews/{reads.pk}/"):
        assert not reads_it(world.reviewer, page)
    assert sign_in(world.reviewer).get(api).json()["adjustments"] is None
    assert not reads_it(world.medical_director, consider)


def test_a_director_who_owes_a_review_reads_them_nowhere(world: World, sign_in: Any) -> None:
    with trust_context(world.trust.pk):
        application = ApplicationFactory(cohort=world.cohort, applicant=world.doctor, submitted=True, adjustments=NEED)
        both = member(world.trust, "Both", Role.PROGRAMME_DIRECTOR, Role.REVIEWER)
        ReviewFactory(application=application, reviewer=both, no_conflict_at=timezone.now())
    client = sign_in(both)
    pages = (at("application_detail", world, application), at("application_consider", world, application))

    for page in (*pages, f"/api/t/northfield/applications/{application.pk}/"):
        answer = client.get(page)
        assert answer.status_code == 200
        assert NEED not in answer.content.decode()


def test_the_api_keeps_them(world: World, sign_in: Any) -> None:
    application = draft(world)
    path = f"/api/t/northfield/applications/{application.pk}/"

    saved = sign_in(world.doctor).patch(path, {"edition": 0, "adjustments": NEED}, "application/json")

    assert saved.json()["adjustments"] == NEED


def test_about_you_says_what_is_held_and_who_corrects_it(world: World, sign_in: Any) -> None:
    client, application = sign_in(world.doctor), draft(world)
    tasks = at("application_detail", world, application)
    assert "Something missing" in client.get(tasks).content.decode()

    with trust_context(world.trust.pk):
        Person.objects.filter(pk=world.doctor.pk).update(job_title="Consultant physician", gmc_number="0123456")
    page = client.get(at("application_about", world, application)).content.decode()

    for words in (
        "Doctor Northfield",
        "Consultant physician",
        "0123456",
        "Not held",
        "the administrator of your Trust",
    ):
        assert words in page
    assert "Something missing" not in client.get(tasks).content.decode()
