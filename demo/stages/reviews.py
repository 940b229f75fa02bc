"""People read each application without talking to one another; one has a conflict."""

from datetime import datetime, timedelta

from cohorts.models import Application, Cohort, Criterion, Review
from cohorts.services.assignment import assign_reviewers
from cohorts.services.reviews import declare_conflict, declare_no_conflict, save_scores, submit_review
from demo.clock import at
from demo.shapes.applications import Review as Written
from demo.site import Site
from trusts.states import Role


def is_there(site: Site) -> bool:
    """Whether anybody was asked to review, or there is nothing to review yet."""
    return Review.objects.exists() or not any(written.reviews for written in site.content.applications)


def load(site: Site) -> None:
    """Asked the day after the closing day; done within seven weeks."""
    cohort = Cohort.objects.get()
    director = site.first_with(Role.PROGRAMME_DIRECTOR)
    reviewers = [site.person(written.key) for written in site.content.with_role(Role.REVIEWER)]
    with at(site.moment_before(cohort.applications_close_at.date() + timedelta(days=1), days_ago=6)):
        for application in _applications(site).values():
            assign_reviewers(application=application, reviewers=reviewers, by=director)
    _conflicts(site)
    for written in site.content.applications:
        for review in written.reviews:
            _score(site, written.applicant, review)


def _applications(site: Site) -> dict[str, Application]:
    return {
        written.applicant: Application.objects.get(applicant=site.person(written.applicant))
        for written in site.content.applications
        if written.state != "draft"
    }


def _review(site: Site, applicant: str, reviewer: str) -> Review:
    return Review.objects.get(application__applicant=site.person(applicant), reviewer=site.person(reviewer))


def _reading_day(site: Site) -> datetime:
    closed_on = Cohort.objects.get().applications_close_at.date()
    return site.moment_before(closed_on + timedelta(days=site.dice.randrange(5, 50)), days_ago=2)


def _conflicts(site: Site) -> None:
    for reviewer in site.content.with_role(Role.REVIEWER):
        for conflict in reviewer.conflicts:
            review = _review(site, conflict.applicant, reviewer.key)
            with at(site.moment_on(Cohort.objects.get().applications_close_at.date() + timedelta(days=3))):
                declare_conflict(review=review, reason=conflict.reason, by=site.person(reviewer.key))


def _score(site: Site, applicant: str, written: Written) -> None:
    by = site.person(written.reviewer)
    review = _review(site, applicant, written.reviewer)
    criteria = dict(zip([one.key for one in site.content.programme.criteria], Criterion.objects.all(), strict=True))
    with at(_reading_day(site)):
        declare_no_conflict(review=review, by=by)
        scores = {criteria[key]: scored for key, scored in written.scores.items()}
        save_scores(review=review, scores=scores, comment=written.comment, by=by)
        submit_review(review=review, by=by)
