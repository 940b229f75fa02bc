"""Pilots before the first cohort, so that there is a trend: applied on paper, a baseline and an end."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from assessments.models import Rating, Round
from assessments.services.assessments import begin_assessment, release_assessment, submit_assessment
from assessments.services.rounds import close_round, open_round, plan_round
from assessments.states import RoundKind
from cohorts.models import Cohort, Offer
from cohorts.services.applications import begin_application, save_application, submit_application
from cohorts.services.cohorts import complete_cohort, create_cohort, open_cohort, start_cohort
from cohorts.services.decisions import decide
from cohorts.services.offers import accept_offer
from cohorts.states import Outcome
from demo.clock import at, hour
from demo.shapes.earlier import Earlier, EarlierCohort
from demo.site import Site
from frameworks.models import Competency, FrameworkVersion
from programmes.models import Programme
from programmes.services.programmes import create_programme
from trusts.models import Person
from trusts.services.people import add_person
from trusts.states import Role

HALF_DAY = {"day": 3, "session": "pm", "activity": "Leadership project", "programmed_activities": Decimal("0.5")}


def is_there(site: Site) -> bool:
    """Whether the pilots are there, or were none."""
    return not site.content.earlier or Programme.objects.filter(name=site.content.earlier.programme.name).exists()


def load(site: Site) -> None:
    """The pilots' programme, then each of them."""
    written, director = site.content.earlier, site.first_with(Role.PROGRAMME_DIRECTOR)
    if written is None:
        return
    with at(site.moment(written.cohorts[0].start_offset - 4, 1)):
        programme = create_programme(
            name=written.programme.name, summary=written.programme.summary, stages=[], modules=[], by=director
        )
    for pilot in written.cohorts:
        cohort = _plan(site, programme, written, pilot, director)
        people = _people(site, pilot)
        _apply(site, cohort, people, written, director)
        with at(hour(cohort.starts_on, 8)):
            start_cohort(cohort=cohort, by=director)
        _assess(site, cohort, people, pilot, director)
        with at(hour(cohort.ends_on + timedelta(days=1), 9)):
            complete_cohort(cohort=cohort, by=director)


def _plan(site: Site, programme: Programme, written: Earlier, pilot: EarlierCohort, by: Person) -> Cohort:
    calendar = site.calendar
    criterion = written.criterion
    with at(site.moment(pilot.start_offset - 3, 4)):
        cohort = create_cohort(
            programme=programme,
            framework_version=FrameworkVersion.objects.published().get(),
            name=pilot.name,
            places=pilot.places,
            applications_open_at=hour(calendar.day(pilot.start_offset - 2, 1), 9),
            applications_close_at=hour(calendar.day(pilot.start_offset - 2, 26), 12),
            decisions_on=calendar.day(pilot.start_offset - 1, 4),
            starts_on=calendar.mondays(pilot.start_offset, 1)[0],
            ends_on=calendar.end(pilot.end_offset),
            weekly_pa_needed=Decimal("0.5"),
            criteria=[{"name": criterion.name, "guidance": criterion.guidance, "anchors": list(criterion.anchors)}],
            by=by,
        )
    with at(cohort.applications_open_at):
        return open_cohort(cohort=cohort, by=by)


def _people(site: Site, pilot: EarlierCohort) -> list[Person]:
    by = site.first_with(Role.TRUST_ADMINISTRATOR)
    with at(site.moment(pilot.start_offset - 3, 8)):
        return [
            add_person(
                email=one.email, full_name=one.name, title=one.title, job_title=one.post, roles=[Role.DOCTOR], by=by
            )
            for one in pilot.doctors
        ]


def _apply(site: Site, cohort: Cohort, people: list[Person], written: Earlier, director: Person) -> None:
    """Applied in the last days, offered on one day, accepted within the next."""
    words = written.application
    texts = {"commitment": words.commitment, "insight": words.insight, "work_plan": words.work_plan}
    applications = []
    for person in people:
        with at(site.moment_on(cohort.applications_close_at.date() - timedelta(days=site.dice.randrange(4, 9)))):
            application = begin_application(cohort=cohort, by=person)
            application = save_application(
                application=application, edition=application.edition, week=[HALF_DAY], by=person, **texts
            )
            applications.append(submit_application(application=application, by=person))
    for application in applications:
        with at(hour(cohort.decisions_on, 10)):
            decide(application=application, outcome=Outcome.OFFER, reason=words.reason, by=director)
        with at(hour(cohort.decisions_on + timedelta(days=1), 10)):
            accept_offer(offer=Offer.objects.get(application=application), by=application.applicant)


def _assess(site: Site, cohort: Cohort, people: list[Person], pilot: EarlierCohort, director: Person) -> None:
    """Everybody at the baseline; at the end those who finished."""
    keys = list(Competency.objects.filter(version=cohort.framework_version_id).values_list("pk", flat=True))
    scale = range(1, len(pilot.baseline) + 1)
    levels = {
        person: dict(zip(keys, site.dice.choices(scale, pilot.baseline, k=len(keys)), strict=True)) for person in people
    }
    baseline = _open(site, cohort, RoundKind.BASELINE, pilot.start_offset, director)
    for number, person in enumerate(people):
        _submit(site, baseline, person, levels[person], number < pilot.released)
    _close(baseline)
    end = _open(site, cohort, RoundKind.END, pilot.end_offset, director)
    for number, person in enumerate(people[: pilot.finished]):
        risen = {
            key: min(len(scale), level + (site.dice.random() < pilot.rise)) for key, level in levels[person].items()
        }
        _submit(site, end, person, risen, number < pilot.released)
    _close(end)


def _open(site: Site, cohort: Cohort, kind: RoundKind, offset: int, director: Person) -> Round:
    opens_on = max(site.calendar.month(offset), cohort.starts_on)
    with at(hour(opens_on, 9)):
        asked = plan_round(
            cohort=cohort, kind=kind, opens_on=opens_on, closes_on=site.calendar.end(offset), by=director
        )
        return open_round(round=asked, by=None)


def _close(asked: Round) -> None:
    with at(hour(asked.closes_on + timedelta(days=1), 0, 5)):
        close_round(round=asked, by=None)


def _submit(site: Site, asked: Round, person: Person, levels: dict[UUID, int], is_released: bool) -> None:
    with at(site.moment_on(asked.opens_on + timedelta(days=site.dice.randrange(3, 14)))):
        assessment = begin_assessment(round=asked, by=person)
        Rating.objects.bulk_create(
            Rating(trust_id=site.trust.pk, assessment=assessment, competency_id=key, level=level)
            for key, level in levels.items()
        )
        assessment = submit_assessment(assessment=assessment, by=person)
        if is_released:
            release_assessment(assessment=assessment, by=person)
