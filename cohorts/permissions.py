"""Who may do what with cohorts, applications, reviews and offers. Singular is asked of the row, plural of the Trust.

A draft is its applicant's alone: not even the programme director reads it. What was handed in is read by the programme
director and by reviewers who have said they have no conflict; whoever declared one sees nothing of it, and whoever
applies to the same cohort reviews nothing of it.
"""

from typing import Any

import rules

from cohorts.models import Application, Place, Review
from cohorts.models.application import UNDECIDED
from cohorts.states import OPEN_STATES, ApplicationState, ReviewState
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
CHANGE_COHORT = "cohorts.change_cohort"  # edit, open, start, complete
READ_COHORTS = "cohorts.read_cohorts"  # what applicants are told: criteria, dates, places
READ_COHORT = "cohorts.read_cohort"
BEGIN_APPLICATION = "cohorts.begin_application"  # asked of the cohort
VIEW_MY_APPLICATIONS = "cohorts.view_my_applications"
VIEW_APPLICATION = "cohorts.view_application"
CHANGE_APPLICATION = "cohorts.change_application"  # save, submit, take back, withdraw
VIEW_APPLICATION_FILE = "cohorts.view_application_file"  # asked of the file's link: may the application be read?
CHANGE_APPLICATION_FILE = "cohorts.change_application_file"
VIEW_ADJUSTMENTS = "cohorts.view_adjustments"  # asked of the application: its doctor; directors who owe it no review
VIEW_ENDORSEMENT = "cohorts.view_endorsement"  # asked of the application: what was answered; never its doctor
ANSWER_OFFER = "cohorts.answer_offer"
VIEW_PLACES = "cohorts.view_places"  # asked of the cohort: who holds a place, and why one ended that is open to them
WITHDRAW_PLACE = "cohorts.withdraw_place"  # asked of the place

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
def owes_an_answer(user: Any, application: Any) -> bool:
    """Asked to review this application, and has not said yet whether there is a conflict."""
    if application is None or not is_reviewer(user, application):
        return False
    return bool(_own_reviews(user, application).filter(state=ReviewState.ASSIGNED, no_conflict_at=None).exists())


@rules.predicate
def owes_a_review(user: Any, application: Any) -> bool:
    """Asked to review this application, and has not submitted the review yet."""
    if application is None or not is_reviewer(user, application):
        return False
    return bool(_own_reviews(user, application).filter(state__in=OPEN_STATES).exists())


@rules.predicate
def has_conflict(user: Any, application: Any) -> bool:
    """Declared a conflict with this application, or is its applicant: sees and decides nothing of it."""
    if application is None:
        return False
    return bool(is_applicant(user, application)) or bool(
        _own_reviews(user, application).filter(state=ReviewState.CONFLICTED).exists()
    )


@rules.predicate
def is_rival(user: Any, row: Any) -> bool:
    """Has handed in an application of their own to the cohort of this review or application."""
    cohort = _application_of(row).cohort_id
    own = Application.objects.filter(cohort_id=cohort, applicant__user_id=user.pk)
    return bool(own.exclude(state__in=NOT_UNDER_REVIEW).exists())


def _application_of(row: Any) -> Any:
    """The application that a row is about: a review, a place, or the application itself."""
    return row.application if isinstance(row, (Review, Place)) else row


@rules.predicate
def is_own_review(user: Any, review: Any) -> bool:
    """Asked to give this review."""
    return review is not None and review.reviewer.user_id == user.pk


@rules.predicate
def is_answered(user: Any, review: Any) -> bool:
    """The reviewer has said that there is no conflict."""
    return bool(review.no_conflict_at)


@rules.predicate
def is_awaited(user: Any, review: Any) -> bool:
    """The application is still to be decided: who has not opened it until then does not open it any more."""
    return review.application.state in UNDECIDED


@rules.predicate
def is_free_of_conflict(user: Any, row: Any) -> bool:
    """Neither applicant, nor declared a conflict with the application that this row is about."""
    return row is not None and not has_conflict(user, _application_of(row))


@rules.predicate
def is_under_review(user: Any, row: Any) -> bool:
    """The application was handed in and not withdrawn since."""
    application = _application_of(row)
    return is_handed_in(user, application) and application.state not in NOT_UNDER_REVIEW


NOT_UNDER_REVIEW = (ApplicationState.DRAFT, ApplicationState.WITHDRAWN)

VIEW_REVIEWS = "cohorts.view_reviews"  # one's own list
ANSWER_CONFLICT = "cohorts.answer_conflict"  # asked of the review: say whether there is a conflict
VIEW_REVIEW = "cohorts.view_review"  # asked of the review: read the application, once there is no conflict
CHANGE_REVIEW = "cohorts.change_review"  # score, submit
REMOVE_REVIEW = "cohorts.remove_review"
VIEW_BOARD = "cohorts.view_board"  # asked of the cohort
ASSIGN_REVIEWS = "cohorts.assign_reviews"  # asked of the cohort: share out evenly, remind
ASSIGN_REVIEWERS = "cohorts.assign_reviewers"  # asked of the application
CONSIDER_APPLICATION = "cohorts.consider_application"  # the application with all its reviews
DECIDE_APPLICATION = "cohorts.decide_application"  # at once, or staged
STAGE_DECISIONS = "cohorts.stage_decisions"  # asked of the cohort: for several applications
RELEASE_DECISIONS = "cohorts.release_decisions"  # asked of the cohort
DECLARE_CONFLICT = "cohorts.declare_conflict"  # asked of the application, by a director who was not asked to review it


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
may_direct_reading = is_programme_director & ~owes_an_answer
may_review_reading = is_reviewer & is_cleared_reviewer & is_under_review & ~is_rival
may_read = is_handed_in & (may_direct_reading | may_review_reading) & ~has_conflict
rules.add_perm(VIEW_APPLICATION, is_applicant | may_read)
rules.add_perm(CHANGE_APPLICATION, is_applicant)
rules.add_perm(ANSWER_OFFER, is_offered_to)
rules.add_perm(VIEW_PLACES, is_programme_director)
rules.add_perm(WITHDRAW_PLACE, is_programme_director & is_free_of_conflict)

# The policy: reviews, board and decisions

may_review = is_reviewer & is_own_review & is_under_review & is_free_of_conflict & ~is_rival
may_direct = is_programme_director & is_handed_in & is_free_of_conflict
rules.add_perm(VIEW_REVIEWS, is_reviewer)
rules.add_perm(ANSWER_CONFLICT, may_review & (is_answered | is_awaited))
rules.add_perm(VIEW_REVIEW, may_review & is_answered)
rules.add_perm(CHANGE_REVIEW, may_review & is_answered)
rules.add_perm(REMOVE_REVIEW, is_programme_director & is_free_of_conflict)
rules.add_perm(VIEW_BOARD, is_programme_director | is_medical_director)
rules.add_perm(ASSIGN_REVIEWS, is_programme_director)
rules.add_perm(ASSIGN_REVIEWERS, may_direct)
rules.add_perm(CONSIDER_APPLICATION, (is_programme_director | is_medical_director) & is_handed_in & is_free_of_conflict)
rules.add_perm(DECIDE_APPLICATION, may_direct)
rules.add_perm(STAGE_DECISIONS, is_programme_director)
rules.add_perm(RELEASE_DECISIONS, is_programme_director)
rules.add_perm(DECLARE_CONFLICT, (is_programme_director | is_medical_director) & is_handed_in & is_free_of_conflict)


@rules.predicate
def reads_its_application(user: Any, link: Any) -> bool:
    """May read the application the file hangs on, on whichever page."""
    application = link.application
    considers = user.has_perm(CONSIDER_APPLICATION, application) and not owes_an_answer(user, application)
    return considers or user.has_perm(VIEW_APPLICATION, application)


@rules.predicate
def reads_its_endorsement(user: Any, application: Any) -> bool:
    """May read a handed-in application of somebody else, on whichever page."""
    considers = user.has_perm(CONSIDER_APPLICATION, application) and not owes_an_answer(user, application)
    return considers or bool(may_read(user, application))


may_adjust = is_handed_in & is_programme_director & ~owes_a_review & ~has_conflict
rules.add_perm(VIEW_ADJUSTMENTS, is_applicant | may_adjust)
rules.add_perm(VIEW_ENDORSEMENT, reads_its_endorsement)
rules.add_perm(VIEW_APPLICATION_FILE, reads_its_application)
rules.add_perm(CHANGE_APPLICATION_FILE, is_person("application.applicant"))
