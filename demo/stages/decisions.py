"""Everybody hears on one day; eleven take their places; the cohort starts."""

from datetime import date, timedelta

from cohorts.models import Application, Cohort, Decision, Offer, Place
from cohorts.services.cohorts import start_cohort
from cohorts.services.decisions import decide
from cohorts.services.offers import accept_offer
from cohorts.services.places import withdraw_place
from cohorts.states import OfferState, Outcome
from demo.clock import at, hour
from demo.shapes.applications import Application as Written
from demo.site import Site
from trusts.models import Person
from trusts.states import Role

OUTCOMES = {
    "offer": Outcome.OFFER,
    "reserve": Outcome.WAIT,
    "decline": Outcome.DECLINE,
    "withdrawn": Outcome.OFFER,  # and accepted, and given up later
}
DAYS_UNTIL_GIVEN_UP = 29


def is_there(site: Site) -> bool:
    """Whether something was decided, or there is nothing to decide yet."""
    return Decision.objects.exists() or not any(written.decision for written in site.content.applications)


def load(site: Site) -> None:
    """Decided on the cohort's day, accepted within ten; one place given up and taken again; started on the first."""
    cohort = Cohort.objects.get()
    director = site.first_with(Role.PROGRAMME_DIRECTOR)
    with at(hour(cohort.decisions_on, 10)):
        for written in site.content.applications:
            if written.decision:
                first, later = written.decision.reserve_reason, written.decision.reason
                outcome = Outcome.WAIT if first else OUTCOMES[written.decision.outcome]
                decide(application=_of(site, written), outcome=outcome, reason=first or later, by=director)
    _accept(site, cohort.decisions_on)
    _give_up(site, cohort, director)
    with at(hour(cohort.starts_on, 8)):
        start_cohort(cohort=cohort, by=director)


def _of(site: Site, written: Written) -> Application:
    return Application.objects.get(applicant=site.person(written.applicant))


def _accept(site: Site, decided_on: date) -> None:
    offers = Offer.objects.filter(state=OfferState.OPEN).select_related("application__applicant")
    moments = {
        offer: site.moment_on(decided_on + timedelta(days=site.dice.randrange(1, 11)))
        for offer in offers.order_by("application__applicant__full_name")
    }
    for offer, moment in sorted(moments.items(), key=lambda pair: pair[1]):
        with at(moment):
            accept_offer(offer=offer, by=offer.application.applicant)


def _give_up(site: Site, cohort: Cohort, director: Person) -> None:
    """A doctor leaves before the start; the seat is offered to the first on the reserve list the day after."""
    day = cohort.decisions_on + timedelta(days=DAYS_UNTIL_GIVEN_UP)
    for written in site.content.applications:
        if written.decision and written.decision.withdrew_because:
            with at(site.moment_on(day)):
                place = Place.objects.get(person=site.person(written.applicant))
                withdraw_place(place=place, reason=written.decision.withdrew_because, by=director)
    for written in site.content.applications:
        if written.decision and written.decision.reserve_reason:
            with at(site.moment_on(day + timedelta(days=1))):
                offer = {"outcome": Outcome.OFFER, "reason": written.decision.reason}
                decide(application=_of(site, written), by=director, **offer)
            _accept(site, day + timedelta(days=1))
