"""Staging on an application's page and for several on the board; the page that releases; the same through the API."""

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from cohorts.models import Application, Offer, StagedDecision
from cohorts.services.reviews import declare_own_conflict
from cohorts.services.staging import stage_decision
from cohorts.states import ApplicationState, Outcome
from reports.selectors.duties import to_do
from tests.cohorts.review_rows import scored, submitted, two_criteria
from tests.support.factories import OfferFactory, ReviewFactory
from tests.support.world import World, member
from trusts.models import Message
from trusts.states import Role
from trusts.tenancy import trust_context


def page(world: World, name: str, row: Any, query: str = "") -> str:
    return reverse(f"cohorts:{name}", args=[world.trust.slug, row.pk]) + query


def api(world: World, rest: str) -> str:
    return f"/api/t/{world.trust.slug}/{rest}"


def applications(world: World, *names: str) -> list[Application]:
    with trust_context(world.trust.pk):
        two_criteria(world)
        return [submitted(world, member(world.trust, name, Role.DOCTOR)) for name in names]


def stage(world: World, application: Application, outcome: str = "decline") -> None:
    with trust_context(world.trust.pk):
        stage_decision(application=application, outcome=Outcome(outcome), reason="Not yet.", by=world.director)


def answers(**more: Any) -> dict[str, Any]:
    day = timezone.localdate() + timedelta(days=10)
    dated = {"expires_on_day": day.day, "expires_on_month": day.month, "expires_on_year": day.year}
    return {"outcome": "offer", "reason": "Strong.", **dated, **more}


def seen_on(body: str) -> str:
    return body.partition('name="seen" value="')[2].partition('"')[0]


def edition_on(body: str, application: Application) -> str:
    return body.partition(f'name="edition-{application.pk}" value="')[2].partition('"')[0]


def editions(*shown: Application, body: str = "") -> dict[str, str]:
    """What a board's rows say of these: of an empty body, that nothing is staged."""
    return {f"edition-{one.pk}": edition_on(body, one) for one in shown}


def test_staged_from_its_page_then_released(world: World, sign_in: Any) -> None:
    (application,) = applications(world, "Amy")
    client = sign_in(world.director)

    body = client.get(page(world, "application_consider", application)).content.decode()
    board = client.post(
        page(world, "application_stage", application), answers(edition=""), follow=True
    ).content.decode()
    after = client.get(page(world, "application_consider", application)).content.decode()
    shown = client.get(page(world, "cohort_release", world.cohort)).content.decode()
    released = client.post(page(world, "cohort_release", world.cohort), {"seen": seen_on(shown)}, follow=True)

    assert "3 of 3 reviews are not in" in body
    assert "A decision is staged for Dr Amy: offer a place. Nobody is told before the decision is released." in board
    assert "<strong>To offer</strong>" in board
    assert "Staged: to offer" in after
    assert "Change the staged decision" in after
    assert "1 decision is staged: to offer a place." in shown
    assert "1 decision released: 1 offered a place. The doctor has been told by e-mail." in released.content.decode()
    with trust_context(world.trust.pk):
        expected = timezone.localdate() + timedelta(days=10)
        assert timezone.localtime(Offer.objects.get().expires_at).strftime("%F %H:%M") == f"{expected} 23:59"
        assert unescape(shown).count(Message.objects.get().body) == 1


def test_without_its_reason_it_is_not_staged_and_keeps_the_rest(world: World, sign_in: Any) -> None:
    (application,) = applications(world, "Amy")

    body = sign_in(world.director).post(page(world, "application_stage", application), answers(reason="")).content
    too_late = sign_in(world.director).post(
        page(world, "application_stage", application), answers(expires_on_year=timezone.localdate().year + 2)
    )
    wrong_day = sign_in(world.director).post(
        page(world, "application_stage", application), answers(expires_on_year=2020, reason="The best.")
    )

    assert "Give the reason for the decision" in body.decode()
    assert 'value="offer" checked' in body.decode()
    assert "must not be after the programme" in too_late.content.decode()
    assert "must be today or later" in wrong_day.content.decode()
    assert "The best." in wrong_day.content.decode()
    with trust_context(world.trust.pk):
        assert not StagedDecision.objects.exists()


def test_a_form_of_an_older_page_is_told_and_may_be_sent_again(world: World, sign_in: Any) -> None:
    (application,) = applications(world, "Amy")
    client = sign_in(world.director)
    stage(world, application)

    told = client.post(page(world, "application_stage", application), answers(edition="")).content.decode()
    edition = told.partition('name="edition" value="')[2].partition('"')[0]
    client.post(page(world, "application_stage", application), answers(edition=edition))

    assert "What is staged was changed since you opened this page" in told
    assert "Staged: to decline" in told
    assert "Strong." in told
    with trust_context(world.trust.pk):
        assert StagedDecision.objects.get().outcome == "offer"


def test_taken_back(world: World, sign_in: Any) -> None:
    (application,) = applications(world, "Amy")
    stage(world, application)

    answer = sign_in(world.director).post(page(world, "application_unstage", application), follow=True)

    assert "Nothing is staged for this application." in answer.content.decode()
    assert "Stage this decision" in answer.content.decode()


def test_several_staged_on_the_board_keep_its_filter(world: World, sign_in: Any) -> None:
    amy, bob, _ = applications(world, "Amy", "Bob", "Cy")
    client = sign_in(world.director)
    form = {"applications": [str(amy.pk), str(bob.pk)], "outcome": "wait", "reason": "Next in line."}

    answer = client.post(page(world, "cohort_stage", world.cohort, "?staged=yes&sort=applicant"), form, follow=True)
    not_staged = client.get(page(world, "board", world.cohort, "?staged=no")).content.decode()

    body = answer.content.decode()
    assert answer.redirect_chain[-1][0] == page(world, "board", world.cohort, "?staged=yes&sort=applicant")
    assert "A decision is staged for 2 applications: reserve list. Nobody is told" in body
    assert "Showing 2 of 3" in body
    assert body.count("<strong>To reserve list</strong>") == 2
    assert "2 decisions are staged" in body
    assert "Showing 1 of 3" in not_staged
    assert "Nothing staged" in not_staged
    assert "Dr Cy" in not_staged


def test_of_several_each_refused_is_named_and_nothing_is_changed(world: World, sign_in: Any) -> None:
    amy, bob = applications(world, "Amy", "Bob")
    client = sign_in(world.director)
    with trust_context(world.trust.pk):
        Application.objects.filter(pk=bob.pk).update(state="withdrawn")
    chosen = [str(amy.pk), str(bob.pk)]
    form = {"applications": chosen, "outcome": "decline", "reason": "A reason to keep."}

    refused = client.post(page(world, "cohort_stage", world.cohort), form).content.decode()
    sorted_then = client.get(page(world, "cohort_stage", world.cohort, "?sort=applicant"))
    nobody = client.post(page(world, "cohort_stage", world.cohort), {"outcome": "decline", "reason": "R"})

    assert "Dr Bob: This application is not awaiting a decision. It is: withdrawn." in refused
    assert "Nothing was staged, not for the others either" in refused
    assert "A reason to keep." in refused
    assert sorted_then["Location"] == page(world, "board", world.cohort, "?sort=applicant")
    assert f'value="{amy.pk}" form="stage-several" checked' in refused
    assert "Choose at least one application in the list" in nobody.content.decode()
    with trust_context(world.trust.pk):
        assert not StagedDecision.objects.exists()


def test_a_board_of_before_is_told_by_name_and_may_be_sent_again(world: World, sign_in: Any) -> None:
    amy, bob = applications(world, "Amy", "Bob")
    client, address = sign_in(world.director), page(world, "cohort_stage", world.cohort)
    chosen = {"applications": [str(amy.pk), str(bob.pk)], "outcome": "decline", "reason": "A reason to keep."}
    stage(world, amy, "offer")

    bare = client.post(address, {**chosen, "reason": "", **editions(amy, bob)}).content.decode()
    told = client.post(address, {**chosen, **editions(amy, bob)}).content.decode()
    with trust_context(world.trust.pk):
        kept = StagedDecision.objects.get()
    client.post(address, {**chosen, **editions(amy, bob, body=told)})

    assert edition_on(bare, amy) == ""
    assert "Dr Amy: What is staged was changed since you opened this page. Staged now: to offer" in told
    assert "Dr Bob: " not in told
    assert "A reason to keep." in told
    assert (kept.application_id, kept.outcome) == (amy.pk, "offer")
    with trust_context(world.trust.pk):
        assert [row.outcome for row in StagedDecision.objects.all()] == ["decline", "decline"]


def test_an_application_closed_to_the_director_cannot_be_chosen(world: World, sign_in: Any) -> None:
    amy, bob = applications(world, "Amy", "Bob")
    with trust_context(world.trust.pk):
        declare_own_conflict(application=bob, reason="My mentor", by=world.director)
    form = {"applications": [str(amy.pk), str(bob.pk)], "outcome": "decline", "reason": "Not yet."}

    body = sign_in(world.director).post(page(world, "cohort_stage", world.cohort), form).content.decode()

    assert "no longer on your board" in body
    assert "Dr Bob" not in body


def test_a_page_that_is_no_longer_true_is_shown_anew(world: World, sign_in: Any) -> None:
    amy, bob = applications(world, "Amy", "Bob")
    stage(world, amy)
    client = sign_in(world.director)
    old = seen_on(client.get(page(world, "cohort_release", world.cohort)).content.decode())
    stage(world, bob)

    told = client.post(page(world, "cohort_release", world.cohort), {"seen": old}).content.decode()
    client.post(page(world, "cohort_release", world.cohort), {"seen": seen_on(told)})
    again = client.post(page(world, "cohort_release", world.cohort), {"seen": seen_on(told)}).content.decode()

    assert "What is staged has changed since this page was shown" in told
    assert told.count("Nothing was released") == 1
    assert "2 decisions are staged" in told
    assert "Dr Bob" in told
    assert "may have been released a moment ago" in again
    with trust_context(world.trust.pk):
        assert Message.objects.count() == 2


def test_one_alone_from_its_page(world: World, sign_in: Any) -> None:
    amy, bob = applications(world, "Amy", "Bob")
    stage(world, amy)
    stage(world, bob)
    client, address = sign_in(world.director), page(world, "cohort_release", world.cohort, f"?only={amy.pk}")

    shown = client.get(address).content.decode()
    client.post(address, {"seen": seen_on(shown)})

    assert "Dr Bob" not in shown
    assert client.get(page(world, "cohort_release", world.cohort, "?only=nonsense")).status_code == 404
    with trust_context(world.trust.pk):
        assert Application.objects.get(pk=amy.pk).state == ApplicationState.DECLINED
        assert Application.objects.get(pk=bob.pk).state == ApplicationState.SUBMITTED


def test_deciding_early_is_warned_of_and_not_refused(world: World, sign_in: Any) -> None:
    amy, bob = applications(world, "Amy", "Bob")
    with trust_context(world.trust.pk):
        world.cohort.reviews_per_application = 1
        world.cohort.save()
        scored(bob, world.reviewer, dict.fromkeys(world.cohort.criteria.all(), 4))
    stage(world, amy)
    stage(world, bob)
    client, address = sign_in(world.director), page(world, "cohort_release", world.cohort)

    shown = client.get(address).content.decode()
    board = client.post(address, {"seen": seen_on(shown)}, follow=True).content.decode()
    with trust_context(world.trust.pk):
        world.cohort.applications_close_at = timezone.now() - timedelta(minutes=1)
        world.cohort.save()
    closed = client.get(page(world, "board", world.cohort)).content.decode()
    told_once_closed = client.get(address).content.decode()

    assert "<strong>Applications are open until" in shown.partition('name="seen"')[0]
    assert "The reviews of 1 of these are not all in." in shown
    assert "<li>Dr Amy: 0 of 1 reviews in</li>" in shown
    assert "Dr Bob: " not in shown
    assert "2 decisions released: 2 not offered a place. The doctors have been told by e-mail." in board
    assert "All 2 applications are decided." in board
    assert "Applications stay open until" in board
    assert "start the programme" not in board
    assert "start the programme" in closed
    assert "open until" not in closed + told_once_closed


def test_more_offers_than_places_have_no_button(world: World, sign_in: Any) -> None:
    with trust_context(world.trust.pk):
        world.cohort.places = 1
        world.cohort.save()
    amy, bob = applications(world, "Amy", "Bob")
    client = sign_in(world.director)
    problem = "2 offers are staged, and 1 place is free. Change or take back 1."

    first = client.post(page(world, "application_stage", amy), answers(edition=""), follow=True).content.decode()
    second = client.post(page(world, "application_stage", bob), answers(edition=""), follow=True).content.decode()
    body = client.get(page(world, "cohort_release", world.cohort)).content.decode()
    refused = client.post(page(world, "cohort_release", world.cohort), {"seen": seen_on(body)}).content.decode()

    assert "As it stands" not in first
    assert f"As it stands, this cannot be released. {problem}" in second
    for words in (body, refused):
        assert problem in words
        told = words.partition(problem)[2].partition("</div>")[0]
        assert all(page(world, "application_consider", one) in told for one in (amy, bob))
    assert "Release 2 decisions" not in body
    assert "told by e-mail at once" not in body


def test_several_staged_for_more_places_than_are_free_are_told_at_once(world: World, sign_in: Any) -> None:
    amy, bob = applications(world, "Amy", "Bob")
    with trust_context(world.trust.pk):
        OfferFactory(application__cohort=world.cohort)
        world.cohort.places = 1
        world.cohort.save()
    form = answers(applications=[str(amy.pk), str(bob.pk)], **editions(amy, bob))

    board = sign_in(world.director).post(page(world, "cohort_stage", world.cohort), form, follow=True).content.decode()

    assert "A decision is staged for 2 applications" in board
    assert "2 offers are staged, and no place is free. Change or take back 2." in board


@pytest.mark.parametrize("count", [1, 20])
def test_the_release_page_costs_the_same_however_much_is_staged(
    world: World, sign_in: Any, django_assert_num_queries: Any, count: int
) -> None:
    for application in applications(world, *(f"Doctor {n}" for n in range(count))):
        stage(world, application)
    client = sign_in(world.director)

    with django_assert_num_queries(16):
        client.get(page(world, "cohort_release", world.cohort))


def test_who_owes_a_review_learns_nothing_of_what_is_staged(world: World, sign_in: Any) -> None:
    amy, _ = applications(world, "Amy", "Bob")
    stage(world, amy)
    with trust_context(world.trust.pk):
        both = member(world.trust, "Both", Role.PROGRAMME_DIRECTOR, Role.REVIEWER)
        ReviewFactory(application=amy, reviewer=both, no_conflict_at=timezone.now())
    client = sign_in(both)

    told = [
        client.get(page(world, name, row, query)).content.decode()
        for name, row, query in (
            ("board", world.cohort, ""),
            ("application_consider", amy, ""),
            ("cohort_release", world.cohort, ""),
        )
    ]

    assert not any("o decline</strong>" in body or "Not yet." in body for body in told)
    assert "Left out until your own review is in: Dr Amy" in told[2]
    assert "Showing" not in client.get(page(world, "board", world.cohort, "?staged=yes")).content.decode()


def test_the_to_do_list_says_what_is_staged_to_those_who_may_release_it(in_trust: World) -> None:
    amy, bob = submitted(in_trust), submitted(in_trust, in_trust.colleague)
    other = member(in_trust.trust, "Other Director", Role.PROGRAMME_DIRECTOR)

    def words(person: Any) -> list[str]:
        return [duty.words for duty in to_do(person.pk, frozenset({Role.PROGRAMME_DIRECTOR}))]

    for application in (amy, bob):
        stage_decision(application=application, outcome=Outcome.OFFER, reason="Yes.", by=in_trust.director)
    declare_own_conflict(application=amy, reason="My mentor", by=other)

    assert words(in_trust.director) == ["Release 2 staged decisions for 2027"]
    assert words(other) == ["Release 1 staged decision for 2027"]


def test_the_api_stages_and_releases_by_the_same_rules(world: World, sign_in: Any) -> None:
    amy, bob = applications(world, "Amy", "Bob")
    client, json = sign_in(world.director), {"content_type": "application/json"}
    release = api(world, f"cohorts/{world.cohort.pk}/release/")

    bare = client.post(api(world, f"applications/{amy.pk}/stage/"), {"outcome": "offer"}, **json)
    given = {"outcome": "wait", "reason": "Next."}
    staged = client.post(api(world, f"applications/{amy.pk}/stage/"), given, **json)
    client.post(api(world, f"applications/{bob.pk}/stage/"), given, **json)
    board = client.get(api(world, f"cohorts/{world.cohort.pk}/board/?staged=yes")).json()
    gone = client.post(api(world, f"applications/{bob.pk}/unstage/"))
    found = client.get(release).json()
    old = {**given, "edition": board[0]["edition"]}
    stale = client.post(api(world, f"applications/{bob.pk}/stage/"), old, **json)
    unseen = client.post(release, {"seen": "something else"}, **json)
    done = client.post(release, {"seen": found["seen"]}, **json)

    assert bare.status_code == 400
    assert (staged.status_code, staged.json()["outcome"]) == (200, "wait")
    assert [row["staged"] for row in board] == ["To reserve list", "To reserve list"]
    assert gone.status_code == 204
    assert (stale.status_code, "Nothing is staged now." in stale.json()["detail"]) == (409, True)
    assert [(one["applicant"], one["outcome"]) for one in found["decisions"]] == [("Dr Amy", "wait")]
    assert found["nothing_staged"] == ["Dr Bob"]
    assert unseen.status_code == 409
    assert (done.status_code, [one["outcome"] for one in done.json()]) == (201, ["wait"])
    with trust_context(world.trust.pk):
        assert Message.objects.get().body == found["decisions"][0]["body"]
