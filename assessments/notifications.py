"""Who is told what about rounds and assessments. The words stand in notices.py."""

from django.utils import formats

from assessments import notices
from assessments.models import Assessment, Round
from trusts.models import Person
from trusts.services.notices import address_of, send_notice


def round_opened(person: Person, opened: Round) -> None:
    """Tell a participant that their cohort asks for assessments, and by when."""
    send_notice(
        notices.ROUND_OPENED,
        to=person,
        cohort=opened.cohort.name,
        round=opened.get_kind_display().lower(),
        until=formats.date_format(opened.closes_on, "j F Y"),
        link=address_of("assessments:my_assessment_list", opened.trust.slug),
    )


def reopening_asked(director: Person, assessment: Assessment) -> None:
    """Tell a programme director that somebody asks to take up a submitted assessment again."""
    send_notice(
        notices.REOPENING_ASKED,
        to=director,
        doctor=assessment.subject,
        round=assessment.round.get_kind_display().lower(),
        link=address_of("assessments:assessment_reopen", assessment.trust.slug, assessment.pk),
    )


def reopening_answered(assessment: Assessment, granted: bool) -> None:
    """Tell the doctor what the programme director decided."""
    answer = (
        "Your self-assessment is a draft again. Change what you want to change and submit it once more."
        if granted
        else "Your self-assessment stays as you submitted it."
    )
    link = address_of("assessments:my_assessment_list", assessment.trust.slug)
    send_notice(notices.REOPENING_ANSWERED, to=assessment.subject, answer=answer, link=link)
