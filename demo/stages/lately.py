"""What goes on just now: a next version awaits approval, two projects their sponsors, decisions their release; an end
is begun."""

from datetime import timedelta

from assessments.models import Assessment, Round
from assessments.services.assessments import begin_assessment
from assessments.states import RoundKind, RoundState
from cohorts.models import Application, Cohort
from cohorts.services.staging import stage_decision
from demo.clock import at
from demo.rating import fill_in, support
from demo.shapes.lately import Added, NextVersion, Proposal, Staged, Undelivered
from demo.site import Site
from demo.stages.decisions import OUTCOMES
from frameworks.models import Competency, FrameworkVersion, StrategicObjective, TrustValue
from frameworks.services.copies import copy_version
from frameworks.services.targets import set_role_target
from frameworks.services.tree import add_competency, edit_competency
from frameworks.services.versions import ask_approval
from projects.models import ImprovementProject
from projects.services import projects
from trusts.models import Message, Person
from trusts.services.moves import move
from trusts.states import MESSAGE, MessageState, Role


def is_there(site: Site) -> bool:
    """Whether any of it was begun, here or by somebody since, or there is nothing to begin."""
    written = site.content.lately
    is_begun = FrameworkVersion.objects.filter(number__gt=1).exists()
    is_proposed = ImprovementProject.objects.filter(title__in=[one.title for one in written.proposals]).exists()
    return is_begun or is_proposed or not written.next_version


def load(site: Site) -> None:
    """In the order in which it happened."""
    if site.content.lately.next_version:
        _next_version(site, site.content.lately.next_version)
    for proposal in site.content.lately.proposals:
        _propose(site, proposal)
    for staged in site.content.lately.staged:
        _stage(site, staged)
    _begin_the_end(site)
    if site.content.lately.undelivered:
        _come_back(site, site.content.lately.undelivered)


def _next_version(site: Site, written: NextVersion) -> None:
    director = site.first_with(Role.PROGRAMME_DIRECTOR)
    with at(site.moment_ago(written.days_ago)):
        published = FrameworkVersion.objects.published().get()
        version = copy_version(version=published, change_note=written.change_note, by=director)
        for one in written.added:
            _add(version, one, director)
        for change in written.reworded:
            _reword(version.competencies.get(code=change.code), change.statement, director)
    with at(site.moment_ago(written.asked_days_ago)):
        ask_approval(version=version, by=director)


def _add(version: FrameworkVersion, written: Added, by: Person) -> None:
    competency = add_competency(
        domain=version.domains.get(code=written.domain),
        code=written.code,
        title=written.title,
        statement=written.statement,
        is_not=written.is_not,
        examples="\n".join(written.examples),
        question=written.question,
        descriptors=written.descriptors,
        values=list(TrustValue.objects.filter(name__in=written.values)),
        objectives={StrategicObjective.objects.get(code=one.code): one.why_here for one in written.objectives},
        by=by,
    )
    for post, (low, high) in written.ranges.items():
        set_role_target(competency=competency, post=post, low=low, high=high, by=by)


def _reword(competency: Competency, statement: str, by: Person) -> None:
    """Its levels, values and objectives stay."""
    edit_competency(
        competency=competency,
        statement=statement,
        descriptors=list(competency.descriptors.order_by("level__position").values_list("text", flat=True)),
        values=[link.value for link in competency.value_links.all()],
        objectives={link.objective: link.why_here for link in competency.objective_links.all()},
        by=by,
    )


def _propose(site: Site, written: Proposal) -> None:
    by, cohort = site.person(written.doctor), Cohort.objects.get(name=site.content.programme.cohort.name)
    codes = Competency.objects.filter(version=cohort.framework_version, code__in=written.competencies)
    with at(site.moment_ago(written.asked_days_ago)):
        project = projects.propose_project(
            cohort=cohort,
            by=by,
            title=written.title,
            sponsor=site.person(written.sponsor),
            objective=StrategicObjective.objects.get(code=written.objective),
            problem=written.problem,
            aim=written.aim,
            stakeholders=written.stakeholders,
        )
        projects.set_competencies(project=project, competencies=codes, by=by)
        projects.ask_for_approval(project=project, by=by)


def _stage(site: Site, written: Staged) -> None:
    """What is meant for somebody on the reserve list, and told to nobody yet."""
    cohort = Cohort.objects.get(name=site.content.programme.cohort.name)
    application = Application.objects.get(cohort=cohort, applicant=site.person(written.applicant))
    with at(site.moment_ago(written.days_ago)):
        stage_decision(
            application=application,
            outcome=OUTCOMES[written.outcome],
            reason=written.reason,
            by=site.first_with(Role.PROGRAMME_DIRECTOR),
        )


def _begin_the_end(site: Site) -> None:
    """Those who have begun their end assessment; a project that was stopped is evidence in it."""
    end = Round.objects.filter(kind=RoundKind.END, state=RoundState.OPEN).first()
    for written in site.content.assessments if end else ():
        by = site.person(written.doctor)
        if written.end and not Assessment.objects.filter(round=end, subject=by).exists():
            with at(site.moment_before(end.opens_on + timedelta(days=3), days_ago=0)):
                assessment = begin_assessment(round=end, by=by)
                fill_in(assessment, written.end, by)
                for evidence in written.end_evidence:
                    support(assessment, evidence, by)


def _come_back(site: Site, written: Undelivered) -> None:
    """The mail server does not take the e-mail that waits for somebody."""
    message = Message.objects.filter(recipient=site.person(written.person), state=MessageState.QUEUED).last()
    if message:
        with at(message.created_at + timedelta(minutes=1)):
            move(message, MESSAGE, "fail", by=None, attempt=1, error=written.error)
