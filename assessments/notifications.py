"""What this app says by e-mail. No rating and no reason ever stands in one."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import formats

from assessments.models import Assessment, Round
from trusts.models import Person


@dataclass(frozen=True, slots=True)
class Letter:
    """An e-mail's subject and body."""

    subject: str
    body: str


def round_opened(person: Person, opened: Round) -> Letter:
    """Tell a participant that their cohort asks for assessments, and by when."""
    kind = opened.get_kind_display().lower()
    until = formats.date_format(opened.closes_on, "j F Y")
    return Letter(
        subject=f"Your {kind} self-assessment is open until {until}",
        body=(
            f"Dear {person.greeting},\n\n"
            f"{opened.cohort.name} now asks for your {kind} self-assessment. Please submit it by 23:59 on {until}.\n"
            "You can stop and come back: every answer is saved as you give it. Until you submit, nobody else can read"
            " it; after that only you can, unless you choose to release it.\n\n"
            f"{_address('assessments:my_assessment_list', opened.trust.slug)}\n"
        ),
    )


def reopening_asked(director: Person, assessment: Assessment) -> Letter:
    """Tell a programme director that somebody asks to take up a submitted assessment again."""
    return Letter(
        subject="A request to reopen a self-assessment",
        body=(
            f"Dear {director.greeting},\n\n"
            f"{assessment.subject} asks to reopen their {assessment.round.get_kind_display().lower()} self-assessment."
            " You can read the reason and answer here:\n\n"
            f"{_address('assessments:assessment_reopen', assessment.trust.slug, assessment.pk)}\n"
        ),
    )


def reopening_answered(assessment: Assessment, granted: bool) -> Letter:
    """Tell the doctor what the programme director decided."""
    what = (
        "Your self-assessment is a draft again. Change what you want to change and submit it once more."
        if granted
        else "Your self-assessment stays as you submitted it."
    )
    return Letter(
        subject="Your request to reopen your self-assessment",
        body=(
            f"Dear {assessment.subject.greeting},\n\n{what} The programme director's reason is on the page:\n\n"
            f"{_address('assessments:my_assessment_list', assessment.trust.slug)}\n"
        ),
    )


def _address(name: str, *args: object) -> str:
    return settings.BASE_URL.rstrip("/") + reverse(name, args=args)
