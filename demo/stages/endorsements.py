"""Line managers and clinical directors are asked to endorse applications, and most of them answer."""

from datetime import datetime, timedelta

from django.utils import timezone

from cohorts.models import Application, Decision, Endorsement
from cohorts.selectors.applications import week_of
from cohorts.services.endorsements import ask_endorsement, give_endorsement, withdraw_endorsement
from cohorts.states import EndorserRole
from demo.clock import at
from demo.shapes.applications import Endorsement as Written
from demo.site import Site


def is_there(site: Site) -> bool:
    """Whether anybody was asked, or it is too late to ask, as in a demonstration loaded before there were any."""
    return Endorsement.objects.exists() or Decision.objects.exists()


def load(site: Site) -> None:
    """Asked the day after the week was written; answered within a week."""
    for written in site.content.applications:
        application = Application.objects.get(applicant=site.person(written.applicant))
        for number, one in enumerate(written.endorsements):
            _endorse(site, application, one, timedelta(days=1 + 8 * number))


def _endorse(site: Site, application: Application, written: Written, later: timedelta) -> None:
    by, saved_on = application.applicant, timezone.localdate(application.saved_at)
    asked_at = site.moment_on(saved_on + later)
    if written.days_ago is not None:
        asked_at = max(asked_at, site.moment_ago(written.days_ago))
    with at(asked_at):
        asked = ask_endorsement(
            application=application,
            name=written.name,
            email=written.email,
            role=EndorserRole(written.role),
            by=by,
            is_work_address=True,
        )
    is_late = not (written.answer or written.withdrawn) and asked.answer_by < timezone.now()
    _post(asked, asked_at, is_late=is_late)
    with at(asked_at + timedelta(days=1, hours=site.dice.randrange(72))):
        if written.withdrawn:
            withdraw_endorsement(application=application, by=by)
        if written.answer:
            supports = {"supports": True, "does_not": False, "cannot": None}[written.answer]
            give_endorsement(
                endorsement=asked,
                supports=supports,
                is_time_agreed=written.time_agreed,
                words=written.words,
                seen=week_of(application).seen,
            )


def _post(asked: Endorsement, asked_at: datetime, *, is_late: bool) -> None:
    """Its e-mail left a minute later, and a reminder where no answer came; nobody of the demonstration reads them."""
    reminded_at = asked.answer_by - timedelta(days=3, hours=14) if is_late else None
    Endorsement.objects.filter(pk=asked.pk).update(emailed_at=asked_at + timedelta(minutes=1), reminded_at=reminded_at)
