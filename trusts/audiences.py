"""Who can see what: one table, told beside fields, in the privacy notice and in docs/privacy.md.

Each audience names the permissions that open the thing and the readers they open it to. The sentences are made of
nothing else, and tests/architecture/test_audiences.py asks every permission for every kind of person, so what people
are told cannot drift from what the permissions do.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from trusts.labels import Record


class Reader(StrEnum):
    """Kinds of people of a Trust, as somebody is told of them."""

    OWNER = "you"
    SPONSOR = "the sponsor of your project"
    COHORT = "the other doctors of your cohort"
    REVIEWER = "reviewers asked to review the application, once they declare no conflict of interest"
    PROGRAMME_DIRECTOR = "the programme director"
    MEDICAL_DIRECTOR = "the Medical Director"
    HR_OFFICER = "HR officers of your Trust"
    TRUST_ADMINISTRATOR = "the administrators of your Trust"


@dataclass(frozen=True)
class Ask:
    """A permission that opens the thing, and the way from the row to what it is asked of ('' for the row itself)."""

    permission: str
    of: str = ""


@dataclass(frozen=True)
class Audience:
    """Who can see one kind of thing. `what` completes 'Who can see ...?'; `note` says what else they should know."""

    what: str
    title: str
    record: Record
    readers: tuple[Reader, ...]
    asks: tuple[Ask, ...]
    note: str = ""

    @property
    def sentence(self) -> str:
        """The readers, as 'Only you.' or 'You, the programme director and HR officers of your Trust.'"""
        if len(self.readers) == 1:
            return f"Only {self.readers[0]}."
        words = _listed(self.readers)
        return f"{words[0].upper()}{words[1:]}."

    @property
    def others(self) -> str:
        """The readers besides the owner, to stand within a sentence."""
        return _listed([reader for reader in self.readers if reader != Reader.OWNER])


def _listed(readers: Sequence[Reader]) -> str:
    *most, last = readers
    return f"{', '.join(most)} and {last}" if most else str(last)


_DIRECTORS = (Reader.PROGRAMME_DIRECTOR, Reader.MEDICAL_DIRECTOR)
_READ_APPLICATION = (Ask("cohorts.view_application"), Ask("cohorts.consider_application"))

AUDIENCES = {
    "application_draft": Audience(
        "your draft",
        "Your application, while it is a draft",
        Record.SELECTION,
        (Reader.OWNER,),
        _READ_APPLICATION,
        "It opens to others only when you submit it, and closes again if you take it back. Whoever you ask to endorse"
        " it sees your name, the programme, and the week of your work-plan.",
    ),
    "application": Audience(
        "your application",
        "Your application, once submitted",
        Record.SELECTION,
        (Reader.OWNER, *_DIRECTORS, Reader.REVIEWER),
        _READ_APPLICATION,
        "Anybody who declares a conflict of interest sees nothing of it from then on.",
    ),
    "adjustments": Audience(
        "what you write about adjustments",
        "What you write about adjustments in an application",
        Record.SELECTION,
        (Reader.OWNER, Reader.PROGRAMME_DIRECTOR),
        (Ask("cohorts.view_adjustments"),),
        "Reviewers do not see it, and nobody else before you submit.",
    ),
    "endorsement": Audience(
        "an endorsement",
        "What a line manager or clinical director answered about your application",
        Record.SELECTION,
        (*_DIRECTORS, Reader.REVIEWER),
        (Ask("cohorts.view_endorsement"),),
        "Once the application is submitted. The doctor sees whom they asked, when an answer came, and whether somebody"
        " could not answer, but not what an answer says; nor is it in the copy of their data that they may ask for.",
    ),
    "review_draft": Audience(
        "your scores and comments",
        "A review of an application, while it is written",
        Record.SELECTION,
        (Reader.OWNER,),
        (Ask("cohorts.view_review"),),
        "Once you submit it, the programme director, the Medical Director and the reviewers who have submitted their"
        " own review read it with your name. The doctor never sees your name; your scores, without it, are part of"
        " the copy of their data that they may ask for. Your words are not.",
    ),
    "assessment_draft": Audience(
        "your answers",
        "Your self-assessment, while it is a draft",
        Record.DEVELOPMENT,
        (Reader.OWNER,),
        (Ask("assessments.view_assessment"), Ask("assessments.rate_assessment")),
        "Submitting it keeps it yours alone. You decide later whether to release the levels; your reasons, your"
        " evidence and what you find important are never released.",
    ),
    "assessment": Audience(
        "your self-assessment",
        "Your self-assessment, once submitted",
        Record.DEVELOPMENT,
        (Reader.OWNER,),
        (Ask("assessments.view_assessment"), Ask("assessments.view_standing")),
        "It counts, without your name, in figures about groups large enough to hide you. That you submitted is told by"
        " name only once the round has closed, in the university's report, if an agreement names it.",
    ),
    "assessment_released": Audience(
        "the levels you released",
        "The levels of a self-assessment you released",
        Record.DEVELOPMENT,
        (Reader.OWNER, *_DIRECTORS, Reader.HR_OFFICER),
        (Ask("assessments.view_assessment"),),
        "You can take it back at any time. A file exported before that is not undone.",
    ),
    "reasons": Audience(
        "your reasons",
        "Your reasons, and what you find important",
        Record.DEVELOPMENT,
        (Reader.OWNER,),
        (Ask("assessments.view_standing"), Ask("assessments.rate_assessment")),
        "They stay yours alone, also when you release an assessment.",
    ),
    "evidence": Audience(
        "your evidence",
        "Your evidence",
        Record.DEVELOPMENT,
        (Reader.OWNER,),
        (Ask("assessments.manage_evidence"),),
        "It stays yours alone, also when you release an assessment. Leave out anything that identifies a patient.",
    ),
    "goal": Audience(
        "your goals",
        "Your development goals",
        Record.DEVELOPMENT,
        (Reader.OWNER,),
        (Ask("assessments.manage_goal"),),
    ),
    "individual_report": Audience(
        "your individual report",
        "Your individual report (PDF)",
        Record.REPORT,
        (Reader.OWNER,),
        (Ask("reports.view_report"), Ask("reports.request_report")),
        "Nobody else can ask for it or open it. Whoever you give the file to reads your reasons too.",
    ),
    "project": Audience(
        "this project",
        "Your improvement project: charter, measures and tests of change",
        Record.PROJECT,
        (Reader.OWNER, Reader.SPONSOR, *_DIRECTORS, Reader.COHORT),
        (Ask("projects.view_project"),),
        "Titles, aims and results may be shared with a university, if an agreement in force says so. Leave out"
        " anything that identifies a patient.",
    ),
}


def audience(key: str) -> Audience:
    """Who can see this kind of thing."""
    return AUDIENCES[key]
