"""What improvement projects ask of people, in constant queries however many people."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from django.db.models import Max, Q
from django.utils import timezone

from cohorts.models import Place
from cohorts.states import PlaceState
from projects import notices
from projects.models import ImprovementProject
from projects.states import MeasureKind, ProjectState
from trusts.duties import Duty, Held, with_role
from trusts.states import Role

QUIET = timedelta(days=30)  # a running project is measured at least this often
AHEAD = timedelta(days=7)


def duties(held: Held) -> Iterator[Duty]:
    """Duties of these people, in no order."""
    if doctors := with_role(held, Role.DOCTOR):
        yield from _improving(doctors)
    leaders = with_role(held, Role.MEDICAL_DIRECTOR, Role.PROGRAMME_DIRECTOR)
    sponsors = [p for p in with_role(held, Role.LINE_MANAGER, Role.MENTOR) if p not in set(leaders)]
    if leaders or sponsors:
        yield from _approving(leaders, sponsors)


def _improving(doctors: list[UUID]) -> Iterator[Duty]:
    last = Max("measures__measurements__measured_on", filter=Q(measures__kind=MeasureKind.OUTCOME))
    own = ImprovementProject.objects.filter(lead_id__in=doctors).annotate(last=last)
    projects = list(own.values_list("lead_id", "pk", "title", "state", "last"))
    seated = Place.objects.filter(person_id__in=doctors, state=PlaceState.ACTIVE).values_list("person_id", flat=True)
    for person in set(seated) - {lead for lead, *_ in projects}:
        words = "Propose your improvement project"
        yield Duty(person, f"proposal:{person}", words, "A project to propose", "projects:my_project_list")
    for lead, pk, title, state, measured_on in projects:
        due = measured_on + QUIET if measured_on else None
        if state == ProjectState.RUNNING and (due is None or due <= timezone.localdate() + AHEAD):
            yield Duty(
                person_id=lead,
                key=f"measurement:{pk}",
                words=f"Add the latest value to {title}",
                title="A value to add to a project",
                name="projects:project_detail",
                args=(pk,),
                due=due,
                reminder=notices.MEASUREMENT_DUE,
                told={"project": title},
            )


def _approving(leaders: list[UUID], sponsors: list[UUID]) -> Iterator[Duty]:
    who = Q() if leaders else Q(sponsor_id__in=sponsors)
    ideas = ImprovementProject.objects.filter(who, state=ProjectState.IDEA).values_list("pk", "title", "sponsor_id")
    for pk, title, sponsor in ideas:
        for person in (*leaders, *(one for one in sponsors if one == sponsor)):
            yield Duty(
                person_id=person,
                key=f"approval:{pk}",
                words=f"Approve or return the project {title}",
                title="A project to approve or return",
                name="projects:project_detail",
                args=(pk,),
            )
