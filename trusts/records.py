"""Classes of record: why each is kept, on what basis, for how long, and what then happens.

The periods are defaults. Each Trust agrees its own with its records manager (NHS Records Management Code of Practice,
Appendix II is where they come from) and sets them on the page about retention; they are to be confirmed before real
people are entered.
"""

from dataclasses import dataclass

from trusts.labels import Record


@dataclass(frozen=True)
class RecordClass:
    """One class of record. `months` is how long it is kept after the moment `since` names; None: not by a clock."""

    title: str
    holds: str
    purpose: str
    months: int | None
    since: str

    def period(self, months: int | None = None) -> str:
        """How long, in words: '24 months after the cohort ends'."""
        kept = self.months if months is None else months
        return self.since if kept is None else f"{kept} months after {self.since}"


RECORDS = {
    Record.PERSON: RecordClass(
        "Who you are",
        "Your name, post, grade, specialty, GMC and employee numbers, and your roles.",
        "To know who takes part and in what role.",
        72,
        "your last role in the Trust ends",
    ),
    Record.SIGN_IN: RecordClass(
        "How you sign in",
        "Your e-mail address, a hash of your password, second factors, and where you are signed in.",
        "To let you in and nobody else.",
        12,
        "your last role in any Trust ends",
    ),
    Record.SELECTION: RecordClass(
        "Applications, reviews and decisions",
        "What you wrote to apply, how it was scored and why, and the decision with its reason; name and e-mail address"
        " of whoever you asked to endorse it, and what they answered.",
        "To choose fairly who takes part, and to be able to show how.",
        12,
        "the cohort ends",
    ),
    Record.ACADEMIC: RecordClass(
        "Your place on the programme",
        "Which programme you took, from when until when, and whether you completed it.",
        "To show that you took part, to you, your Trust and the university.",
        72,
        "the cohort ends",
    ),
    Record.DEVELOPMENT: RecordClass(
        "Assessments, evidence and goals",
        "How you rated yourself and why, what supports it, and what you mean to do.",
        "Your own development. Never to manage your performance.",
        24,
        "the cohort ends, and evidence and goals after they were last changed",
    ),
    Record.PROJECT: RecordClass(
        "Improvement projects",
        "The charter, team, measures, values and tests of change of the projects you lead.",
        "To improve care, to learn from it and to keep the gain.",
        72,
        "the cohort ends",
    ),
    Record.REPORT: RecordClass(
        "Reports and exports",
        "Documents that were made, who asked for them and the files.",
        "To give those who may read them the same document twice.",
        12,
        "the report is made",
    ),
    Record.MESSAGE: RecordClass(
        "E-mails we sent you",
        "Subject and words of each e-mail, and whether it was sent.",
        "To be sure that each is sent once.",
        6,
        "it is sent",
    ),
    Record.AUDIT: RecordClass(
        "The audit",
        "Who did what to which record and when, by number; never the words you wrote.",
        "To show that the rules were kept, and to find out when they were not.",
        96,
        "the deed",
    ),
    Record.TRUST: RecordClass(
        "The Trust's own",
        "Frameworks, programmes, cohorts and agreements.",
        "To say what good leadership is here and to run programmes for it.",
        None,
        "for as long as the Trust uses Homegrown",
    ),
}
