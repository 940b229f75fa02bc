"""Staged decisions: told to nobody, changed and taken back; released together, once, as they were seen."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from cohorts.models import Application, Decision, Offer, StagedDecision
from cohorts.selectors.board import board
from cohorts.selectors.places import Places
from cohorts.services.applications import take_back_application, withdraw_application
from cohorts.services.decisions import decide, default_expiry, end_of
from cohorts.services.releasing import CHANGED, NOTHING, release_decisions, shortage, to_release
from cohorts.services.reviews import declare_own_conflict
from cohorts.services.staging import SeveralRefusedError, stage_decision, stage_decisions, unstage_decision
from cohorts.states import ApplicationState, Outcome
from tests.cohorts.review_rows import submitted
from tests.cohorts.test_races import at_once
from tests.support.factories import ApplicationFactory, PlaceFactory, ReviewFactory
from tests.support.world import World, member
from trusts.models import Event, Message, MessageTemplate
from trusts.states import Role
from trusts.tenancy import trust_context
from trusts.workflow import RefusedError


def staged(world: World, outcome: Outcome, name: str = "", **more: Any) -> Application:
    """Somebody's application with a decision staged."""
    application = submitted(world, member(world.trust, name, Role.DOCTOR) if name else None)
    stage_decision(application=application, outcome=outcome, reason=f"Because {name}.", by=world.director, **more)
    return application


def release(world: World, **more: Any) -> list[Decision]:
    """What is staged now, released as it is seen now."""
    seen = to_release(cohort=world.cohort, by=world.director, **more).seen
    return release_decisions(cohort=world.cohort, by=world.director, seen=seen, **more)


def test_staged_changed_and_taken_back_and_nobody_is_told(in_trust: World) -> None:
    application = staged(in_trust, Outcome.OFFER)
    stage_decision(application=application, outcome=Outcome.WAIT, reason="Later.", by=in_trust.director)

    assert [(row.outcome, row.reason) for row in StagedDecision.objects.all()] == [("wait", "Later.")]
    unstage_decision(application=application, by=in_trust.director)
    unstage_decision(application=application, by=in_trust.director)
    assert not StagedDecision.objects.exists()
    assert Application.objects.get().state == ApplicationState.SUBMITTED
    assert not Message.objects.exists()
    told = list(Event.objects.values_list("action", "data"))
    assert [action for action, _ in told] == ["application.stage", "application.stage", "application.unstage"]
    assert not any(data for _, data in told)


def test_released_together_with_the_emails_that_were_shown(in_trust: World) -> None:
    MessageTemplate.objects.create(
        kind="place_offered", number=1, subject="A place, {name}", body="{link} {until}", written_by=in_trust.director
    )
    until = timezone.localdate() + timedelta(days=5)
    first = staged(in_trust, Outcome.OFFER, "Amy", expires_on=until)
    staged(in_trust, Outcome.OFFER, "Bob")
    staged(in_trust, Outcome.WAIT, "Cy")
    staged(in_trust, Outcome.DECLINE, "Di")
    found = to_release(cohort=in_trust.cohort, by=in_trust.director)
    shown = {(one.application.applicant_id, one.subject, one.body) for one in found.ready}

    decisions = release(in_trust)

    assert [decision.outcome for decision in decisions] == ["offer", "offer", "wait", "decline"]
    assert set(Message.objects.values_list("recipient_id", "subject", "body")) == shown
    assert "A place, Amy" in {subject for _, subject, _ in shown}
    assert Offer.objects.get(application=first).expires_at == end_of(until)
    assert Offer.objects.exclude(application=first).get().expires_at == default_expiry(timezone.now(), in_trust.cohort)
    assert not StagedDecision.objects.exists()
    assert Event.objects.filter(action="application.decide").count() == 4


def test_a_second_click_releases_nothing(in_trust: World) -> None:
    staged(in_trust, Outcome.DECLINE)
    seen = to_release(cohort=in_trust.cohort, by=in_trust.director).seen
    release_decisions(cohort=in_trust.cohort, by=in_trust.director, seen=seen)

    with pytest.raises(RefusedError) as refused:
        release_decisions(cohort=in_trust.cohort, by=in_trust.director, seen=seen)

    assert str(refused.value) == NOTHING
    assert Decision.objects.count() == 1


@pytest.mark.parametrize("change", ["outcome", "reason", "one more", "one less", "wording"])
def test_what_changed_since_it_was_shown_is_not_released(in_trust: World, change: str) -> None:
    application = staged(in_trust, Outcome.WAIT, "Amy")
    other = staged(in_trust, Outcome.WAIT, "Bob")
    seen = to_release(cohort=in_trust.cohort, by=in_trust.director).seen
    by = {"by": in_trust.director}
    if change == "outcome":
        stage_decision(application=application, outcome=Outcome.DECLINE, reason="Because Amy.", **by)
    elif change == "reason":
        stage_decision(application=application, outcome=Outcome.WAIT, reason="Another.", **by)
    elif change == "one more":
        staged(in_trust, Outcome.WAIT, "Cy")
    elif change == "one less":
        unstage_decision(application=other, **by)
    else:
        words = {"subject": "News", "body": "{link}", "written_by": in_trust.director}
        MessageTemplate.objects.create(kind="reserve_list", number=1, **words)

    with pytest.raises(RefusedError) as refused:
        release_decisions(cohort=in_trust.cohort, seen=seen, **by)

    assert str(refused.value) == CHANGED
    assert not Decision.objects.exists()


def test_a_place_is_not_released_past_a_start_that_was_moved(in_trust: World) -> None:
    cohort, today = in_trust.cohort, timezone.localdate()
    cohort.starts_on = today + timedelta(days=30)
    cohort.save()
    application = staged(in_trust, Outcome.OFFER, "Amy", expires_on=today + timedelta(days=20))
    cohort.starts_on = today + timedelta(days=10)
    cohort.save()

    with pytest.raises(RefusedError, match=r"Amy.*: The day until which .* must not be after the programme's start"):
        release(in_trust)

    assert not Decision.objects.exists()
    assert Application.objects.get(pk=application.pk).state == ApplicationState.SUBMITTED


def test_more_offers_than_places_and_nothing_is_released(in_trust: World) -> None:
    in_trust.cohort.places = 2
    in_trust.cohort.save()
    PlaceFactory(cohort=in_trust.cohort, number=1)
    for name in ("Amy", "Bob", "Cy"):
        staged(in_trust, Outcome.OFFER, name)
    declined = staged(in_trust, Outcome.DECLINE, "Di")

    found = to_release(cohort=in_trust.cohort, by=in_trust.director)
    with pytest.raises(RefusedError, match=r"3 offers are staged, and 1 place is free\. Change or take back 2"):
        release(in_trust)

    assert found.problem
    assert Application.objects.get(pk=declined.pk).state == ApplicationState.SUBMITTED
    assert StagedDecision.objects.count() == 4
    assert not Decision.objects.exists()


@pytest.mark.parametrize(
    ("staged_offers", "places", "sentence"),
    [
        (1, Places(2, 2, 0), "1 offer is staged, and no place is free. Change or take back 1."),
        (1, Places(2, 1, 1), "Change or take back 1, or wait until an offer that stands is turned down."),
        (3, Places(3, 0, 2), "Change or take back 2, or wait until 2 offers that stand are turned down."),
        (3, Places(3, 1, 1), "3 offers are staged, and 1 place is free. Change or take back 2."),
    ],
)
def test_to_wait_is_named_only_where_it_would_help(staged_offers: int, places: Places, sentence: str) -> None:
    assert sentence in shortage(staged_offers, places)


def test_one_of_them_alone(in_trust: World) -> None:
    first, _ = staged(in_trust, Outcome.DECLINE, "Amy"), staged(in_trust, Outcome.DECLINE, "Bob")

    (decision,) = release(in_trust, only=first.pk)

    assert decision.application == first
    assert StagedDecision.objects.count() == 1


def test_from_the_reserve_list(in_trust: World) -> None:
    application = submitted(in_trust)
    decide(application=application, outcome=Outcome.WAIT, reason="Next in line.", by=in_trust.director)

    with pytest.raises(RefusedError, match="already on the reserve list"):
        stage_decision(application=application, outcome=Outcome.WAIT, reason="Again.", by=in_trust.director)
    stage_decision(application=application, outcome=Outcome.OFFER, reason="A place came free.", by=in_trust.director)
    release(in_trust)

    assert Application.objects.get().state == ApplicationState.OFFERED


def test_a_day_that_is_over_is_said_and_changed(in_trust: World) -> None:
    application = staged(in_trust, Outcome.OFFER, expires_on=timezone.localdate())
    yesterday = timezone.localdate() - timedelta(days=1)
    with pytest.raises(RefusedError, match="must be today or later"):
        staged(in_trust, Outcome.OFFER, "Bob", expires_on=yesterday)
    StagedDecision.objects.filter(application=application).update(expires_on=yesterday)

    with pytest.raises(RefusedError, match=r"is over: .*Northfield"):
        release(in_trust)


def test_a_place_is_not_held_beyond_the_start_that_lies_ahead(in_trust: World) -> None:
    cohort, application = in_trust.cohort, submitted(in_trust)
    later = cohort.starts_on + timedelta(days=1)
    given: dict[str, Any] = {"outcome": Outcome.OFFER, "reason": "Yes.", "by": in_trust.director}

    with pytest.raises(RefusedError, match="must not be after the programme's start"):
        stage_decision(application=application, expires_on=later, **given)
    with pytest.raises(SeveralRefusedError, match="must not be after the programme's start"):
        stage_decisions(applications=[application], expires_on=later, **given)
    with pytest.raises(RefusedError, match="must not be after the programme's start"):
        decide(application=application, expires_at=end_of(later), **given)

    assert not StagedDecision.objects.exists()
    assert not Offer.objects.exists()
    stage_decision(application=application, expires_on=cohort.starts_on, **given)
    cohort.starts_on = timezone.localdate()
    cohort.save()
    stage_decision(application=application, expires_on=later, **given)


def test_what_is_left_out_of_a_directors_release(in_trust: World) -> None:
    """Their own and the conflicted are not even counted among what is staged; a review of theirs comes first."""
    other = member(in_trust.trust, "Other Director", Role.PROGRAMME_DIRECTOR, Role.REVIEWER)
    own, close = submitted(in_trust, other), staged(in_trust, Outcome.DECLINE, "Amy")
    stage_decision(application=own, outcome=Outcome.DECLINE, reason="No.", by=in_trust.director)
    declare_own_conflict(application=close, reason="My cousin", by=other)
    bob = staged(in_trust, Outcome.DECLINE, "Bob")
    ReviewFactory(application=bob, reviewer=other, no_conflict_at=timezone.now())
    free = staged(in_trust, Outcome.DECLINE, "Cy")
    submitted(in_trust, member(in_trust.trust, "Di", Role.DOCTOR))

    found = to_release(cohort=in_trust.cohort, by=other)
    release_decisions(cohort=in_trust.cohort, by=other, seen=found.seen)

    assert [one.application for one in found.ready] == [free]
    assert (found.closed_to_viewer, found.owed, found.unstaged) == (2, ("Dr Bob",), ("Dr Di",))
    assert StagedDecision.objects.count() == 3


def test_who_may_not_decide_may_not_stage(in_trust: World) -> None:
    both = member(in_trust.trust, "Both", Role.PROGRAMME_DIRECTOR, Role.REVIEWER)
    own, close, asked = submitted(in_trust, both), submitted(in_trust), submitted(in_trust, in_trust.colleague)
    declare_own_conflict(application=close, reason="My mentor", by=both)
    ReviewFactory(application=asked, reviewer=both, no_conflict_at=timezone.now())

    with pytest.raises(SeveralRefusedError) as refused:
        stage_decisions(applications=[own, close, asked], outcome=Outcome.WAIT, reason="Next.", by=both)

    assert {name for name, _ in refused.value.refusals} == {str(one.applicant) for one in (own, close, asked)}
    for application in (own, close, asked):
        with pytest.raises(RefusedError):
            unstage_decision(application=application, by=both)
    assert not StagedDecision.objects.exists()


def test_several_at_once_or_none(in_trust: World) -> None:
    first, second = submitted(in_trust), submitted(in_trust, in_trust.colleague)
    gone = ApplicationFactory(cohort=in_trust.cohort, submitted=True, state="withdrawn")
    given = {"outcome": Outcome.DECLINE, "reason": "Not yet.", "by": in_trust.director}

    with pytest.raises(SeveralRefusedError, match=r"not awaiting a decision\. It is: withdrawn"):
        stage_decisions(applications=[first, gone, second], **given)
    assert not StagedDecision.objects.exists()
    stage_decisions(applications=[first, second], **given)

    assert StagedDecision.objects.filter(outcome="decline", staged_by=in_trust.director).count() == 2


def test_an_older_page_overwrites_nothing(in_trust: World) -> None:
    application = staged(in_trust, Outcome.WAIT)

    with pytest.raises(RefusedError, match="was changed since you opened this page"):
        stage_decision(application=application, outcome=Outcome.OFFER, reason="Me.", by=in_trust.director, edition="")

    assert StagedDecision.objects.get().outcome == "wait"


@pytest.mark.parametrize("then", ["staged", "taken back"])
def test_of_several_an_older_board_overwrites_nothing(in_trust: World, then: str) -> None:
    application, other = staged(in_trust, Outcome.WAIT, "Amy"), staged(in_trust, Outcome.WAIT, "Bob")
    editions = {row.pk: row.edition for row in board(in_trust.cohort, in_trust.director).rows}
    given: dict[str, Any] = {"outcome": Outcome.DECLINE, "reason": "Mine.", "by": in_trust.director}
    if then == "staged":
        stage_decision(application=application, outcome=Outcome.OFFER, reason="Yes.", by=in_trust.director)
    else:
        unstage_decision(application=application, by=in_trust.director)

    with pytest.raises(SeveralRefusedError) as refused:
        stage_decisions(applications=[application, other], editions=editions, **given)

    ((name, sentence),) = refused.value.refusals
    stands = {"staged": "Staged now: to offer, by Dr Director Northfield.", "taken back": "Nothing is staged now."}
    assert name == "Dr Amy"
    assert stands[then] in sentence
    assert not StagedDecision.objects.filter(reason="Mine.").exists()
    stage_decisions(applications=[other], editions=editions, **given)


def test_what_is_staged_goes_with_the_application_the_decision_and_the_conflict(in_trust: World) -> None:
    taken, left, decided, close = (staged(in_trust, Outcome.WAIT, name) for name in ("Amy", "Bob", "Cy", "Di"))

    take_back_application(application=taken, by=taken.applicant)
    withdraw_application(application=left, by=left.applicant)
    decide(application=decided, outcome=Outcome.DECLINE, reason="At once.", by=in_trust.director)
    declare_own_conflict(application=close, reason="My mentor", by=in_trust.director)

    assert not StagedDecision.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_many_who_release_at_once_one_does(world: World) -> None:
    """Each doctor hears once, and the last place is offered once."""
    with trust_context(world.trust.pk):
        world.cohort.places = 1
        world.cohort.save()
        staged(world, Outcome.OFFER, "Amy")
        staged(world, Outcome.DECLINE, "Bob")
        seen = to_release(cohort=world.cohort, by=world.director).seen

    answers = at_once(world, lambda _: release_decisions(cohort=world.cohort, by=world.director, seen=seen))

    assert [len(answer) for answer in answers if isinstance(answer, list)] == [2]
    assert {str(answer) for answer in answers if isinstance(answer, RefusedError)} == {NOTHING}
    with trust_context(world.trust.pk):
        assert Message.objects.count() == Decision.objects.count() == 2
        assert Offer.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_last_place_goes_to_a_release_or_to_a_decision_at_once(world: World) -> None:
    with trust_context(world.trust.pk):
        world.cohort.places = 1
        world.cohort.save()
        other = submitted(world, world.colleague)
        staged(world, Outcome.OFFER, "Amy")
        seen = to_release(cohort=world.cohort, by=world.director).seen

    def deed(number: int) -> Any:
        if number % 2:
            return release_decisions(cohort=world.cohort, by=world.director, seen=seen)
        return decide(application=other, outcome=Outcome.OFFER, reason="At once.", by=world.director)

    answers = at_once(world, deed)

    assert sum(not isinstance(answer, RefusedError) for answer in answers) == 1
    with trust_context(world.trust.pk):
        assert Offer.objects.count() == 1
