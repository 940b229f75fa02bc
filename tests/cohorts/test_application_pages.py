"""A doctor's pages: list, task list, parts, check, submit, receipt, withdraw; and who is refused."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cohorts.models import Application, Cohort, WorkPlanEntry
from cohorts.services.applications import begin_application, save_application
from cohorts.states import ApplicationState
from tests.support.factories import ApplicationFactory, CohortFactory, CriterionFactory, OfferFactory, ReviewFactory
from tests.support.world import World
from trusts.tenancy import trust_context

HTMX = {"HTTP_HX_REQUEST": "true"}
PARTS = ("application_commitment", "application_insight", "application_work_plan")


def at(name: str, world: World, row: Any = None) -> str:
    return reverse(f"cohorts:{name}", args=[world.trust.slug, *([row.pk] if row else [])])


def draft(world: World) -> Application:
    with trust_context(world.trust.pk):
        return begin_application(cohort=world.cohort, by=world.doctor)


def kept(world: World, application: Application) -> Application:
    with trust_context(world.trust.pk):
        return Application.objects.get(pk=application.pk)


def write_all(world: World, application: Application) -> None:
    with trust_context(world.trust.pk):
        save_application(
            application=application,
            edition=0,
            by=world.doctor,
            commitment="I led the ward round.",
            insight="Letters are late.",
            work_plan="Tuesday clinic moves.",
            week=[{"day": 2, "session": "pm", "activity": "Clinic", "programmed_activities": "0.75", "cover": "Dr A"}],
        )


@pytest.fixture
def doctor(world: World, sign_in: Any) -> Client:
    return sign_in(world.doctor)


def test_before_starting_a_doctor_sees_what_counts(world: World, doctor: Client) -> None:
    with trust_context(world.trust.pk):
        CriterionFactory(cohort=world.cohort, name="Insight into care", anchors=["Vague", "Clear", "Measured"])
        CriterionFactory(cohort=world.cohort, name="Commitment", position=2, weight=3)

    page = doctor.get(at("cohort_apply", world, world.cohort)).content.decode()

    for words in (
        "Insight into care",
        "Measured",
        "(weight 3 of 4)",
        "11 places",
        "1 programmed activity a week",
        "Who reads it",
    ):
        assert words in page
    assert "Start your application" in page


def test_starting_twice_leads_to_one_application(world: World, doctor: Client) -> None:
    answers = [doctor.post(at("cohort_apply", world, world.cohort)) for _ in range(2)]

    assert answers[0].url == answers[1].url
    with trust_context(world.trust.pk):
        assert Application.objects.count() == 1


def test_a_planned_cohort_does_not_exist_for_doctors(world: World, doctor: Client) -> None:
    with trust_context(world.trust.pk):
        planned = CohortFactory(state="planned")

    assert doctor.get(at("cohort_apply", world, planned)).status_code == 404
    assert doctor.post(at("cohort_apply", world, planned)).status_code == 404


def test_the_task_list_says_what_is_done(world: World, doctor: Client) -> None:
    application = draft(world)
    write_all(world, application)

    page = doctor.get(at("application_detail", world, application)).content.decode()

    assert "3 of 3 written parts done" in page
    assert page.count("nhsuk-task-list__status--completed") == 3


@pytest.mark.parametrize("name", PARTS)
def test_each_part_opens_for_its_doctor(name: str, world: World, doctor: Client) -> None:
    assert doctor.get(at(name, world, draft(world))).status_code == 200


def test_the_ordinary_save_keeps_the_text_and_returns_to_the_list(world: World, doctor: Client) -> None:
    application = draft(world)

    answer = doctor.post(
        at("application_commitment", world, application), {"edition": 0, "commitment": "I led it."}, follow=True
    )

    assert answer.redirect_chain[-1][0] == at("application_detail", world, application)
    assert "Commitment already shown is saved." in answer.content.decode()
    assert kept(world, application).commitment == "I led it."


def test_saved_is_said_of_what_is_kept_and_done_of_what_is_done(world: World, doctor: Client) -> None:
    application = draft(world)

    def save(key: str, **typed: str) -> str:
        page = at(f"application_{key}", world, application)
        return doctor.post(page, {"edition": 9, **typed}, follow=True).content.decode()

    def line(key: str) -> str:
        page = doctor.get(at(f"application_{key}", world, application)).content.decode()
        return page.split('id="save-status"')[1].split("</span>")[0].split("<span>")[1]

    empty = save("insight", insight="")
    assert "is saved" not in empty and "Insight into improvement: nothing is written yet." in empty
    assert "Adjustments: nothing is written yet." in save("adjustments", adjustments="")
    long = save("commitment", commitment="word " * 330)
    assert "saved as a draft. Before you submit: Use 300 words or fewer: you have written 330." in long
    assert "Done:" not in empty + long
    plan = save("work_plan", work_plan="Clinic moves.")
    assert "Work-plan is saved as a draft. Before you submit: Fill in at least one half-day of your week." in plan

    assert line("insight") == line("adjustments") == "Nothing is saved in this part"
    assert line("commitment") == "Saved"  # the time is the work-plan's
    assert line("work_plan").startswith("Saved ")
    cleared = doctor.post(at("application_commitment", world, application), {"edition": 9}, **HTMX)
    assert "Nothing is saved in this part" in cleared.content.decode()


def test_autosave_answers_with_the_time_and_the_new_edition(world: World, doctor: Client) -> None:
    application = draft(world)

    answer = doctor.post(
        at("application_insight", world, application), {"edition": 0, "insight": "word " * 301}, **HTMX
    )

    application = kept(world, application)
    words = answer.content.decode()
    assert answer.status_code == 200
    assert f"Saved {timezone.localtime(application.saved_at):%H:%M}" in words
    assert '<input type="hidden" name="edition" value="1">' in words
    assert "Before you submit, use 300 words or fewer: you have written 301." in words


def test_a_save_from_another_tab_shows_both_texts_and_loses_neither(world: World, doctor: Client) -> None:
    application = draft(world)
    page = at("application_commitment", world, application)
    doctor.post(page, {"edition": 0, "commitment": "Text of the first tab"})

    answer = doctor.post(page, {"edition": 0, "commitment": "Text of the second tab"})

    words = answer.content.decode()
    assert answer.status_code == 409
    assert "Text of the first tab" in words
    assert "Text of the second tab</textarea>" in words
    assert 'name="edition" value="1"' in words
    assert kept(world, application).commitment == "Text of the first tab"
    assert doctor.post(page, {"edition": 1, "commitment": "Both, joined"}).status_code == 302
    assert kept(world, application).commitment == "Both, joined"


def test_autosave_from_another_tab_says_so_and_keeps_the_old_edition(world: World, doctor: Client) -> None:
    application = draft(world)
    page = at("application_commitment", world, application)
    doctor.post(page, {"edition": 0, "commitment": "First"})

    answer = doctor.post(page, {"edition": 0, "commitment": "Second"}, **HTMX)

    assert answer.status_code == 409
    assert "Press Save to see both texts" in answer.content.decode()
    assert 'name="edition" value="0"' in answer.content.decode()


def test_a_refused_save_keeps_what_was_typed(world: World, doctor: Client) -> None:
    application = draft(world)
    with trust_context(world.trust.pk):
        Cohort.objects.update(applications_close_at=timezone.now() - timedelta(seconds=2))

    answer = doctor.post(at("application_insight", world, application), {"edition": 0, "insight": "Typed too late"})

    assert answer.status_code == 409
    assert "Applications for this cohort have closed." in answer.content.decode()
    assert "Typed too late</textarea>" in answer.content.decode()


def test_the_week_is_saved_and_its_sum_is_said(world: World, doctor: Client) -> None:
    application = draft(world)
    week = {"2-pm-activity": "Clinic", "2-pm-programmed_activities": "0.75", "2-pm-cover": "Dr A"}
    week["2-pm-clash"] = "on_call"

    answer = doctor.post(
        at("application_work_plan", world, application), {"edition": 0, "work_plan": "Moves", **week}, **HTMX
    )

    assert "You have found 0.75 of 1 programmed activity a week." in answer.content.decode()
    assert "Tuesday afternoon clashes with on call." in answer.content.decode()
    assert "0.25 still to find" in answer.content.decode()
    with trust_context(world.trust.pk):
        assert WorkPlanEntry.objects.get().cover == "Dr A"


def test_all_is_saved_but_what_is_wrong_which_stays_on_the_page_named_half_day_and_field(
    world: World, doctor: Client
) -> None:
    application = draft(world)
    page = at("application_work_plan", world, application)
    thursday = "4-am-programmed_activities"
    doctor.post(page, {"edition": 0, thursday: "0.5", "4-am-activity": "Clinic"})
    typed = {"edition": 1, "work_plan": "Moves", "1-am-programmed_activities": "0,25", "4-am-activity": "Clinics"}
    wrong = {"2-pm-cover": "a" * 599, thursday: "a quarter"}

    told = doctor.post(page, typed | wrong, **HTMX)
    whole = doctor.post(page, typed | wrong | {"edition": 2})

    long = "Tuesday afternoon, who covers: use 200 characters or fewer. You have written 599"
    none = "Thursday morning: enter programmed activities as a number from 0 to 1, such as 0.25"
    for answer in (told, whole):
        words = answer.content.decode()
        assert answer.status_code == 422
        assert f'<a href="#id_2-pm-cover">{long}</a>' in words and f'<a href="#id_{thursday}">{none}</a>' in words
        assert 'name="edition" value="2"' in words
        assert "What you typed there is still on this page; everything else is saved." in words
        assert "As last saved" in words and "You have found 0.75 of 1 programmed activity a week." in words
    assert words.count(long) == 3  # in the summary, beside the field, and in the line beside the button
    assert 'value="a quarter"' in words and "Everything else on this page is saved." in words
    with trust_context(world.trust.pk):
        rows = {(row.day, row.session): row for row in WorkPlanEntry.objects.all()}
    assert kept(world, application).work_plan == "Moves"
    assert {key: str(row.programmed_activities) for key, row in rows.items()} == {(1, "am"): "0.25", (4, "am"): "0.50"}
    assert rows[4, "am"].activity == "Clinics"


def test_a_wrong_number_is_no_way_round_another_tab(world: World, doctor: Client) -> None:
    application = draft(world)
    page = at("application_work_plan", world, application)
    doctor.post(page, {"edition": 0, "work_plan": "First tab", "1-am-programmed_activities": "0.5"})

    answer = doctor.post(page, {"edition": 0, "work_plan": "Second tab", "1-am-programmed_activities": "lots"})

    words = answer.content.decode()
    assert answer.status_code == 409
    assert "First tab" in words and "Second tab</textarea>" in words and 'value="lots"' in words
    assert "everything else is saved" not in words
    assert kept(world, application).work_plan == "First tab"


def test_a_text_too_long_to_keep_leaves_the_kept_one(world: World, doctor: Client) -> None:
    application = draft(world)
    page = at("application_commitment", world, application)
    doctor.post(page, {"edition": 0, "commitment": "I led it."})

    answer = doctor.post(page, {"edition": 1, "commitment": "a" * 20_001}, **HTMX)

    assert answer.status_code == 422
    assert "Not saved." in answer.content.decode() and "everything else is saved" not in answer.content.decode()
    assert kept(world, application).commitment == "I led it."


def test_submitting_an_unfinished_draft_links_to_what_is_missing(world: World, doctor: Client) -> None:
    application = draft(world)

    before = doctor.get(at("application_check", world, application)).content.decode()
    answer = doctor.post(at("application_submit", world, application))

    green = 'class="nhsuk-button" data-module'
    assert "Something is still missing:" in before and "Submit your application" in before and green not in before
    write_all(world, application)
    whole = doctor.get(at("application_check", world, application)).content.decode()
    assert "Something is still missing:" not in whole and green in whole
    words = answer.content.decode()
    assert answer.status_code == 409
    for name in PARTS:
        assert f'href="{at(name, world, application)}"' in words
    assert kept(world, application).state == ApplicationState.DRAFT


def test_submitting_twice_gives_one_receipt(world: World, doctor: Client) -> None:
    application = draft(world)
    write_all(world, application)

    answers = [doctor.post(at("application_submit", world, application), follow=True) for _ in range(2)]

    receipt = kept(world, application).receipt
    assert len(receipt) == 9
    for answer in answers:
        assert answer.redirect_chain[-1][0] == at("application_receipt", world, application)
        assert receipt in answer.content.decode()


def test_withdrawing_asks_first_and_keeps_the_reason(world: World, doctor: Client) -> None:
    application = draft(world)
    page = at("application_withdraw", world, application)

    assert "Withdraw your application?" in doctor.get(page).content.decode()
    assert kept(world, application).state == ApplicationState.DRAFT
    for _ in range(2):
        doctor.post(page, {"reason": "Moving house"})

    assert kept(world, application).state == ApplicationState.WITHDRAWN
    assert kept(world, application).withdrawn_reason == "Moving house"


def test_to_take_it_up_again_is_promised_only_where_it_can_be(world: World, doctor: Client) -> None:
    application = draft(world)
    assert (
        "You can take it up again until" in doctor.get(at("application_withdraw", world, application)).content.decode()
    )
    with trust_context(world.trust.pk):
        Application.objects.filter(pk=application.pk).update(state="submitted", submitted_at=timezone.now())
        ReviewFactory(application=application, reviewer=world.reviewer, no_conflict_at=timezone.now())

    body = doctor.get(at("application_withdraw", world, application)).content.decode()

    assert "You cannot take it up again. A reviewer has read your application." in body


def test_a_withdrawn_application_is_listed_once_with_its_way_back(world: World, doctor: Client) -> None:
    application = draft(world)
    doctor.post(at("application_withdraw", world, application), {"reason": ""})
    again = f'action="{at("cohort_apply", world, world.cohort)}"'

    listed = doctor.get(at("my_application_list", world)).content.decode()
    opened = doctor.get(at("application_detail", world, application)).content.decode()

    for page in (listed, opened):
        assert "You can take it up again until" in page and "Nothing more happens" not in page
        assert page.count(again) == 1 and "Take it up again" in page
    assert "No other cohort is open to applications now" in listed
    with trust_context(world.trust.pk):
        Cohort.objects.update(applications_close_at=timezone.now() - timedelta(seconds=2))
    closed = doctor.get(at("application_detail", world, application)).content.decode()
    assert "Nothing more happens with this application." in closed and again not in closed


def test_the_empty_list_says_what_to_do(world: World, doctor: Client) -> None:
    page = doctor.get(at("my_application_list", world)).content.decode()

    assert "Begin with a cohort below" in page
    assert at("cohort_apply", world, world.cohort) in page


def test_a_draft_is_its_doctors_alone(world: World, sign_in: Any) -> None:
    application = draft(world)
    write_all(world, application)

    for person in (world.colleague, world.director, world.medical_director, world.reviewer, world.administrator):
        client = sign_in(person)
        for name in ("application_detail", "application_check", "application_receipt", "application_withdraw", *PARTS):
            assert client.get(at(name, world, application)).status_code == 403
        for name in ("application_submit", "application_take_back", "application_withdraw", *PARTS):
            assert client.post(at(name, world, application), {"edition": 9}).status_code == 403
        assert b"I led the ward round." not in client.get(at("cohort_detail", world, world.cohort)).content

    assert kept(world, application).state == ApplicationState.DRAFT


def test_what_was_handed_in_is_read_by_director_and_cleared_reviewer_only(world: World, sign_in: Any) -> None:
    with trust_context(world.trust.pk):
        application = ApplicationFactory(cohort=world.cohort, applicant=world.doctor, submitted=True)
        ReviewFactory(application=application, reviewer=world.reviewer, no_conflict_at=timezone.now())
        ReviewFactory(application=application, reviewer=world.second_reviewer, state="conflicted")
    page = at("application_detail", world, application)

    seen = {
        person.full_name: sign_in(person).get(page).status_code
        for person in (
            world.doctor,
            world.director,
            world.reviewer,
            world.second_reviewer,
            world.colleague,
            world.hr_officer,
        )
    }

    assert list(seen.values()) == [200, 200, 200, 403, 403, 403]
    assert b"ward round redesign" in sign_in(world.reviewer).get(page).content


def test_an_application_of_another_trust_does_not_exist(world: World, doctor: Client, sign_in: Any) -> None:
    with trust_context(world.other_trust.pk):
        theirs = ApplicationFactory(cohort=world.other_cohort, applicant=world.outsider)

    assert doctor.get(at("application_detail", world, theirs)).status_code == 404
    assert sign_in(world.director).get(at("application_detail", world, theirs)).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_as_many_queries_for_three(
    rows: int, world: World, doctor: Client, django_assert_num_queries: Any
) -> None:
    with trust_context(world.trust.pk):
        for _ in range(rows):
            OfferFactory(application=ApplicationFactory(applicant=world.doctor, submitted=True, state="offered"))
            CohortFactory()

    with django_assert_num_queries(11):
        assert doctor.get(at("my_application_list", world)).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("name", "queries"), [("application_detail", 13), ("application_work_plan", 9)])
def test_the_pages_of_a_draft_take_as_many_queries_for_three(
    name: str, queries: int, rows: int, world: World, doctor: Client, django_assert_num_queries: Any
) -> None:
    application = draft(world)
    with trust_context(world.trust.pk):
        for day in range(1, rows + 1):
            WorkPlanEntry.objects.create(application=application, day=day, session="am", programmed_activities=1)

    with django_assert_num_queries(queries):
        assert doctor.get(at(name, world, application)).status_code == 200


def test_autosave_takes_few_queries(world: World, doctor: Client, django_assert_num_queries: Any) -> None:
    application = draft(world)

    with django_assert_num_queries(12):
        doctor.post(at("application_insight", world, application), {"edition": 0, "insight": "Late"}, **HTMX)
