"""Where each doctor stands at the start, what supports it, who lets the Trust read it, and what they mean to do."""

from datetime import timedelta

from assessments.models import Assessment, Round
from assessments.services.assessments import (
    ask_to_reopen,
    begin_assessment,
    release_assessment,
    reopen_assessment,
    submit_assessment,
)
from assessments.services.goals import set_goal
from assessments.services.rounds import close_round, open_round, plan_round
from assessments.states import RoundKind
from cohorts.models import Cohort
from demo.clock import at, hour
from demo.rating import competencies_by_code, fill_in, support
from demo.shapes.assessments import Assessment as Written
from demo.shapes.assessments import Reopened
from demo.site import Site
from trusts.states import Role

LAST_EVIDENCE_OFFSET = 1
KEPT_TO_THEMSELVES = {"kwame-boateng", "siobhan-ni-cheallaigh", "katharine-featherstonehaugh-thistlethwaite"}


def is_there(site: Site) -> bool:
    """Whether a round was planned, or there is nothing to assess yet."""
    return Round.objects.exists() or not site.content.assessments


def load(site: Site) -> None:
    """All three rounds planned before the cohort starts; the baseline opened, filled in, closed."""
    cohort = Cohort.objects.get()
    director = site.first_with(Role.PROGRAMME_DIRECTOR)
    with at(site.moment_on(cohort.starts_on - timedelta(days=10))):
        for kind in RoundKind:
            stage = site.content.programme.stage(kind)
            opens_on = max(site.calendar.month(stage.start_offset), cohort.starts_on)
            closes_on = site.calendar.end(stage.end_offset)
            plan_round(cohort=cohort, kind=kind, opens_on=opens_on, closes_on=closes_on, by=director)
    baseline = Round.objects.get(kind=RoundKind.BASELINE)
    with at(hour(baseline.opens_on, 9)):
        baseline = open_round(round=baseline, by=None)
    for written in site.content.assessments:
        _assess(site, baseline, written)
    with at(hour(baseline.closes_on + timedelta(days=1), 0, 5)):
        close_round(round=baseline, by=None)


def _assess(site: Site, baseline: Round, written: Written) -> None:
    by = site.person(written.doctor)
    begun_on = baseline.opens_on + timedelta(days=site.dice.randrange(1, 20))
    with at(site.moment_on(begun_on)):
        assessment = begin_assessment(round=baseline, by=by)
        fill_in(assessment, written.baseline, by)
        for evidence in written.evidence:
            if evidence.month_offset <= LAST_EVIDENCE_OFFSET:
                support(assessment, evidence, by)
    with at(site.moment_on(begun_on + timedelta(days=site.dice.randrange(1, 8)))):
        assessment = submit_assessment(assessment=assessment, by=by)
        _set_goals(site, assessment, written)
    if written.reopened:
        assessment = _reopen(site, assessment, written.reopened)
    if written.doctor not in KEPT_TO_THEMSELVES:
        with at(site.moment_on(begun_on + timedelta(days=site.dice.randrange(10, 20)))):
            release_assessment(assessment=assessment, by=by)


def _reopen(site: Site, assessment: Assessment, written: Reopened) -> Assessment:
    """Asked the day after, granted the same day, submitted again in the evening."""
    day = (assessment.submitted_at + timedelta(days=1)).date()
    with at(hour(day, 9)):
        ask_to_reopen(assessment=assessment, reason=written.why, by=assessment.subject)
    with at(hour(day, 13)):
        reopened = reopen_assessment(
            assessment=assessment, reason=written.answer, by=site.first_with(Role.PROGRAMME_DIRECTOR)
        )
    with at(hour(day, 18)):
        return submit_assessment(assessment=reopened, by=assessment.subject)


def _set_goals(site: Site, assessment: Assessment, written: Written) -> None:
    competencies = competencies_by_code(assessment)
    for goal in written.goals:
        set_goal(
            text=goal.text,
            due_on=site.calendar.end(goal.due_in_months),
            competencies=[competencies[code] for code in goal.competencies],
            by=assessment.subject,
        )
