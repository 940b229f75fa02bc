"""The same doctors half-way, most looking back on where they began; the end round opens."""

from datetime import timedelta

from assessments.models import Assessment, DevelopmentGoal, Round
from assessments.services.assessments import begin_assessment, release_assessment, submit_assessment
from assessments.services.goals import meet_goal
from assessments.services.rounds import close_round, open_round
from assessments.states import RoundKind
from demo.clock import at, hour
from demo.rating import fill_in, support
from demo.shapes.assessments import Assessment as Written
from demo.site import Site
from demo.stages.baseline import KEPT_TO_THEMSELVES, LAST_EVIDENCE_OFFSET


def is_there(site: Site) -> bool:
    """Whether the midpoint was opened, or there is nothing to assess yet."""
    begun = Assessment.objects.filter(round__kind=RoundKind.MIDPOINT)
    return begun.exists() or not site.content.assessments


def load(site: Site) -> None:
    """Opened, filled in by all but one, closed; then the end, still open today."""
    midpoint = Round.objects.get(kind=RoundKind.MIDPOINT)
    with at(hour(midpoint.opens_on, 9)):
        midpoint = open_round(round=midpoint, by=None)
    for written in site.content.assessments:
        _assess(site, midpoint, written)
        _meet_goals(site, written)
    with at(hour(midpoint.closes_on + timedelta(days=1), 0, 5)):
        close_round(round=midpoint, by=None)
    end = Round.objects.get(kind=RoundKind.END)
    if end.opens_on <= site.calendar.today:
        with at(hour(end.opens_on, 0, 5)):
            open_round(round=end, by=None)


def _assess(site: Site, midpoint: Round, written: Written) -> None:
    by = site.person(written.doctor)
    begun_on = midpoint.opens_on + timedelta(days=site.dice.randrange(1, 30))
    with at(site.moment_on(begun_on)):
        assessment = begin_assessment(round=midpoint, by=by)
        fill_in(assessment, written.midpoint, by)
        for evidence in written.evidence:
            if evidence.month_offset > LAST_EVIDENCE_OFFSET:
                support(assessment, evidence, by)
    if not written.midpoint.finished:
        return
    with at(site.moment_on(begun_on + timedelta(days=site.dice.randrange(1, 9)))):
        assessment = submit_assessment(assessment=assessment, by=by)
    if written.doctor not in KEPT_TO_THEMSELVES:
        with at(site.moment_on(begun_on + timedelta(days=site.dice.randrange(10, 20)))):
            release_assessment(assessment=assessment, by=by)


def _meet_goals(site: Site, written: Written) -> None:
    """Goals that fell due while the midpoint was open were met by those who finished it, most of them."""
    by = site.person(written.doctor)
    if not written.midpoint.finished:
        return
    due = DevelopmentGoal.objects.filter(person=by, due_on__lte=site.calendar.end(7)).order_by("due_on", "pk")
    for goal in due:
        if site.dice.random() < 0.75:
            with at(site.moment_on(goal.due_on - timedelta(days=4))):
                meet_goal(goal=goal, by=by)
