"""The board: figures, flags, what is hidden from whom, and a cost that does not grow."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from cohorts.models import Application
from cohorts.selectors.board import board, closed_words
from cohorts.selectors.opinions import opinions_on
from cohorts.services.decisions import decide
from cohorts.services.reviews import declare_conflict, declare_own_conflict
from cohorts.states import Outcome
from tests.cohorts.review_rows import cleared, scored, submitted, two_criteria
from tests.support.factories import ApplicationFactory, ReviewFactory
from tests.support.world import World, member
from trusts.models import Event
from trusts.states import Role
from trusts.tenancy import trust_context


def page(world: World, name: str, row: Any, query: str = "") -> str:
    return reverse(f"cohorts:{name}", args=[world.trust.slug, row.pk]) + query


def reviewers(world: World, count: int) -> list[Any]:
    return [member(world.trust, f"Reviewer {n}", Role.REVIEWER) for n in range(count)]


def test_one_row_in_figures(in_trust: World) -> None:
    commitment, insight = two_criteria(in_trust)
    application = submitted(in_trust)
    for person, values in zip(reviewers(in_trust, 3), [(5, 5), (4, 2), (3, 3)], strict=True):
        scored(application, person, {commitment: values[0], insight: values[1]})

    [row] = board(in_trust.cohort, in_trust.director).rows

    assert (row.done, row.wanted) == (3, 3)
    assert row.strip.scores == (5.0, 2.5, 3.0)
    assert (row.mean, row.median, row.spread) == (3.5, 3.0, 2.5)
    assert row.flags == ("Reviewers disagree by 3 on insight",)


def test_flags_say_in_words_what_deserves_a_look(in_trust: World) -> None:
    commitment, insight = two_criteria(in_trust)
    application = submitted(in_trust)
    first, second, third = reviewers(in_trust, 3)
    scored(application, first, {commitment: 1, insight: 3})
    scored(application, second, {commitment: 3, insight: 5})
    declare_conflict(review=ReviewFactory(application=application, reviewer=third), reason="Family", by=third)

    [row] = board(in_trust.cohort, in_trust.director).rows

    assert row.flags == (
        "Reviewers disagree by 2 on commitment and insight",
        "One conflict declared",
        "Review missing",
        "1 reviewer still to ask",
    )


def test_draft_scores_and_conflicted_scores_do_not_count(in_trust: World) -> None:
    commitment, insight = two_criteria(in_trust)
    application = submitted(in_trust)
    late = scored(application, in_trust.reviewer, {commitment: 5, insight: 5})
    declare_conflict(review=late, reason="Found out later", by=in_trust.reviewer)
    cleared(application, in_trust.second_reviewer)

    [row] = board(in_trust.cohort, in_trust.director).rows

    assert (row.done, row.mean, row.median, row.spread, row.strip.scores) == (0, None, None, None, ())


def test_drafts_are_not_on_the_board(in_trust: World) -> None:
    ApplicationFactory(cohort=in_trust.cohort, applicant=in_trust.doctor)

    assert board(in_trust.cohort, in_trust.director).total == 0


def three(world: World) -> dict[str, Application]:
    """Amy 4, Bob 2 and undecided, Cy without a review."""
    commitment, insight = two_criteria(world)
    people = {name: member(world.trust, name, Role.DOCTOR) for name in ("Amy", "Bob", "Cy")}
    rows = {name: submitted(world, person) for name, person in people.items()}
    scored(rows["Amy"], world.reviewer, {commitment: 4, insight: 4})
    scored(rows["Bob"], world.reviewer, {commitment: 2, insight: 2})
    scored(rows["Bob"], world.second_reviewer, {commitment: 5, insight: 1})
    return rows


@pytest.mark.parametrize(
    ("sort", "names"),
    [
        ("-mean", ["Amy", "Bob", "Cy"]),
        ("mean", ["Bob", "Amy", "Cy"]),
        ("-spread", ["Amy", "Bob", "Cy"]),
        ("-reviews", ["Bob", "Amy", "Cy"]),
        ("applicant", ["Amy", "Bob", "Cy"]),
        ("-applicant", ["Cy", "Bob", "Amy"]),
        ("no such column", ["Amy", "Bob", "Cy"]),
    ],
)
def test_sorted_by_what_is_asked_and_without_a_figure_last(in_trust: World, sort: str, names: list[str]) -> None:
    three(in_trust)

    rows = board(in_trust.cohort, in_trust.director, sort=sort).rows

    assert [row.applicant.removeprefix("Dr ") for row in rows] == names


def test_a_submitted_review_without_scores_breaks_nothing(in_trust: World) -> None:
    application = submitted(in_trust)
    ReviewFactory(application=application, reviewer=in_trust.reviewer, state="submitted", submitted_at=timezone.now())

    [row] = board(in_trust.cohort, in_trust.director).rows

    assert (row.done, row.mean) == (1, None)


def test_filtered_by_state_and_by_what_to_look_at(in_trust: World) -> None:
    rows = three(in_trust)
    decide(application=rows["Amy"], outcome=Outcome.OFFER, reason="Strong.", by=in_trust.director)

    def names(**query: str) -> list[str]:
        return [row.applicant for row in board(in_trust.cohort, in_trust.director, **query).rows]

    assert names(state="offered") == ["Dr Amy"]
    assert names(state="awaiting") == ["Dr Bob", "Dr Cy"]
    assert names(need="disagreement") == ["Dr Bob"]
    assert names(need="missing") == ["Dr Bob", "Dr Cy"]
    assert names(state="nonsense", need="nonsense") == ["Dr Amy", "Dr Bob", "Dr Cy"]


def test_once_all_is_decided_the_board_says_how_many_wait_on_the_reserve_list(in_trust: World) -> None:
    for one, outcome in zip(three(in_trust).values(), (Outcome.WAIT, Outcome.WAIT, Outcome.DECLINE), strict=True):
        decide(application=one, outcome=outcome, reason="Read by two.", by=in_trust.director)

    found = board(in_trust.cohort, in_trust.director)

    assert (found.awaiting, found.sentence) == (0, "1 of 3 applications is decided; 2 wait on the reserve list.")


def test_a_conflicted_or_applying_director_sees_neither_row_nor_count(in_trust: World) -> None:
    rows = three(in_trust)
    submitted(in_trust, in_trust.director)
    declare_own_conflict(application=rows["Amy"], reason="My mentor", by=in_trust.director)

    found = board(in_trust.cohort, in_trust.director)

    assert [row.applicant for row in found.rows] == ["Dr Bob", "Dr Cy"]
    assert (found.total, found.awaiting, found.closed_to_viewer) == (2, 2, 2)
    own, conflict = "Your own application is not shown.", "1 application is not shown, because you declared a conflict"
    assert own in found.closed_words and conflict in found.closed_words
    assert conflict not in closed_words(1, is_own=True) and own not in closed_words(1, is_own=False)
    assert closed_words(0, is_own=False) == ""


def test_a_director_who_owes_a_review_sees_no_scores_of_others(in_trust: World) -> None:
    rows = three(in_trust)
    both = member(in_trust.trust, "Both", Role.PROGRAMME_DIRECTOR, Role.REVIEWER)
    cleared(rows["Amy"], both)

    found = {row.applicant: row for row in board(in_trust.cohort, both).rows}
    opinions = opinions_on(rows["Amy"], both)

    assert found["Dr Amy"].is_hidden
    assert (found["Dr Amy"].mean, found["Dr Amy"].strip.scores) == (None, ())
    assert "Submit your own review to see the scores" in found["Dr Amy"].flags
    assert found["Dr Bob"].mean is not None
    assert opinions.is_hidden
    assert opinions.summary is None
    assert all(one.scores == () and one.comment == "" for one in opinions.reviews)


def test_an_empty_board_says_what_will_stand_there(world: World, sign_in: Any) -> None:
    body = sign_in(world.director).get(page(world, "board", world.cohort)).content.decode()

    assert "No application has been handed in yet" in body


@pytest.mark.parametrize("count", [1, 3, 250])
def test_the_board_costs_the_same_whatever_its_length(
    world: World, sign_in: Any, django_assert_num_queries: Any, count: int
) -> None:
    with trust_context(world.trust.pk):
        commitment, insight = two_criteria(world)
        for n in range(count):
            application = submitted(world, member(world.trust, f"Doctor {n}", Role.DOCTOR))
            if n < 3:
                scored(application, world.reviewer, {commitment: 5, insight: 1})
                scored(application, world.second_reviewer, {commitment: 1, insight: 5})
    client = sign_in(world.director)

    # Session, user, roles, the Trust's context (savepoint, role, role again, savepoint), person, cohort: 9; then
    # criteria, reviews, applications, places.
    with django_assert_num_queries(13):
        answer = client.get(page(world, "board", world.cohort))

    assert answer.content.decode().count('role="rowheader"') == count


@pytest.mark.parametrize("count", [1, 3])
def test_an_application_costs_the_same_for_one_review_and_three(
    world: World, sign_in: Any, django_assert_num_queries: Any, count: int
) -> None:
    with trust_context(world.trust.pk):
        commitment, insight = two_criteria(world)
        application = submitted(world)
        for person in reviewers(world, count):
            scored(application, person, {commitment: 4, insight: 4})
    client = sign_in(world.director)
    client.get(page(world, "application_consider", application))

    with django_assert_num_queries(21):
        client.get(page(world, "application_consider", application))


def test_headings_sort_and_turn_round_and_keep_the_filter(world: World, sign_in: Any) -> None:
    with trust_context(world.trust.pk):
        three(world)
    client = sign_in(world.director)

    body = client.get(page(world, "board", world.cohort, "?state=awaiting&sort=spread")).content.decode()
    assert '<option value="spread" selected>Spread, the other way round</option>' in body  # a phone's own order
    body = client.get(page(world, "board", world.cohort, "?state=awaiting&sort=-spread")).content.decode()
    assert '<option value="-spread" selected>Spread</option>' in body

    assert 'aria-sort="descending"><a href="?state=awaiting&amp;sort=spread">Spread' in body
    assert 'aria-sort="none"><a href="?state=awaiting&amp;sort=-mean">Mean' in body
    assert 'aria-label="Means of the reviews: 2.0, 2.0"' in body


def test_who_may_open_the_board_and_an_application(world: World, sign_in: Any) -> None:
    with trust_context(world.trust.pk):
        application = three(world)["Amy"]
    closed = (world.doctor, world.reviewer, world.hr_officer, world.administrator, world.line_manager)

    for person in (world.director, world.medical_director):
        client = sign_in(person)
        assert client.get(page(world, "board", world.cohort)).status_code == 200
        assert client.get(page(world, "application_consider", application)).status_code == 200
    for person in closed:
        client = sign_in(person)
        for name, row in (("board", world.cohort), ("application_consider", application)):
            assert client.get(page(world, name, row)).status_code == 403
        assert client.get(f"/api/t/{world.trust.slug}/cohorts/{world.cohort.pk}/board/").status_code == 403
    for person in (world.outsider, world.tutor, world.stranger):
        assert sign_in(person).get(page(world, "board", world.cohort)).status_code == 404


def test_the_medical_director_reads_and_decides_nothing(world: World, sign_in: Any) -> None:
    with trust_context(world.trust.pk):
        application = three(world)["Amy"]
    client = sign_in(world.medical_director)

    body = client.get(page(world, "application_consider", application)).content.decode()

    assert "Stage this decision" not in body
    assert "A programme director decides" in body
    for name, row in (
        ("application_stage", application),
        ("application_unstage", application),
        ("cohort_stage", world.cohort),
        ("cohort_release", world.cohort),
        ("application_assign", application),
        ("cohort_assign_evenly", world.cohort),
        ("cohort_remind", world.cohort),
    ):
        assert client.post(page(world, name, row), {}).status_code == 403


def test_a_conflicted_director_finds_every_road_closed(world: World, sign_in: Any) -> None:
    with trust_context(world.trust.pk):
        application = three(world)["Amy"]
    client = sign_in(world.director)

    declared = client.post(page(world, "application_declare_conflict", application), {"answer": "mentor"}, follow=True)

    assert "1 application is not shown" in declared.content.decode()
    assert "Dr Amy" not in client.get(page(world, "board", world.cohort)).content.decode()
    for name in ("application_consider", "application_detail", "application_assign", "application_declare_conflict"):
        assert client.get(page(world, name, application)).status_code == 403
    assert client.post(page(world, "application_stage", application), {}).status_code == 403
    api = f"/api/t/{world.trust.slug}"
    listed = client.get(f"{api}/cohorts/{world.cohort.pk}/board/").json()
    assert [row["applicant"] for row in listed] == ["Dr Bob", "Dr Cy"]
    for deed in ("decide", "stage", "unstage"):
        assert client.post(f"{api}/applications/{application.pk}/{deed}/", {}).status_code == 403


def test_a_director_asked_to_review_answers_the_question_first(world: World, sign_in: Any) -> None:
    with trust_context(world.trust.pk):
        both = member(world.trust, "Both", Role.PROGRAMME_DIRECTOR, Role.REVIEWER)
        review = ReviewFactory(application=submitted(world), reviewer=both)
    client = sign_in(both)

    answer = client.get(page(world, "application_consider", review.application))

    assert answer["Location"] == page(world, "review_declare", review)
    refused = client.post(page(world, "application_stage", review.application), {"outcome": "decline"})
    assert refused["Location"] == page(world, "review_declare", review)
    assert client.get(page(world, "application_detail", review.application)).status_code == 403


def test_an_application_opened_by_the_director_leaves_one_line(world: World, sign_in: Any) -> None:
    with trust_context(world.trust.pk):
        application = three(world)["Amy"]
    client = sign_in(world.director)

    client.get(page(world, "application_consider", application))
    client.get(page(world, "application_consider", application))
    client.get(page(world, "application_detail", application))

    with trust_context(world.trust.pk):
        assert Event.objects.filter(action="application.view", actor=world.director).count() == 1


def test_an_application_shown_beside_a_refusal_leaves_its_line_too(world: World, sign_in: Any) -> None:
    with trust_context(world.trust.pk):
        application = three(world)["Amy"]

    sign_in(world.director).post(page(world, "application_stage", application), {"outcome": "decline"})

    with trust_context(world.trust.pk):
        assert Event.objects.filter(action="application.view", actor=world.director).count() == 1
