"""Who may do what with cohorts, applications, reviews and offers. Singular is asked of the row, plural of the Trust.

A draft is its applicant's alone: not even the programme director reads it. What was handed in is read by the programme
director and by reviewers who have said they have no conflict; whoever declared one sees nothing of it.
"""

from typing import Any

import rules

from cohorts.models import Review
from cohorts.states import ReviewState
from trusts.permissions import (
    is_doctor,
    is_medical_director,
    is_member,
    is_person,
    is_programme_director,
    is_reviewer,
    is_trust_administrator,
)

# Cohorts and applications

is_applicant = is_person("applicant")
is_offered_to = is_person("application.applicant")


@rules.predicate
def is_handed_in(user: Any, application: Any) -> bool:
    """Submitted, whatever became of it since."""
    return getattr(application, "submitted_at", None) is not None


VIEW_COHORTS = "cohorts.view_cohorts"  # how each stands: dates, places, counts
VIEW_COHORT = "cohorts.view_cohort"
CHANGE_COHORTS = "cohorts.change_cohorts"  # plan a new one
CHANGE_COHORT = "cohorts.change_cohort"  # edit, open, start
READ_COHORTS = "cohorts.read_cohorts"  # what applicants are told: criteria, dates, places
READ_COHORT = "cohorts.read_cohort"
BEGIN_APPLICATION = "cohorts.begin_application"  # asked of the cohort
VIEW_MY_APPLICATIONS = "cohorts.view_my_applications"
VIEW_APPLICATION = "cohorts.view_application"
CHANGE_APPLICATION = "cohorts.change_application"  # save, submit, take back, withdraw
ANSWER_OFFER = "cohorts.answer_offer"

# Reviews, board and decisions


def _own_reviews(user: Any, application: Any) -> Any:
    return Review.objects.filter(application_id=application.pk, reviewer__user_id=user.pk)


@rules.predicate
def is_assigned_reviewer(user: Any, application: Any) -> bool:
    """Asked to review this application, conflict or not."""
    return bool(application is not None and _own_reviews(user, application).exists())


@rules.predicate
def is_cleared_reviewer(user: Any, application: Any) -> bool:
    """Asked to review this application, and has said there is no conflict: may read it."""
    if application is None:
        return False
    return bool(_own_reviews(user, application).exclude(no_conflict_at=None).exists())


@rules.predicate
def has_conflict(user: Any, application: Any) -> bool:
    """Declared a conflict with this application, or is its applicant: sees and decides nothing of it."""
    if application is None:
        return False
    return bool(is_applicant(user, application)) or bool(
        _own_reviews(user, application).filter(state=ReviewState.CONFLICTED).exists()
    )


# The policy: cohorts and applications

is_staff = is_programme_director | is_medical_director | is_trust_administrator
rules.add_perm(VIEW_COHORTS, is_staff)
rules.add_perm(VIEW_COHORT, is_staff)
rules.add_perm(CHANGE_COHORTS, is_programme_director)
rules.add_perm(CHANGE_COHORT, is_programme_director)
rules.add_perm(READ_COHORTS, is_member)
rules.add_perm(READ_COHORT, is_member)
rules.add_perm(BEGIN_APPLICATION, is_doctor)
rules.add_perm(VIEW_MY_APPLICATIONS, is_doctor)
may_read = is_handed_in & (is_programme_director | (is_reviewer & is_cleared_reviewer)) & ~has_conflict
rules.add_perm(VIEW_APPLICATION, is_applicant | may_read)
rules.add_perm(CHANGE_APPLICATION, is_applicant)
rules.add_perm(ANSWER_OFFER, is_offered_to)

# The policy: reviews, board and decisions
