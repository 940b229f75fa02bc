"""Who may do what with rounds, assessments, evidence and goals.

A draft is the rater's alone. Submitted, it is its subject's alone. Released, the Medical Director, programme directors
and HR officers of the Trust may read it by name. Numbers about a cohort are for the Medical Director and programme
directors; HR works with what was released and with nothing else.
"""

from typing import Any

import rules

from assessments.states import AssessmentState
from trusts.permissions import (
    is_doctor,
    is_hr_officer,
    is_medical_director,
    is_person,
    is_programme_director,
)

VIEW_OWN_ASSESSMENTS = "assessments.view_own_assessments"  # of the Trust: rounds, evidence and goals of one's own
BEGIN_ASSESSMENT = "assessments.begin_assessment"  # of a round
RATE_ASSESSMENT = "assessments.rate_assessment"
VIEW_ASSESSMENT = "assessments.view_assessment"
VIEW_STANDING = "assessments.view_standing"  # where I stand: everything of one's own submitted assessment
RELEASE_ASSESSMENT = "assessments.release_assessment"
REOPEN_ASSESSMENT = "assessments.reopen_assessment"
VIEW_RELEASED_ASSESSMENTS = "assessments.view_released_assessments"  # of the Trust, or of a cohort
VIEW_BENCHMARK = "assessments.view_benchmark"  # of the Trust, or of a cohort
MANAGE_ROUNDS = "assessments.manage_rounds"  # of the Trust, of a cohort or of a round
MANAGE_EVIDENCE = "assessments.manage_evidence"
VIEW_EVIDENCE_FILE = "assessments.view_evidence_file"  # asked of the evidence file: of its evidence, that is
MANAGE_EVIDENCE_FILE = "assessments.manage_evidence_file"
MANAGE_GOAL = "assessments.manage_goal"


@rules.predicate
def is_draft(user: Any, row: Any) -> bool:
    """Not yet submitted."""
    return row.state == AssessmentState.DRAFT


@rules.predicate
def is_released(user: Any, row: Any) -> bool:
    """Let out by the doctor, and not taken back."""
    return row.state == AssessmentState.RELEASED


is_rater = is_person("rater")
is_subject = is_person("subject")
reads_released = is_programme_director | is_medical_director | is_hr_officer

rules.add_perm(VIEW_OWN_ASSESSMENTS, is_doctor)
rules.add_perm(BEGIN_ASSESSMENT, is_doctor)
rules.add_perm(RATE_ASSESSMENT, is_rater)
rules.add_perm(VIEW_ASSESSMENT, (is_draft & is_rater) | (~is_draft & is_subject) | (is_released & reads_released))
rules.add_perm(VIEW_STANDING, ~is_draft & is_subject)
rules.add_perm(RELEASE_ASSESSMENT, is_subject)
rules.add_perm(REOPEN_ASSESSMENT, is_programme_director)
rules.add_perm(VIEW_RELEASED_ASSESSMENTS, reads_released)
rules.add_perm(VIEW_BENCHMARK, is_programme_director | is_medical_director)
rules.add_perm(MANAGE_ROUNDS, is_programme_director)
rules.add_perm(MANAGE_EVIDENCE, is_person("owner"))
rules.add_perm(VIEW_EVIDENCE_FILE, is_person("evidence.owner"))
rules.add_perm(MANAGE_EVIDENCE_FILE, is_person("evidence.owner"))
rules.add_perm(MANAGE_GOAL, is_person("person"))
