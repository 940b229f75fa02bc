"""From idea to sustained, or stopped with learning: approval, and every move of a project's state."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from projects import notifications
from projects.models import ImprovementProject
from projects.services.guards import locked, past_day, written
from projects.states import PROJECT, ProjectState
from trusts.models import Person
from trusts.services.audit import record_event
from trusts.services.moves import move
from trusts.workflow import RefusedError


@transaction.atomic
def ask_for_approval(*, project: ImprovementProject, by: Person) -> ImprovementProject:
    """Hand the charter to its sponsor. Asking twice asks once."""
    project = locked(project)
    if project.state != ProjectState.IDEA:
        raise RefusedError("This project was already approved.")
    _complete_charter(project)
    if project.approval_asked_at is None:
        project.approval_asked_at, project.return_reason = timezone.now(), ""
        project.save(update_fields=["approval_asked_at", "return_reason", "updated_at"])
        record_event(action="project.ask_for_approval", subject=project, by=by)
        notifications.approval_asked(project)
    return project


@transaction.atomic
def return_project(*, project: ImprovementProject, reason: str, by: Person) -> ImprovementProject:
    """Hand the charter back to its lead with what should change."""
    reason = written(reason, "Say what should change before you approve it.")
    project = locked(project)
    if project.state != ProjectState.IDEA:
        raise RefusedError("This project was already approved.")
    project.approval_asked_at, project.return_reason = None, reason
    project.save(update_fields=["approval_asked_at", "return_reason", "updated_at"])
    record_event(action="project.return", subject=project, by=by)
    notifications.returned(project)
    return project


@transaction.atomic
def approve_project(*, project: ImprovementProject, by: Person, edition: int | None = None) -> ImprovementProject:
    """Approve the charter as it was read, its aim kept as approved. Nobody approves a project they lead.

    Args:
        edition: of the charter that was read. Refused when it was saved since.
    """
    project = locked(project)
    if project.lead_id == by.pk:
        raise RefusedError("A project is approved by its sponsor or a director, not by its lead.")
    if project.state == ProjectState.IDEA and edition not in (None, project.edition):
        raise RefusedError("The charter has changed since you opened it. Read it as it stands now, then approve it.")
    _complete_charter(project)
    project = move(
        project,
        PROJECT,
        "approve",
        by=by,
        approved_by=by,
        approved_at=timezone.now(),
        approved_aim=project.aim,
        return_reason="",
    )
    notifications.approved(project)
    return project


def _complete_charter(project: ImprovementProject) -> None:
    """Refuse a charter that nobody could judge, naming all that is missing at once."""
    needed = {"the problem": project.problem, "the aim": project.aim, "a sponsor": project.sponsor_id}
    missing = [words for words, value in needed.items() if not value]
    if missing:
        raise RefusedError(f"Before approval the charter needs {' and '.join(missing)}.")


def start_project(*, project: ImprovementProject, by: Person, on: date | None = None) -> ImprovementProject:
    """Begin the work, today or on an earlier day."""
    return move(project, PROJECT, "start", by=by, starts_on=past_day(on))


def pause_project(*, project: ImprovementProject, by: Person, reason: str = "") -> ImprovementProject:
    """Let the work rest."""
    return move(project, PROJECT, "pause", by=by, pause_reason=reason.strip())


def resume_project(*, project: ImprovementProject, by: Person) -> ImprovementProject:
    """Go on after a pause."""
    return move(project, PROJECT, "resume", by=by, pause_reason="")


@transaction.atomic
def stop_project(
    *, project: ImprovementProject, learning: str, by: Person, on: date | None = None
) -> ImprovementProject:
    """End a project that should not go on. What was learnt is required: it counts as much as a success."""
    learning = written(learning, "Write what was learnt before you stop: it counts as much as a success.")
    project = move(project, PROJECT, "stop", by=by, learning=learning, ends_on=_last_day(project, on))
    notifications.ended(project)
    return project


@transaction.atomic
def complete_project(
    *, project: ImprovementProject, learning: str, by: Person, on: date | None = None
) -> ImprovementProject:
    """End the work with what was learnt, whatever the chart shows: a null result can be completed too."""
    learning = written(learning, "Write what was learnt, including what did not work.")
    project = move(project, PROJECT, "complete", by=by, learning=learning, ends_on=_last_day(project, on))
    notifications.ended(project)
    return project


def _last_day(project: ImprovementProject, on: date | None) -> date:
    return past_day(on, since=locked(project).starts_on, refusal="The project cannot end before it began")


def sustain_project(
    *,
    project: ImprovementProject,
    by: Person,
    owner: str = "",
    review_on: date | None = None,
    spread: str = "",
    benefits: str = "",
) -> ImprovementProject:
    """Say that a completed project's gain is kept: by whom, reviewed when, spread where, with what benefits."""
    return move(
        project,
        PROJECT,
        "sustain",
        by=by,
        sustain_owner=owner.strip(),
        sustain_review_on=review_on,
        spread=spread.strip(),
        benefits=benefits.strip(),
    )
