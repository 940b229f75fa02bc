"""Decisions: a reason always, never more places than there are, nobody judges in their own cause."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from cohorts.models import Application, Cohort, Decision, Offer
from cohorts.selectors.places import places_of
from cohorts.services.decisions import decide, default_expiry
from cohorts.services.reviews import declare_own_conflict
from cohorts.states import ApplicationState, OfferState, Outcome
from tests.cohorts.review_rows import cleared, submitted
from tests.support.factories import ApplicationFactory, PlaceFactory
from tests.support.world import World, member
from trusts.models import Event, Membership, Message, Person
from trusts.states import Role
from trusts.workflow import RefusedError


def test_an_offer_holds_a_place_and_tells_the_doctor(in_trust: World) -> None:
    application = submitted(in_trust)
    until = timezone.now() + timedelta(days=3)

    decision = decide(
        application=application, outcome=Outcome.OFFER, reason="Strong.", by=in_trust.director, expires_at=until
    )

    offer = Offer.objects.get()
    assert (offer.state, offer.expires_at) == (OfferState.OPEN, until)
    assert (decision.outcome, decision.reason, decision.decided_by) == ("offer", "Strong.", in_trust.director)
    assert Application.objects.get(pk=application.pk).state == ApplicationState.OFFERED
    message = Message.objects.get()
    assert (message.recipient, message.subject) == (in_trust.doctor, "You have been offered a place")
    assert set(Event.objects.values_list("action", flat=True)) == {
        "application.offer",
        "application.decide",
        "offer.make",
    }


@pytest.mark.parametrize(
    ("outcome", "state", "subject"),
    [
        (Outcome.WAIT, ApplicationState.WAITING, "Your application is on the reserve list"),
        (Outcome.DECLINE, ApplicationState.DECLINED, "The outcome of your application"),
    ],
)
def test_the_other_outcomes(in_trust: World, outcome: Outcome, state: str, subject: str) -> None:
    application = submitted(in_trust)

    decide(application=application, outcome=outcome, reason="Because.", by=in_trust.director)

    assert Application.objects.get(pk=application.pk).state == state
    assert not Offer.objects.exists()
    assert Message.objects.get().subject == subject


def test_a_place_is_held_fourteen_days_to_the_last_minute_in_uk_time() -> None:
    before_the_clocks_change = datetime(2027, 3, 20, 12, tzinfo=ZoneInfo("UTC"))
    cohort = Cohort(starts_on=date(2027, 9, 1))

    assert default_expiry(before_the_clocks_change, cohort) == datetime(
        2027, 4, 3, 22, 59, 59, 999_999, ZoneInfo("UTC")
    )


@pytest.mark.parametrize(("starts", "last"), [(29, 29), (20, 34), (19, 34)])
def test_a_place_is_not_held_beyond_a_start_to_come(starts: int, last: int) -> None:
    today = datetime(2027, 1, 20, 12, tzinfo=ZoneInfo("UTC"))
    cohort = Cohort(starts_on=date(2027, 1, 1) + timedelta(days=starts - 1))

    until = default_expiry(today, cohort)

    assert timezone.localdate(until) == date(2027, 1, 1) + timedelta(days=last - 1)


def test_a_reason_is_required(in_trust: World) -> None:
    with pytest.raises(RefusedError, match="Give the reason"):
        decide(application=submitted(in_trust), outcome=Outcome.DECLINE, reason="  ", by=in_trust.director)


def test_a_place_is_not_offered_to_whoever_has_left_and_nothing_is_decided_of_whoever_is_erased(
    in_trust: World,
) -> None:
    application = submitted(in_trust)
    deed = {"application": application, "reason": "Strong.", "by": in_trust.director}
    Membership.objects.filter(user=in_trust.doctor.user).update(is_active=False, ended_at=timezone.now())

    with pytest.raises(RefusedError, match="Doctor Northfield has left this Trust"):
        decide(outcome=Outcome.OFFER, **deed)  # type: ignore[arg-type]
    Person.objects.filter(pk=in_trust.doctor.pk).update(erased_at=timezone.now())
    with pytest.raises(RefusedError, match="has been erased"):
        decide(outcome=Outcome.DECLINE, **deed)  # type: ignore[arg-type]


def test_never_more_offers_and_places_than_there_are_places(in_trust: World) -> None:
    in_trust.cohort.places = 2
    in_trust.cohort.save()
    PlaceFactory(cohort=in_trust.cohort, number=1)
    first, second = submitted(in_trust), submitted(in_trust, in_trust.colleague)
    decide(application=first, outcome=Outcome.OFFER, reason="Strong.", by=in_trust.director)

    with pytest.raises(RefusedError, match="1 taken and 1 on offer, of 2"):
        decide(application=second, outcome=Outcome.OFFER, reason="Strong too.", by=in_trust.director)

    assert Application.objects.get(pk=second.pk).state == ApplicationState.SUBMITTED
    assert Decision.objects.count() == 1


def test_a_place_given_up_is_free_again(in_trust: World) -> None:
    in_trust.cohort.places = 1
    in_trust.cohort.save()
    PlaceFactory(cohort=in_trust.cohort, number=1, state="withdrawn")

    decide(application=submitted(in_trust), outcome=Outcome.OFFER, reason="Strong.", by=in_trust.director)

    assert (places_of(in_trust.cohort).taken, places_of(in_trust.cohort).offered) == (0, 1)


def test_from_the_reserve_list_later(in_trust: World) -> None:
    application = submitted(in_trust)
    decide(application=application, outcome=Outcome.WAIT, reason="Next in line.", by=in_trust.director)

    with pytest.raises(RefusedError, match="already on the reserve list"):
        decide(application=application, outcome=Outcome.WAIT, reason="Again.", by=in_trust.director)
    decide(application=application, outcome=Outcome.OFFER, reason="A place came free.", by=in_trust.director)

    assert list(Decision.objects.values_list("outcome", flat=True)) == ["wait", "offer"]


def test_decided_is_decided(in_trust: World) -> None:
    application = submitted(in_trust)
    decide(application=application, outcome=Outcome.DECLINE, reason="Not yet.", by=in_trust.director)

    with pytest.raises(RefusedError, match=r"not awaiting a decision\. It is: not offered a place"):
        decide(application=application, outcome=Outcome.OFFER, reason="Changed.", by=in_trust.director)


def test_a_draft_is_not_decided(in_trust: World) -> None:
    draft = ApplicationFactory(cohort=in_trust.cohort, applicant=in_trust.doctor)

    with pytest.raises(RefusedError, match="not awaiting a decision"):
        decide(application=draft, outcome=Outcome.OFFER, reason="Early.", by=in_trust.director)


def test_a_director_decides_neither_their_own_nor_with_a_conflict(in_trust: World) -> None:
    own = submitted(in_trust, in_trust.director)
    conflicted = submitted(in_trust)
    declare_own_conflict(application=conflicted, reason="My mentor", by=in_trust.director)

    with pytest.raises(RefusedError, match="your own application"):
        decide(application=own, outcome=Outcome.OFFER, reason="Me.", by=in_trust.director)
    with pytest.raises(RefusedError, match="declared a conflict"):
        decide(application=conflicted, outcome=Outcome.DECLINE, reason="Him.", by=in_trust.director)


def test_a_director_who_reviews_submits_that_review_first(in_trust: World) -> None:
    both = member(in_trust.trust, "Both", Role.PROGRAMME_DIRECTOR, Role.REVIEWER)
    application = submitted(in_trust)
    cleared(application, both)

    with pytest.raises(RefusedError, match="Submit your own review"):
        decide(application=application, outcome=Outcome.OFFER, reason="Strong.", by=both)


def test_an_offer_expires_in_the_future(in_trust: World) -> None:
    with pytest.raises(RefusedError, match="in the future"):
        decide(
            application=submitted(in_trust),
            outcome=Outcome.OFFER,
            reason="Strong.",
            by=in_trust.director,
            expires_at=timezone.now() - timedelta(minutes=1),
        )
