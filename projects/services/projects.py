"""Propose an improvement project, write its charter, name its team and the competencies it exercises."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from cohorts.models import Cohort, Place
from cohorts.states import PlaceState
from frameworks.models import Competency
from projects import notifications
from projects.models import ImprovementProject, ProjectCompetency, TeamMember
from projects.selectors import aim_sentence
from projects.services.guards import open_project, written
from projects.services.stages import (
    approve_project,
    ask_for_approval,
    complete_project,
    pause_project,
    resume_project,
    return_project,
    start_project,
    stop_project,
    sustain_project,
)
from projects.states import Direction
from trusts.models import Membership, Person
from trusts.services.audit import record_event
from trusts.states import Role
from trusts.workflow import RefusedError

__all__ = [
    "CHARTER",
    "add_team_member",
    "approve_project",
    "ask_for_approval",
    "complete_project",
    "pause_project",
    "propose_project",
    "remove_team_member",
    "resume_project",
    "return_project",
    "save_charter",
    "set_competencies",
    "start_project",
    "stop_project",
    "sustain_project",
]

AIM_PARTS = ("aim_direction", "aim_what", "aim_whom", "aim_baseline", "aim_target", "aim_unit", "aim_by")
CHARTER = (
    "title",
    "sponsor",
    "objective",
    "problem",
    "aim",
    *AIM_PARTS,
    "patients_experience",
    "stakeholders",
    "risks",
    "is_governed",
    "governance_reference",
)
"""What save_charter() and propose_project() take."""


@transaction.atomic
def propose_project(*, cohort: Cohort, by: Person, title: str, **charter: Any) -> ImprovementProject:
    """Begin a project in a cohort. Only a doctor with an active place in it leads one; a second click finds the first.

    `charter` takes what save_charter() takes.
    """
    places = Place.objects.filter(cohort=cohort, person=by, state=PlaceState.ACTIVE)
    if not places.select_for_update(of=("self",)).exists():
        raise RefusedError("Only a doctor with a place in this cohort can lead one of its projects.")
    title = written(title, "Give the project a title.")
    same = ImprovementProject.objects.filter(cohort=cohort, lead=by, title__iexact=title).first()
    if same is not None:
        return same
    project = ImprovementProject(cohort=cohort, lead=by, title=title)
    project.save()
    record_event(action="project.propose", subject=project, by=by, cohort=str(cohort.pk))
    return save_charter(project=project, by=by, **charter) if charter else project


@transaction.atomic
def save_charter(
    *, project: ImprovementProject, by: Person, edition: int | None = None, **fields: Any
) -> ImprovementProject:
    """Write parts of the charter. A complete guided aim writes its own sentence unless `aim` is given in own words.

    Args:
        edition: of the page that was edited; None when there was none. Refused when somebody saved since.
        fields: any of CHARTER.
    """
    unknown = set(fields) - set(CHARTER)
    if unknown:
        raise TypeError(f"Not part of a charter: {', '.join(sorted(unknown))}")
    project = open_project(project)
    if edition is not None and edition != project.edition:
        raise RefusedError(
            "The charter was saved in another window or by somebody else since you opened this page. Nothing of theirs"
            " was overwritten: open the charter again in a new tab, compare, and save."
        )
    own_words = fields.pop("aim", None if _aim_is_own(project) else "")
    changed = [name for name, value in fields.items() if getattr(project, name) != value]
    sponsor = project.sponsor
    for name, value in fields.items():
        setattr(project, name, value)
    aim = project.aim if own_words is None else own_words.strip() or aim_sentence(project)
    if aim != project.aim:
        project.aim = aim
        changed.append("aim")
    _check_charter(project)
    if project.sponsor is not None and project.sponsor != sponsor:
        _check_sponsor(project.sponsor)
    if changed:
        project.edition += 1
        project.save(update_fields=[*changed, "edition", "updated_at"])
        record_event(action="project.save_charter", subject=project, by=by, fields=sorted(set(changed)))
    if project.sponsor is not None and project.sponsor != sponsor:
        notifications.named_sponsor(project)
    return project


def _aim_is_own(project: ImprovementProject) -> bool:
    """Whether the aim is in the doctor's own words, not made from the parts."""
    return bool(project.aim) and project.aim != aim_sentence(project)


def _check_charter(project: ImprovementProject) -> None:
    written(project.title, "Give the project a title.")
    if project.sponsor_id is not None and project.sponsor_id == project.lead_id:
        raise RefusedError("Choose somebody else as sponsor: a project's lead cannot sponsor it.")
    if project.aim_direction == Direction.NEUTRAL:
        raise RefusedError("An aim either increases or reduces something.")


def _check_sponsor(sponsor: Person) -> None:
    roles = Membership.objects.filter(trust_id=sponsor.trust_id, user_id=sponsor.user_id, is_active=True)
    if not roles.exclude(role=Role.DOCTOR).exists():
        raise RefusedError("Choose as sponsor somebody who holds a role in this Trust besides doctor.")


@transaction.atomic
def set_competencies(*, project: ImprovementProject, competencies: Iterable[Competency], by: Person) -> None:
    """Say which competencies the project exercises; all of the framework version its cohort pinned."""
    project = open_project(project)
    wanted = {competency.pk: competency for competency in competencies}
    if any(c.version_id != project.cohort.framework_version_id for c in wanted.values()):
        raise RefusedError("Choose competencies of the framework version this cohort works with.")
    held = set(project.competency_links.values_list("competency_id", flat=True))
    project.competency_links.exclude(competency_id__in=wanted).delete()
    ProjectCompetency.objects.bulk_create(
        ProjectCompetency(trust_id=project.trust_id, project=project, competency=competency)
        for pk, competency in wanted.items()
        if pk not in held
    )
    if held != set(wanted):
        record_event(
            action="project.set_competencies", subject=project, by=by, competencies=sorted(str(pk) for pk in wanted)
        )


@transaction.atomic
def add_team_member(
    *, project: ImprovementProject, name: str, profession: str, by: Person, part: str = ""
) -> TeamMember:
    """Credit a colleague with the work. The same name twice is one person."""
    project = open_project(project)
    name = written(name, "Enter the colleague's name.")
    profession = written(profession, "Enter the colleague's profession or role.")
    same = project.team.filter(name__iexact=name).first()
    if same is not None:
        return same
    colleague = TeamMember(project=project, name=name, profession=profession, part=part.strip())
    colleague.save()
    record_event(action="project.add_team_member", subject=project, by=by, team_member=str(colleague.pk))
    return colleague


@transaction.atomic
def remove_team_member(*, team_member: TeamMember, by: Person) -> None:
    """Take a colleague off the list; once gone, a second click does nothing."""
    project = open_project(team_member.project)
    gone, _ = project.team.filter(pk=team_member.pk).delete()
    if gone:
        record_event(action="project.remove_team_member", subject=project, by=by, team_member=str(team_member.pk))
