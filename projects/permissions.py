"""Who may do what with improvement projects. Singular is asked of the row, plural of the Trust.

A project is collaborative: its lead writes it; its sponsor, the programme director and the Medical Director see and
approve it; doctors of the same cohort see it and change nothing. HR, line managers and reviewers have no part in it.
"""

from typing import Any

import rules

from cohorts.models import Place
from cohorts.states import PlaceState
from projects.models import ImprovementProject
from trusts.permissions import is_doctor, is_medical_director, is_member, is_programme_director

VIEW_PROJECTS = "projects.view_projects"  # all projects of a cohort
VIEW_MY_PROJECTS = "projects.view_my_projects"  # those one leads or sponsors
PROPOSE_PROJECT = "projects.propose_project"  # asked of the Trust; the place in a cohort is the service's question
VIEW_PROJECT = "projects.view_project"  # asked of the project or of a measure, value or cycle in it
EDIT_PROJECT = "projects.edit_project"
APPROVE_PROJECT = "projects.approve_project"


def project_of(row: Any) -> ImprovementProject | None:
    """The project a row belongs to: a project, measure, dated value, recalculation, cycle or team member."""
    if row is None or isinstance(row, ImprovementProject):
        return row
    if hasattr(row, "measure"):
        row = row.measure
    return getattr(row, "project", None)


@rules.predicate
def is_lead(user: Any, row: Any) -> bool:
    """Leads the project."""
    project = project_of(row)
    return project is not None and project.lead.user_id == user.pk


@rules.predicate
def is_sponsor(user: Any, row: Any) -> bool:
    """Sponsors the project."""
    project = project_of(row)
    return project is not None and project.sponsor is not None and project.sponsor.user_id == user.pk


@rules.predicate
def is_cohort_colleague(user: Any, row: Any) -> bool:
    """Has a place in the project's cohort."""
    project = project_of(row)
    if project is None:
        return False
    places = Place.objects.filter(cohort_id=project.cohort_id, person__user_id=user.pk)
    return places.exclude(state=PlaceState.WITHDRAWN).exists()


may_direct = is_programme_director | is_medical_director
rules.add_perm(VIEW_PROJECTS, may_direct)
rules.add_perm(VIEW_MY_PROJECTS, is_member)
rules.add_perm(PROPOSE_PROJECT, is_doctor)
rules.add_perm(VIEW_PROJECT, is_member & (is_lead | is_sponsor | may_direct | is_cohort_colleague))
rules.add_perm(EDIT_PROJECT, is_member & is_lead)
rules.add_perm(APPROVE_PROJECT, is_member & (is_sponsor | may_direct) & ~is_lead)
