"""The programme director's cohorts, and who is refused."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cohorts.forms.cohorts import CohortForm, uk_instant
from cohorts.models import Cohort
from cohorts.services.cohorts import change_cohort
from cohorts.states import CohortState
from config.jinja2 import uk_time
from tests.support.factories import (
    ApplicationFactory,
    CohortFactory,
    CriterionFactory,
    MembershipFactory,
    OfferFactory,
    PersonFactory,
    PlaceFactory,
)
from tests.support.world import World
from trusts.tenancy import trust_context


def at(name: str, world: World, row: Any = None) -> str:
    return reverse(f"cohorts:{name}", args=[world.trust.slug, *([row.pk] if row else [])])


def day(prefix: str, day: int, month: int, year: int) -> dict[str, int]:
    return {f"{prefix}_day": day, f"{prefix}_month": month, f"{prefix}_year": year}


def typed(cohort: Cohort, **changed: Any) -> dict[str, Any]:
    return {
        "programme": cohort.programme_id,
        "framework_version": cohort.framework_version_id,
        "name": "2030",
        "places": 11,
        **day("opens_on", 1, 3, 2030),
        "opens_time": "00:00",
        **day("closes_on", 31, 3, 2030),
        "closes_time": "23:59",
        **day("decisions_on", 1, 5, 2030),
        **day("starts_on", 1, 9, 2030),
        **day("ends_on", 1, 9, 2031),
        "weekly_pa_needed": "1.0",
        "criteria": "3",
        "criterion-0-name": "Insight",
        "criterion-0-weight": "25",
        "criterion-0-little": "Vague",
        "criterion-0-some": "Clear",
        "criterion-0-much": "Measured",
    } | changed


@pytest.fixture
def director(world: World, sign_in: Any) -> Client:
    return sign_in(world.director)


def test_a_cohort_is_planned_opened_and_seen_by_doctors(world: World, director: Client, sign_in: Any) -> None:
    answer = director.post(at("cohort_create", world), typed(world.cohort))

    with trust_context(world.trust.pk):
        cohort = Cohort.objects.get(name="2030")
        assert list(cohort.criteria.values_list("name", "weight", "anchors")) == [
            ("Insight", 25, ["Vague", "Clear", "Measured"])
        ]
    assert answer.url == at("cohort_detail", world, cohort)
    assert uk_time(cohort.applications_close_at) == "31 March 2030 at 23:59"
    assert sign_in(world.doctor).get(at("cohort_apply", world, cohort)).status_code == 404
    for _ in range(2):
        director.post(at("cohort_open", world, cohort))
    assert sign_in(world.doctor).get(at("cohort_apply", world, cohort)).status_code == 200


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"places": ""}, "Enter how many places there are"),
        (day("closes_on", 30, 2, 2030), "“Applications close on” must be a real date, for example 27 3 2027"),
        (day("closes_on", 1, 2, 2030), "Applications must close after they open."),
        ({"places": "0"}, "“Places” must be a whole number from 1 to 200"),
        ({"opens_time": ""}, "“Applications open at” must be a time, such as 09:00"),
        ({"closes_time": "midnight"}, "“Applications close at” must be a time, such as 09:00"),
        ({"weekly_pa_needed": "11"}, "“Programmed activities a week” must be a number from 0 to 10, such as 0.5"),
        ({"criterion-0-weight": "0"}, "Criterion 1: “Weight” must be a whole number from 1 to 100"),
        ({"closes_time": "01:30"}, "The clocks change at this hour"),
        ({"criterion-0-much": ""}, "Criterion 1: Enter what a score of 5 looks like"),
        ({"criterion-0-much": ""}, '<a href="#id_criterion-0-much">'),
        ({"places": "", **day("ends_on", 1, 9, 2029)}, "The programme must end after it starts."),
        (day("decisions_on", 30, 2, 2030) | day("ends_on", 1, 9, 2029), "The programme must end after it starts."),
        (
            day("closes_on", 30, 2, 2030) | day("decisions_on", 1, 5, 2020),
            "Decisions must be due on or after the day applications open.",
        ),
        (
            day("closes_on", 1, 2, 2030) | day("decisions_on", 2, 2, 2030) | day("ends_on", 1, 9, 2029),
            "Decisions must be due on or after the day applications open.",
        ),
        ({"name": "2027"}, "already has a cohort named 2027"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    changed: dict[str, Any], sentence: str, world: World, director: Client
) -> None:
    answer = director.post(at("cohort_create", world), typed(world.cohort, **changed))

    words = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in words
    assert "There is a problem" in words
    assert 'value="Clear"' in words


def test_a_further_criterion_is_offered_without_losing_what_was_typed(world: World, director: Client) -> None:
    answer = director.post(at("cohort_create", world), typed(world.cohort, add="criterion", places=""))

    words = answer.content.decode()
    assert answer.status_code == 200
    assert 'name="criterion-3-name"' in words
    assert 'value="Measured"' in words
    assert 'value="2030"' in words


def test_the_form_shows_again_what_is_kept(world: World, director: Client) -> None:
    with trust_context(world.trust.pk):
        cohort = CohortFactory(state="planned", programme=world.cohort.programme)
        CriterionFactory(cohort=cohort, name="As planned")
    kept = {"name": "Renamed", "criterion-0-name": "As changed"}

    page = director.get(at("cohort_edit", world, cohort)).content.decode()
    director.post(at("cohort_edit", world, cohort), typed(cohort, **kept))

    assert 'value="As planned"' in page
    with trust_context(world.trust.pk):
        cohort.refresh_from_db()
        assert (cohort.name, [c.name for c in cohort.criteria.all()]) == ("Renamed", ["As changed"])


def test_an_open_cohort_keeps_programme_version_and_criteria(world: World, director: Client) -> None:
    page = director.get(at("cohort_edit", world, world.cohort)).content.decode()

    assert 'name="framework_version"' not in page
    assert 'name="criterion-0-name"' not in page


def test_fewer_places_than_are_promised_are_refused_beside_the_field(world: World, director: Client) -> None:
    with trust_context(world.trust.pk):
        for _ in range(2):
            OfferFactory(application__cohort=world.cohort)

    answer = director.post(at("cohort_edit", world, world.cohort), typed(world.cohort, places=1))

    assert answer.status_code == 422
    words = " ".join(answer.content.decode().split())
    assert '<a href="#id_places"> There can be no fewer than 2 places: 0 taken and 2 on offer.' in words


def test_a_cohort_changed_since_its_page_was_opened_is_not_overwritten(world: World, director: Client) -> None:
    page = at("cohort_edit", world, world.cohort)
    edition = re.search(r'name="edition" value="([^"]+)"', director.get(page).content.decode())[1]
    with trust_context(world.trust.pk):
        change_cohort(cohort=world.cohort, by=world.director, places=9)

    late = director.post(page, typed(world.cohort, places=12, edition=edition))

    assert late.status_code == 422
    assert "This cohort was changed after you opened this page" in late.content.decode()
    assert "The cohort as it is now (opens in a new tab)" in late.content.decode()
    assert 'value="12"' in late.content.decode()
    with trust_context(world.trust.pk):
        assert Cohort.objects.get(pk=world.cohort.pk).places == 9
    edition = re.search(r'name="edition" value="([^"]+)"', director.get(page).content.decode())[1]
    assert director.post(page, typed(world.cohort, places=12, edition=edition)).status_code == 302


def test_opening_without_criteria_says_why_not(world: World, director: Client) -> None:
    with trust_context(world.trust.pk):
        cohort = CohortFactory(state="planned")

    asked = director.get(at("cohort_open", world, cohort))
    answer = director.post(at("cohort_open", world, cohort), follow=True)

    assert "Add at least one criterion first" in asked.content.decode()
    assert "<form" not in asked.content.decode().partition("<main")[2]
    assert "Add at least one criterion first" in answer.content.decode()


def test_opening_is_asked_with_the_dates_and_who_is_told(world: World, director: Client) -> None:
    with trust_context(world.trust.pk):
        cohort = CohortFactory(state="planned", name="Hurried", decisions_on=timezone.localdate() + timedelta(days=8))
        CriterionFactory(cohort=cohort)
        PlaceFactory(cohort=world.cohort, person=world.doctor, number=1)
        for is_active in (True, False):
            MembershipFactory(trust=world.trust, user=PersonFactory().user, role="doctor", is_active=is_active)
    page, detail = at("cohort_open", world, cohort), at("cohort_detail", world, cohort)

    planned, asked = director.get(detail).content.decode(), director.get(page).content.decode()

    assert f'href="{page}"' in planned
    for words in (planned, asked):
        assert "Doctors have 7 days to apply." in words
        assert "Reviewers have 1 day to read" in words
    assert '11 places. 2 doctors who hold no place now find "Apply for Hurried" on their home page at once.' in asked
    assert uk_time(cohort.applications_close_at) in asked
    assert "The cohort is open" in director.post(page, follow=True).content.decode()
    again = "Hurried is open to applications already"
    assert again in director.post(page, follow=True).content.decode()
    assert again in director.get(page).content.decode()


def test_starting_a_cohort(world: World, director: Client) -> None:
    with trust_context(world.trust.pk):
        Cohort.objects.filter(pk=world.cohort.pk).update(applications_close_at=timezone.now() - timedelta(days=1))
        PlaceFactory(cohort=world.cohort, number=1)

    director.post(at("cohort_start", world, world.cohort))

    with trust_context(world.trust.pk):
        assert Cohort.objects.get(pk=world.cohort.pk).state == CohortState.RUNNING


def test_completing_a_cohort_is_asked_once_it_is_over(world: World, director: Client) -> None:
    page = at("cohort_complete", world, world.cohort)
    today = timezone.localdate()
    with trust_context(world.trust.pk):
        application = ApplicationFactory(cohort=world.cohort, applicant=world.doctor, submitted=True, state="accepted")
        PlaceFactory(cohort=world.cohort, person=world.doctor, application=application, number=1)
        running = Cohort.objects.filter(pk=world.cohort.pk)
        running.update(state="running", starts_on=today - timedelta(days=9), ends_on=today)
    assert page not in director.get(at("cohort_detail", world, world.cohort)).content.decode()
    said = f"The programme ends on {today:%-d %B %Y}. The cohort can be completed after that day."
    assert said in director.get(at("cohort_detail", world, world.cohort)).content.decode()
    assert said in director.post(page, follow=True).content.decode()

    with trust_context(world.trust.pk):
        running.update(ends_on=today - timedelta(days=1))
    assert page in director.get(at("cohort_detail", world, world.cohort)).content.decode()
    assert "Complete 2027" in director.get(reverse("reports:duty_list", args=[world.trust.slug])).content.decode()
    assert "It cannot be undone." in director.get(page).content.decode()

    shown = director.post(page, follow=True).content.decode()

    assert "The cohort is complete" in shown
    assert "Withdraw<" not in shown
    assert page not in shown
    assert "Complete 2027" not in director.get(reverse("reports:duty_list", args=[world.trust.slug])).content.decode()


def test_places_carry_their_denominator_and_drafts_only_count(world: World, director: Client) -> None:
    with trust_context(world.trust.pk):
        PlaceFactory(cohort=world.cohort, number=1)
        ApplicationFactory(cohort=world.cohort, applicant=world.doctor, commitment="Not for directors")

    page = director.get(at("cohort_detail", world, world.cohort)).content.decode()

    assert "1 of 11 places taken" in page
    assert "Not for directors" not in page
    assert world.doctor.full_name not in page


def test_only_the_programme_director_changes_cohorts(world: World, sign_in: Any) -> None:
    for person in (world.doctor, world.reviewer, world.medical_director, world.hr_officer, world.administrator):
        client = sign_in(person)
        assert client.get(at("cohort_create", world)).status_code == 403
        assert client.post(at("cohort_create", world), typed(world.cohort)).status_code == 403
        for name in ("cohort_edit", "cohort_open", "cohort_start", "cohort_complete"):
            assert client.post(at(name, world, world.cohort)).status_code == 403
    with trust_context(world.trust.pk):
        assert Cohort.objects.count() == 1


def test_how_cohorts_stand_is_for_those_who_run_programmes(world: World, sign_in: Any) -> None:
    for person, status in ((world.director, 200), (world.medical_director, 200), (world.doctor, 403)):
        assert sign_in(person).get(at("cohort_list", world)).status_code == status
        assert sign_in(person).get(at("cohort_detail", world, world.cohort)).status_code == status


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_as_many_queries_for_three(
    rows: int, world: World, director: Client, django_assert_num_queries: Any
) -> None:
    with trust_context(world.trust.pk):
        for _ in range(rows - 1):
            CohortFactory()

    with django_assert_num_queries(9):
        assert director.get(at("cohort_list", world)).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_one_cohort_takes_as_many_queries_for_three(
    rows: int, world: World, director: Client, django_assert_num_queries: Any
) -> None:
    with trust_context(world.trust.pk):
        for number in range(1, rows + 1):
            CriterionFactory(cohort=world.cohort)
            PlaceFactory(cohort=world.cohort, number=number)

    with django_assert_num_queries(12):
        assert director.get(at("cohort_detail", world, world.cohort)).status_code == 200


def test_uk_time_of_the_form_is_the_time_the_page_shows(in_trust: World) -> None:
    form = CohortForm(typed(in_trust.cohort, closes_time="23.59"))

    assert form.is_valid()
    assert uk_time(form.cleaned_data["applications_close_at"]) == "31 March 2030 at 23:59"
    assert form.cleaned_data["applications_close_at"].utcoffset() == timedelta(hours=1)
    assert uk_instant(timezone.datetime(2030, 1, 31, 23, 59)).utcoffset() == timedelta(0)
