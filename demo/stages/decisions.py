"""Everybody hears on one day; eleven take their places; the cohort starts."""

from datetime import timedelta

from cohorts.models import Application, Cohort, Decision, Offer
from cohorts.services.cohorts import start_cohort
from cohorts.services.decisions import decide
from cohorts.services.offers import accept_offer
from cohorts.states import Outcome
from demo.clock import at, hour
from demo.site import Site
from trusts.states import Role

OUTCOMES = {"offer": Outcome.OFFER, "reserve": Outcome.WAIT, "decline": Outcome.DECLINE}


def is_there(site: Site) -> bool:
    """Whether something was decided, or there is nothing to decide yet."""
    return Decision.objects.exists() or not any(written.decision for written in site.content.applications)


def load(site: Site) -> None:
    """Decided on the cohort's day, accepted within ten, started on the first."""
    cohort = Cohort.objects.get()
    director = site.first_with(Role.PROGRAMME_DIRECTOR)
    with at(hour(cohort.decisions_on, 10)):
        for written in site.content.applications:
            if written.decision and written.decision.outcome in OUTCOMES:
                application = Application.objects.get(applicant=site.person(written.applicant))
                outcome = OUTCOMES[written.decision.outcome]
                decide(application=application, outcome=outcome, reason=written.decision.reason, by=director)
    _accept(site, cohort)
    with at(hour(cohort.starts_on, 8)):
        start_cohort(cohort=cohort, by=director)


def _accept(site: Site, cohort: Cohort) -> None:
    offers = Offer.objects.select_related("application__applicant").order_by("application__applicant__full_name")
    moments = {
        offer: site.moment_on(cohort.decisions_on + timedelta(days=site.dice.randrange(1, 11))) for offer in offers
    }
    for offer, moment in sorted(moments.items(), key=lambda pair: pair[1]):
        with at(moment):
            accept_offer(offer=offer, by=offer.application.applicant)
