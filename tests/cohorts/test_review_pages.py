"""The reviewer's pages: conflict first, the application after, others' scores last."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from cohorts.models import Application, Cohort, Review, Score
from cohorts.selectors.reviews import post_line
from cohorts.services.reviews import declare_conflict
from cohorts.states import ApplicationState, ReviewState
from tests.cohorts.review_rows import cleared, scored, submitted, two_criteria
from tests.support.factories import ApplicationFactory, ReviewFactory
from tests.support.world import World, member
from trusts.models import Event
from trusts.states import Role
from trusts.tenancy import trust_context

SECRETS = ("secret-insight", "secret-comment", "secret-reason")


def page(world: World, name: str, *args: Any) -> str:
    return reverse(f"cohorts:{name}", args=[world.trust.slug, *args])


def asked(world: World, reviewer: Any = None) -> Review:
    """A review nobody has begun, of an application a colleague has already scored."""
    with trust_context(world.trust.pk):
        commitment, insight = two_criteria(world)
        application = submitted(world)
        scored(application, world.second_reviewer, {commitment: 1, insight: 5}, "secret-reason")
        return ReviewFactory(application=application, reviewer=reviewer or world.reviewer)


def test_an_empty_list_says_what_will_stand_there(world: World, sign_in: Any) -> None:
    body = sign_in(world.reviewer).get(page(world, "review_list")).content.decode()

    assert "Applications you are asked to review will stand here" in body


def test_the_list_leads_to_the_question_and_says_nothing_of_the_text(world: World, sign_in: Any) -> None:
    review = asked(world)

    body = sign_in(world.reviewer).get(page(world, "review_list")).content.decode()

    assert page(world, "review_declare", review.pk) in body
    assert "You have submitted 0 of 1 review." in body
    assert "Submit by " in body
    assert not any(secret in body for secret in SECRETS)


def test_the_question_comes_before_the_application_on_every_road(world: World, sign_in: Any) -> None:
    review = asked(world)
    client = sign_in(world.reviewer)

    question = client.get(page(world, "review_detail", review.pk), follow=True)

    assert question.redirect_chain == [(page(world, "review_declare", review.pk), 302)]
    assert "Doctor Northfield" in question.content.decode()
    assert not any(secret in question.content.decode() for secret in SECRETS)
    assert client.get(page(world, "application_detail", review.application_id)).status_code == 403
    assert client.post(page(world, "review_save", review.pk)).status_code == 403
    assert client.post(page(world, "review_submit", review.pk)).status_code == 403


def test_the_question_needs_an_answer_and_another_reason_its_words(world: World, sign_in: Any) -> None:
    review = asked(world)
    client = sign_in(world.reviewer)

    nothing = client.post(page(world, "review_declare", review.pk), {})
    other = client.post(page(world, "review_declare", review.pk), {"answer": "other", "details": " "})

    assert "Say whether you have a conflict of interest" in nothing.content.decode()
    assert "Say what the conflict of interest is" in other.content.decode()


def test_a_specialty_that_the_post_names_is_not_said_again() -> None:
    assert post_line("Foundation doctor, cardiology", "Cardiology") == "Foundation doctor, cardiology"
    assert post_line("Consultant", "Cardiology") == "Consultant, Cardiology"
    assert (post_line("", "Cardiology"), post_line("Consultant", "")) == ("Cardiology", "Consultant")


def test_no_conflict_opens_the_application_and_leaves_one_line_a_day(world: World, sign_in: Any) -> None:
    review = asked(world)
    client = sign_in(world.reviewer)

    opened = client.post(page(world, "review_declare", review.pk), {"answer": "none"}, follow=True)
    client.get(page(world, "review_detail", review.pk))

    body = opened.content.decode()
    assert opened.redirect_chain == [(page(world, "review_detail", review.pk), 302)]
    assert "secret-insight" in body
    assert "Some" in body  # what a 3 looks like
    assert "(weight 1 of 4)" in body and "(weight 3 of 4)" in body
    with trust_context(world.trust.pk):
        assert Event.objects.filter(action="application.view", actor=world.reviewer).count() == 1


def test_a_declared_conflict_closes_every_road(world: World, sign_in: Any) -> None:
    review = asked(world)
    client = sign_in(world.reviewer)
    api = f"/api/t/{world.trust.slug}/reviews/{review.pk}/"

    declared = client.post(page(world, "review_declare", review.pk), {"answer": "family"}, follow=True)

    assert "closed to you" in declared.content.decode()
    for name in ("review_detail", "review_declare"):
        assert client.get(page(world, name, review.pk)).status_code == 403
    for name in ("review_save", "review_submit", "review_declare"):
        assert client.post(page(world, name, review.pk), {"answer": "none"}).status_code == 403
    for name in ("application_detail", "application_consider", "application_assign"):
        assert client.get(page(world, name, review.application_id)).status_code == 403
    assert client.get(api).status_code == 403
    for name in ("declare", "score", "submit"):
        assert client.post(f"{api}{name}/").status_code == 403
    everything = declared.content.decode() + client.get(f"/api/t/{world.trust.slug}/reviews/").content.decode()
    assert not any(secret in everything for secret in SECRETS)


def test_a_conflict_declared_late_closes_the_colleagues_scores_again(world: World, sign_in: Any) -> None:
    review = asked(world)
    client = sign_in(world.reviewer)
    with trust_context(world.trust.pk):
        cleared_review = cleared(review.application, world.mentor)  # somebody else's review stays theirs
    assert client.get(page(world, "review_detail", cleared_review.pk)).status_code == 403
    with trust_context(world.trust.pk):
        review = declare_conflict(review=review, reason="Family", by=world.reviewer)

    assert client.get(page(world, "review_detail", review.pk)).status_code == 403


def answers(**more: str) -> dict[str, str]:
    return {"value_1": "4", "reason_1": "Shown", "value_2": "2", "reason_2": "Thin", "comment": "", **more}


def begun(world: World, sign_in: Any) -> tuple[Review, Any]:
    """A review whose question is answered, and the reviewer's browser."""
    review, client = asked(world), sign_in(world.reviewer)
    client.post(page(world, "review_declare", review.pk), {"answer": "none"})
    return review, client


def kept(world: World, review: Review) -> list[tuple[int | None, str]]:
    with trust_context(world.trust.pk):
        rows = Score.objects.filter(review=review).order_by("criterion__position")
        return list(rows.values_list("value", "reason"))


def test_colleagues_scores_are_hidden_until_ones_own_are_submitted(world: World, sign_in: Any) -> None:
    review, client = begun(world, sign_in)

    before = client.get(page(world, "review_detail", review.pk)).content.decode()
    client.post(page(world, "review_submit", review.pk), answers())
    after = client.get(page(world, "review_detail", review.pk)).content.decode()

    assert "secret-reason" not in before
    assert "secret-comment" not in before
    assert "Second Reviewer" not in before
    assert "secret-reason" in after
    assert "Second Reviewer" in after


def test_a_draft_is_saved_while_one_writes(world: World, sign_in: Any) -> None:
    review, client = begun(world, sign_in)

    saved = client.post(
        page(world, "review_save", review.pk),
        {"value_1": "4", "reason_1": "", "reason_2": "No score yet"},
        headers={"HX-Request": "true"},
    )

    assert saved.status_code == 200
    assert "Saved " in saved.content.decode()
    assert kept(world, review) == [(4, ""), (None, "No score yet")]


def test_a_save_from_an_older_page_is_told_and_keeps_what_was_typed(world: World, sign_in: Any) -> None:
    review, client = begun(world, sign_in)
    with trust_context(world.trust.pk):
        older = Review.objects.get(pk=review.pk).updated_at.isoformat()
    client.post(page(world, "review_save", review.pk), answers(edition=older))
    late = answers(edition=older, reason_1="From the other window")

    by_script = client.post(page(world, "review_save", review.pk), late, headers={"HX-Request": "true"})
    by_button = client.post(page(world, "review_save", review.pk), late)

    assert by_script.status_code == 409
    assert "another window" in by_script.content.decode()
    assert "another window" in by_button.content.decode()
    assert "What you typed here is not saved." in by_button.content.decode()
    assert "From the other window" in by_button.content.decode()
    assert kept(world, review)[0] == (4, "Shown")


def test_save_and_next_goes_on_to_the_next_review(world: World, sign_in: Any) -> None:
    review, client = begun(world, sign_in)
    with trust_context(world.trust.pk):
        other = ReviewFactory(application=submitted(world, world.colleague), reviewer=world.reviewer)

    answer = client.post(page(world, "review_save", review.pk), answers(next="1"))

    assert answer["Location"] == page(world, "review_detail", other.pk)


def test_submitting_says_beside_each_field_what_is_missing_and_keeps_the_rest(world: World, sign_in: Any) -> None:
    review, client = begun(world, sign_in)

    answer = client.post(page(world, "review_submit", review.pk), {"value_1": "4", "reason_1": "Shown"})

    body = answer.content.decode()
    assert "There is a problem" in body
    assert "Score Insight from 1 to 5" in body
    assert "Give a reason for your score for Insight" in body
    assert "Score Commitment from 1 to 5" not in body
    assert kept(world, review)[0] == (4, "Shown")
    again = client.post(page(world, "review_submit", review.pk), answers())
    assert again.status_code == 302


def test_submitting_locks_and_a_second_click_is_harmless(world: World, sign_in: Any) -> None:
    review, client = begun(world, sign_in)

    client.post(page(world, "review_submit", review.pk), answers())
    second = client.post(page(world, "review_submit", review.pk), answers(), follow=True).content.decode()

    assert "already submitted this review. It stands as you submitted it." in second
    assert "not kept" not in second
    assert kept(world, review)[0] == (4, "Shown")


@pytest.mark.parametrize(("days", "told"), [(0, "Submit by {}"), (1, "Late: it was due by {}")])
def test_a_review_is_late_once_its_day_is_over(world: World, sign_in: Any, days: int, told: str) -> None:
    asked(world)
    due_on = timezone.localdate() - timedelta(days=days)
    with trust_context(world.trust.pk):
        Cohort.objects.filter(pk=world.cohort.pk).update(decisions_on=due_on)

    body = sign_in(world.reviewer).get(page(world, "review_list")).content.decode()

    assert told.format(f"{due_on:%-d %B %Y}") in body
    assert ("Late" in body) is bool(days)


@pytest.mark.parametrize("deed", ["review_save", "review_submit"])
def test_what_was_typed_in_a_window_left_open_is_shown_after_another_submitted(
    world: World, sign_in: Any, deed: str
) -> None:
    review, client = begun(world, sign_in)
    client.post(page(world, "review_submit", review.pk), answers())

    late = client.post(page(world, deed, review.pk), answers(value_1="1", reason_1="Read again", comment="Sorry"))

    words = late.content.decode()
    assert "You have already submitted this review" in words
    assert "What you typed here, not kept" in words
    assert "1 of 5</span></dt><dd>Read again</dd>" in words
    assert "<dd>Sorry</dd>" in words
    assert kept(world, review)[0] == (4, "Shown")


@pytest.mark.parametrize(
    ("state", "why"), [(ApplicationState.WITHDRAWN, "withdrawn"), (ApplicationState.DRAFT, "taken back to be changed")]
)
def test_what_was_withdrawn_or_taken_back_is_closed_and_said_to_be(
    world: World, sign_in: Any, state: str, why: str
) -> None:
    review, client = begun(world, sign_in)
    with trust_context(world.trust.pk):
        cleared_fields = {"submitted_at": None} if state == ApplicationState.DRAFT else {}
        Application.objects.filter(pk=review.application_id).update(state=state, **cleared_fields)

    assert client.get(page(world, "review_detail", review.pk)).status_code == 403
    assert client.get(page(world, "application_detail", review.application_id)).status_code == 403
    listed = client.get(page(world, "review_list")).content.decode()
    assert re.search(rf"No longer needed</h2>.*<li>[^<]*Doctor Northfield, [^<]*: {why}</li>", listed, re.DOTALL)
    assert "0 of 0" not in listed and str(review.pk) not in listed


def test_a_request_overtaken_by_the_decision_is_said_to_be(world: World, sign_in: Any) -> None:
    review = asked(world)
    with trust_context(world.trust.pk):
        Application.objects.filter(pk=review.application_id).update(state=ApplicationState.DECLINED)

    listed = sign_in(world.reviewer).get(page(world, "review_list")).content.decode()

    assert ": decided without your review</li>" in listed


def test_strangers_to_the_review_see_nothing_of_it(world: World, sign_in: Any) -> None:
    review = asked(world)
    with trust_context(world.trust.pk):
        idle = member(world.trust, "Idle Reviewer", Role.REVIEWER)
    insiders = (idle, world.second_reviewer, world.doctor, world.hr_officer, world.mentor, world.director)

    for person in insiders:
        assert sign_in(person).get(page(world, "review_detail", review.pk)).status_code == 403
        assert sign_in(person).post(page(world, "review_submit", review.pk), answers()).status_code == 403
    for person in (world.outsider, world.tutor, world.stranger):
        assert sign_in(person).get(page(world, "review_detail", review.pk)).status_code == 404
    assert sign_in(world.doctor).get(page(world, "review_list")).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_review_and_three(
    world: World, sign_in: Any, django_assert_num_queries: Any, count: int
) -> None:
    with trust_context(world.trust.pk):
        two_criteria(world)
        for n in range(count):
            applicant = member(world.trust, f"Doctor {n}", Role.DOCTOR)
            ReviewFactory(application=submitted(world, applicant), reviewer=world.reviewer)
    client = sign_in(world.reviewer)

    with django_assert_num_queries(8):
        answer = client.get(page(world, "review_list"))

    assert answer.content.decode().count("hg-reviews__item") == count


@pytest.mark.parametrize("count", [1, 3])
def test_a_submitted_review_costs_the_same_whatever_the_number_of_colleagues(
    world: World, sign_in: Any, django_assert_max_num_queries: Any, count: int
) -> None:
    with trust_context(world.trust.pk):
        commitment, insight = two_criteria(world)
        application = submitted(world)
        review = scored(application, world.reviewer, {commitment: 4, insight: 4})
        for n in range(count):
            scored(application, member(world.trust, f"R {n}", Role.REVIEWER), {commitment: 1, insight: 5})
    client = sign_in(world.reviewer)
    client.get(page(world, "review_detail", review.pk))

    with django_assert_max_num_queries(19):
        client.get(page(world, "review_detail", review.pk))


def test_a_draft_application_is_never_open_to_a_reviewer(world: World, sign_in: Any) -> None:
    with trust_context(world.trust.pk):
        draft = ApplicationFactory(cohort=world.cohort, applicant=world.doctor, insight="secret-insight")
        review = ReviewFactory(application=draft, reviewer=world.reviewer)
    client = sign_in(world.reviewer)

    assert client.get(page(world, "review_declare", review.pk)).status_code == 403
    assert client.get(page(world, "review_detail", review.pk)).status_code == 403


def test_the_api_hides_and_shows_the_same(world: World, sign_in: Any) -> None:
    review = asked(world)
    client = sign_in(world.reviewer)
    api = f"/api/t/{world.trust.slug}/reviews/"
    one = f"{api}{review.pk}/"

    listed = client.get(api).json()["results"]
    early = client.get(one)
    client.post(f"{one}declare/", {"has_conflict": False}, content_type="application/json")
    opened = client.get(one).json()
    scores = [{"criterion": c["id"], "value": 3, "reason": "Because."} for c in opened["criteria"]]
    refused = client.post(f"{one}submit/")
    draft = client.post(f"{one}score/", {"scores": scores, "comment": "Mine"}, content_type="application/json").json()
    final = client.post(f"{one}submit/").json()

    assert [row["applicant"] for row in listed] == ["Dr Doctor Northfield"]
    assert "insight" not in listed[0]
    assert early.status_code == 403
    assert opened["insight"] == "secret-insight"
    assert (opened["others"], draft["others"]) == ([], [])
    assert refused.status_code == 409
    assert refused.json() == {"detail": "Give a score and a reason for: Commitment, Insight."}
    assert final["state"] == ReviewState.SUBMITTED
    assert [(other["reviewer"], other["mean"]) for other in final["others"]] == [("Dr Second Reviewer Northfield", 4.0)]
    again = client.post(f"{one}score/", {"scores": scores}, content_type="application/json")
    assert again.status_code == 409


def test_the_api_overwrites_nothing_newer_and_leaves_a_comment_alone(world: World, sign_in: Any) -> None:
    review, client = begun(world, sign_in)
    one = f"/api/t/{world.trust.slug}/reviews/{review.pk}/"
    read = client.get(one).json()
    scores = [{"criterion": read["criteria"][0]["id"], "value": 3, "reason": "Newer."}]

    def score(**more: Any) -> Any:
        return client.post(f"{one}score/", {"scores": scores, **more}, content_type="application/json")

    newer = score(comment="Mine", edition=read["edition"])
    older = score(comment="Older", edition=read["edition"])
    alone = score(edition=newer.json()["edition"])

    assert (newer.status_code, older.status_code, alone.status_code) == (200, 409, 200)
    assert "saved in another window" in older.json()["detail"]
    assert alone.json()["comment"] == "Mine"


def test_the_api_refuses_scores_out_of_range_and_strange_criteria(world: World, sign_in: Any) -> None:
    review, client = begun(world, sign_in)
    one = f"/api/t/{world.trust.slug}/reviews/{review.pk}/score/"
    stray = {"scores": [{"criterion": str(review.pk), "value": 3, "reason": ""}]}
    with trust_context(world.trust.pk):
        first = str(review.application.cohort.criteria.first().pk)
    high = {"scores": [{"criterion": first, "value": 6, "reason": ""}]}

    assert client.post(one, stray, content_type="application/json").status_code == 409
    assert client.post(one, high, content_type="application/json").status_code == 400
    assert kept(world, review) == []


def test_whoever_applies_no_longer_reviews_a_rival(world: World, sign_in: Any) -> None:
    """Kept as before the rule: a review of a rival beside an application of one's own."""
    with trust_context(world.trust.pk):
        both = member(world.trust, "Both", Role.DOCTOR, Role.REVIEWER)
        review = cleared(submitted(world), both)
        ApplicationFactory(cohort=world.cohort, applicant=both, submitted=True)
    client = sign_in(both)

    assert client.get(page(world, "review_detail", review.pk)).status_code == 403
    assert client.get(page(world, "application_detail", review.application_id)).status_code == 403
    assert client.post(page(world, "review_submit", review.pk)).status_code == 403


def test_whoever_has_begun_an_application_is_told_before_a_rival_is_opened(world: World, sign_in: Any) -> None:
    with trust_context(world.trust.pk):
        both = member(world.trust, "Both", Role.DOCTOR, Role.REVIEWER)
        review = ReviewFactory(application=submitted(world), reviewer=both)
        ApplicationFactory(cohort=world.cohort, applicant=both)

    answered = sign_in(both).post(page(world, "review_declare", review.pk), {"answer": "none"}, follow=True)

    assert "You have begun an application to this cohort yourself" in answered.content.decode()
    with trust_context(world.trust.pk):
        assert Review.objects.get(pk=review.pk).no_conflict_at is None


def test_a_reviewer_who_has_opened_one_is_not_offered_to_apply(world: World, sign_in: Any) -> None:
    with trust_context(world.trust.pk):
        both = member(world.trust, "Both", Role.DOCTOR, Role.REVIEWER)
        cleared(submitted(world), both)

    body = sign_in(both).get(page(world, "cohort_apply", world.cohort.pk)).content.decode()

    assert "so you cannot apply to it yourself" in body
    assert "Start your application" not in body
