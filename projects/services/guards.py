"""What every service of the app asks before it writes."""

from datetime import date
from typing import Any

from django.utils import timezone

from projects.models import ImprovementProject
from projects.services.values import OLDEST_YEARS, ValueRefusedError
from projects.states import ProjectState
from trusts.workflow import RefusedError

FINISHED = (ProjectState.STOPPED, ProjectState.COMPLETE, ProjectState.SUSTAINED)


def locked(row: Any) -> Any:
    """The row as it is now, held until the transaction ends."""
    return type(row).objects.select_for_update(of=("self",)).get(pk=row.pk)


def open_project(project: ImprovementProject) -> ImprovementProject:
    """The project, held, if it is not finished. Raises RefusedError when it is."""
    fresh: ImprovementProject = locked(project)
    if fresh.state in FINISHED:
        raise RefusedError(f"This project is {fresh.get_state_display().lower()}, so it can no longer be changed.")
    return fresh


def written(text: str, refusal: str) -> str:
    """The text without its margins. Raises RefusedError with the sentence given when nothing is left."""
    if not text.strip():
        raise RefusedError(refusal)
    return text.strip()


def past_day(day: date | None, *, since: date | None = None, refusal: str = "") -> date:
    """The day, or today in UK time when none is given. Raises ValueRefusedError, beside the day, for one still to come,
    one so long ago that the year must be a slip, and, with the refusal given, one before `since`."""
    today = timezone.localdate()
    if day is not None and day > today:
        raise ValueRefusedError("on", "Enter today's date or an earlier one.")
    if day is not None and day.year < today.year - OLDEST_YEARS:
        raise ValueRefusedError("on", f"Check the year: this is more than {OLDEST_YEARS} years ago.")
    if since is not None and (day or today) < since:
        raise ValueRefusedError("on", f"{refusal}, on {since:%-d %B %Y}.")
    return day or today
