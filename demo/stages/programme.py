"""The programme, its cohort with the criteria, and the opening of applications."""

from datetime import timedelta

from cohorts.models import Cohort
from cohorts.services.cohorts import change_cohort, create_cohort, open_cohort
from demo.clock import at, hour
from demo.reader import universities
from demo.site import Site
from frameworks.models import FrameworkVersion
from programmes.models import Programme
from programmes.services.programmes import create_programme
from trusts.models import Person, University
from trusts.states import Role

REVIEWERS_READING_EACH = 3


def is_there(site: Site) -> bool:
    """Whether there is a cohort."""
    return Cohort.objects.exists()


def load(site: Site) -> None:
    """Planned a month before applications open."""
    opens = site.content.programme.stage("apply").start_offset
    director = site.first_with(Role.PROGRAMME_DIRECTOR)
    with at(site.moment(opens - 1, 6)):
        cohort = _plan(site, _programme(site, by=director), by=director)
    with at(cohort.applications_open_at):
        open_cohort(cohort=cohort, by=director)


def _programme(site: Site, *, by: Person) -> Programme:
    written = site.content.programme
    partner = next(university for university in universities() if university.key == written.university)
    return create_programme(
        name=written.name,
        summary=written.summary,
        university=University.objects.get(name=partner.name),
        award=written.award,
        stages=[(stage.name, stage.summary) for stage in written.stages],
        modules=[(module.code, module.title, module.credits) for module in written.modules],
        by=by,
    )


def _plan(site: Site, programme: Programme, *, by: Person) -> Cohort:
    written, calendar = site.content.programme, site.calendar
    apply, select = written.stage("apply"), written.stage("select")
    starts_on = calendar.mondays(written.cohort.start_offset, 1)[0]
    decisions_on = min(calendar.mondays(select.end_offset, 3)[2], starts_on - timedelta(days=7))
    closes_on = min(calendar.mondays(apply.end_offset, 2)[1] + timedelta(days=4), decisions_on - timedelta(days=17))
    cohort = create_cohort(
        programme=programme,
        framework_version=FrameworkVersion.objects.published().get(),
        name=written.cohort.name,
        places=written.cohort.places,
        applications_open_at=hour(calendar.month(apply.start_offset), 9),
        applications_close_at=hour(closes_on, 12),
        decisions_on=decisions_on,
        starts_on=starts_on,
        ends_on=calendar.end(written.cohort.end_offset),
        weekly_pa_needed=written.weekly_pa_needed,
        criteria=[
            {
                "name": criterion.name,
                "guidance": criterion.guidance,
                "weight": criterion.weight,
                "anchors": [criterion.anchor_1, criterion.anchor_3, criterion.anchor_5],
            }
            for criterion in written.criteria
        ],
        by=by,
    )
    reviewers = len(site.content.with_role(Role.REVIEWER))
    if reviewers < REVIEWERS_READING_EACH:
        cohort = change_cohort(cohort=cohort, reviews_per_application=reviewers, by=by)
    return cohort
