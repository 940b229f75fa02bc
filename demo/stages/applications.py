"""Drafts saved part by part; those that were finished are handed in."""

from datetime import timedelta

from cohorts.models import Application, Cohort
from cohorts.services.applications import begin_application, save_application, submit_application
from cohorts.services.attachments import attach_file
from cohorts.states import AttachmentKind
from demo.clock import at
from demo.papers import found_clean, pdf
from demo.shapes.applications import Application as Written
from demo.shapes.applications import HalfDay
from demo.site import Site

DAYS = {"monday": 1, "tuesday": 2, "wednesday": 3, "thursday": 4, "friday": 5}


def is_there(site: Site) -> bool:
    """Whether anybody has begun to apply."""
    return Application.objects.exists()


def load(site: Site) -> None:
    """Begun in the first two weeks, written over some more, handed in before the closing day."""
    cohort = Cohort.objects.get()
    for written in site.content.applications:
        _apply(site, cohort, written)


def _apply(site: Site, cohort: Cohort, written: Written) -> None:
    by = site.person(written.applicant)
    begun_on = cohort.applications_open_at.date() + timedelta(days=site.dice.randrange(1, 14))
    parts = {
        "commitment": written.commitment,
        "insight": written.insight,
        "work_plan": written.work_plan,
        "week": [_half_day(entry) for entry in written.week],
        "adjustments": written.adjustments,
    }
    with at(site.moment_on(begun_on)):
        application = begin_application(cohort=cohort, by=by)
        post = f"{by.job_title}. Grade: {by.grade}. Specialty: {by.specialty}. GMC number: {by.gmc_number}."
        curriculum = pdf("Curriculum vitae", f"Curriculum vitae of {by}", post, written.commitment)
        found_clean(attach_file(application=application, kind=AttachmentKind.CV, upload=curriculum, by=by))
    for number, (name, words) in enumerate(parts.items()):
        if words:
            with at(site.moment_on(begun_on + timedelta(days=2 + 2 * number))):
                application = save_application(
                    application=application, edition=application.edition, by=by, **{name: words}
                )
    if written.state != "draft":
        last_day = cohort.applications_close_at.date() - timedelta(days=4)
        with at(site.moment_before(last_day - timedelta(days=site.dice.randrange(7)), days_ago=9)):
            submit_application(application=application, by=by)


def _half_day(entry: HalfDay) -> dict[str, object]:
    return {
        "day": DAYS[entry.day],
        "session": entry.session,
        "activity": entry.activity,
        "programmed_activities": entry.programmed_activities,
        "cover": entry.cover,
        "clash": entry.clash,
    }
