"""Who is told what about cohorts, applications, reviews, offers and places. The words stand in notices.py."""

from datetime import date
from typing import Any

from django.utils import formats, timezone

from cohorts import notices
from cohorts.models import Application, Cohort, Endorsement, Offer, Place, Review
from cohorts.selectors.reviewers import directors_to_tell
from cohorts.states import ApplicationState, EndorsementState, Outcome
from trusts.kinds import Kind
from trusts.models import Person
from trusts.services.notices import Notice, address_of, compose, send_notice

# Cohorts and applications


def application_received(application: Application) -> None:
    """The receipt, to the applicant."""
    send_notice(
        notices.APPLICATION_RECEIVED,
        to=application.applicant,
        cohort=_name(application.cohort),
        receipt=application.receipt,
        when=_moment(application.submitted_at),
        decisions=_day(application.cohort.decisions_on),
        link=_link("application_detail", application),
    )


def application_withdrawn(application: Application) -> None:
    """The applicant has withdrawn: to the applicant, so that nobody else can do it unseen."""
    send_notice(notices.APPLICATION_WITHDRAWN, to=application.applicant, cohort=_name(application.cohort))


def endorsement_letter(endorsement: Endorsement, token: str, *, is_reminder: bool) -> tuple[str, str]:
    """Subject and body of the e-mail to whoever is asked, who has no account and so no outbox."""
    words = _asked(endorsement) | {
        "until": _moment(endorsement.answer_by),
        "link": address_of("endorse:answer", token),
    }
    kind = notices.ENDORSEMENT_REMINDER if is_reminder else notices.ENDORSEMENT_ASKED
    return compose(kind, endorsement.trust, words)


def endorsement_called_off(endorsement: Endorsement) -> tuple[str, str]:
    """Subject and body of the e-mail that asks nothing more of whoever was asked."""
    return compose(notices.ENDORSEMENT_CALLED_OFF, endorsement.trust, _asked(endorsement))


def _asked(endorsement: Endorsement) -> dict[str, str]:
    """Who is asked, about whom, for which cohort and as what."""
    application = endorsement.application
    return {
        "name": endorsement.name,
        "doctor": str(application.applicant),
        "cohort": _name(application.cohort),
        "role": endorsement.get_role_display().lower(),
    }


def endorsement_answered(endorsement: Endorsement, application: Application) -> None:
    """An answer has come, to the doctor: not what it says."""
    is_given = endorsement.state == EndorsementState.GIVEN
    send_notice(
        notices.ENDORSEMENT_ANSWERED if is_given else notices.ENDORSEMENT_DECLINED,
        to=application.applicant,
        endorser=endorsement.name,
        cohort=_name(application.cohort),
        link=_link("application_endorsement", application),
    )


def place_accepted(place: Place) -> None:
    """A place is taken: to the doctor, and to the programme directors."""
    cohort, seat = place.cohort, f"{place.number} of {place.cohort.places}"
    start = _day(cohort.starts_on)
    send_notice(notices.PLACE_CONFIRMED, to=place.person, cohort=_name(cohort), seat=seat, start=start)
    _tell_directors(notices.PLACE_ACCEPTED, place.application, seat=seat)


def place_withdrawn(place: Place) -> None:
    """A place has ended: to the doctor who held it."""
    send_notice(notices.PLACE_WITHDRAWN, to=place.person, cohort=_name(place.cohort))


def offer_turned_down(application: Application) -> None:
    """A place is free again: to the programme directors."""
    _tell_directors(notices.PLACE_TURNED_DOWN, application)


def offer_expired(application: Application) -> None:
    """Nobody answered in time: to the doctor, and to the programme directors."""
    send_notice(notices.OFFER_EXPIRED, to=application.applicant, cohort=_name(application.cohort))
    _tell_directors(notices.OFFER_UNANSWERED, application)


def _tell_directors(kind: Kind, application: Application, **words: str) -> None:
    cohort = application.cohort
    for director in directors_to_tell(application):
        send_notice(
            kind,
            to=director,
            doctor=application.applicant,
            cohort=_name(cohort),
            link=_link("cohort_detail", cohort),
            **words,
        )


def start_moved(cohort: Cohort, before: date) -> None:
    """The programme starts on another day: to the doctors who hold a place or are offered one."""
    concerned = Application.objects.filter(
        cohort=cohort, state__in=(ApplicationState.OFFERED, ApplicationState.ACCEPTED)
    )
    for application in concerned.select_related("applicant", "trust").order_by("pk"):
        send_notice(
            notices.START_MOVED,
            to=application.applicant,
            cohort=_name(cohort),
            before=_day(before),
            start=_day(cohort.starts_on),
            link=_link("application_detail", application),
        )


# Reviews, board and decisions


def reviews_assigned(reviewer: Person, cohort: Cohort, count: int) -> None:
    """Applications wait for a reviewer. No applicant is named: a reviewer may have a conflict."""
    send_notice(
        notices.REVIEWS_ASSIGNED,
        to=reviewer,
        applications="an application" if count == 1 else f"{count} applications",
        cohort=_name(cohort),
        decisions=_day(cohort.decisions_on),
        link=address_of("cohorts:review_list", cohort.trust.slug),
    )


def reviews_wanted(reviewer: Person, cohort: Cohort, count: int) -> None:
    """A programme director asks: so many reviews are not in yet. No applicant is named."""
    send_notice(
        notices.REVIEWS_WANTED,
        to=reviewer,
        reviews="one review" if count == 1 else f"{count} reviews",
        cohort=_name(cohort),
        decisions=_day(cohort.decisions_on),
        link=address_of("cohorts:review_list", cohort.trust.slug),
    )


def conflict_declared(review: Review) -> None:
    """An application lost a reviewer: to the programme directors who may know of it. The reason stays on the page."""
    application = review.application
    for director in directors_to_tell(application):
        send_notice(
            notices.CONFLICT_DECLARED,
            to=director,
            reviewer=review.reviewer,
            doctor=application.applicant,
            cohort=_name(application.cohort),
            link=_link("application_consider", application),
        )


def decided(application: Application, outcome: Outcome, offer: Offer | None = None) -> Notice:
    """What the doctor is told of a decision: sent by tell_decided(), and shown before by the page that releases."""
    cohort = _name(application.cohort)
    if offer:
        link = address_of("cohorts:offer_detail", application.trust.slug, offer.pk)
        words = {"cohort": cohort, "until": _moment(offer.expires_at), "link": link}
        return Notice(notices.PLACE_OFFERED, application.applicant, words)
    kind = notices.RESERVE_LIST if outcome == Outcome.WAIT else notices.APPLICATION_DECLINED
    return Notice(kind, application.applicant, {"cohort": cohort, "link": _link("application_detail", application)})


def tell_decided(application: Application, outcome: Outcome, offer: Offer | None = None) -> None:
    """A place held open until an instant; none now, perhaps one later; or none, said plainly: to the doctor."""
    notice = decided(application, outcome, offer)
    send_notice(notice.kind, to=notice.to, **notice.words)


def _name(cohort: Cohort) -> str:
    return f"{cohort.programme.name}, {cohort.name}"


def _link(name: str, row: Any) -> str:
    return address_of(f"cohorts:{name}", row.trust.slug, row.pk)


def _day(value: Any) -> str:
    return formats.date_format(value, "j F Y")


def _moment(value: Any) -> str:
    return formats.date_format(timezone.localtime(value), r"j F Y \a\t H:i") + " (UK time)"
