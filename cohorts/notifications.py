"""What cohorts, applications and offers say by e-mail."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import formats, timezone

from cohorts.models import Application, Cohort, Offer, Place, Review
from cohorts.selectors.reviewers import directors_to_tell
from trusts.models import Person
from trusts.services.messages import queue_message


def link(name: str, row: Any) -> str:
    """The full address of a page of this app about one row."""
    return settings.BASE_URL + reverse(f"cohorts:{name}", args=[row.trust.slug, row.pk])


def _day(value: Any) -> str:
    return formats.date_format(value, "j F Y")


def _moment(value: Any) -> str:
    return formats.date_format(timezone.localtime(value), r"j F Y \a\t H:i") + " (UK time)"


# Cohorts and applications


def application_received(application: Application) -> None:
    """The receipt, to the applicant."""
    cohort = application.cohort
    body = (
        f"Dear {application.applicant.greeting},\n\n"
        f"We have received your application to {cohort.programme.name}, cohort {cohort.name}.\n\n"
        f"Receipt number: {application.receipt}\n"
        f"Received: {_moment(application.submitted_at)}\n\n"
        f"Reviewers read it next. You will hear by {_day(cohort.decisions_on)}.\n"
        f"You can read what you sent, or withdraw it, at {link('application_detail', application)}\n"
    )
    queue_message(to=application.applicant, subject=f"Application received: {application.receipt}", body=body)


def application_withdrawn(application: Application) -> None:
    """The applicant has withdrawn: to the applicant, so that nobody else can do it unseen."""
    cohort = application.cohort
    body = (
        f"Dear {application.applicant.greeting},\n\n"
        f"Your application to {cohort.programme.name}, cohort {cohort.name}, has been withdrawn, as you asked.\n"
        f"If you did not ask for this, tell your programme director.\n"
    )
    queue_message(to=application.applicant, subject="Your application has been withdrawn", body=body)


def place_accepted(place: Place) -> None:
    """A place is taken: to the doctor, and to the programme directors."""
    cohort, doctor = place.cohort, place.person
    body = (
        f"Dear {doctor.greeting},\n\n"
        f"You have accepted place {place.number} of {cohort.places} in {cohort.programme.name}, cohort {cohort.name}.\n"
        f"The programme starts on {_day(cohort.starts_on)}.\n"
    )
    queue_message(to=doctor, subject="Your place is confirmed", body=body)
    _tell_directors(place.application, f"{doctor} has accepted a place", f"{doctor} has accepted place {place.number}")


def offer_turned_down(application: Application) -> None:
    """A place is free again: to the programme directors."""
    doctor = application.applicant
    _tell_directors(application, f"{doctor} has turned down a place", f"{doctor} has turned down the place")


def offer_expired(application: Application) -> None:
    """Nobody answered in time: to the doctor, and to the programme directors."""
    cohort, doctor = application.cohort, application.applicant
    body = (
        f"Dear {doctor.greeting},\n\n"
        f"Your offer of a place in {cohort.programme.name}, cohort {cohort.name}, was not answered in time and has "
        f"expired.\nIf you still want the place, ask your programme director: it may still be free.\n"
    )
    queue_message(to=doctor, subject="Your offer of a place has expired", body=body)
    _tell_directors(application, f"The offer to {doctor} has expired", f"{doctor} did not answer the offer of a place")


def _tell_directors(application: Application, subject: str, deed: str) -> None:
    cohort = application.cohort
    words = f"{deed} in {cohort.programme.name}, cohort {cohort.name}.\nThe cohort: {link('cohort_detail', cohort)}\n"
    for director in directors_to_tell(application):
        queue_message(to=director, subject=subject, body=f"Dear {director.greeting},\n\n{words}")


# Reviews, board and decisions


def reviews_assigned(reviewer: Person, cohort: Cohort, count: int) -> None:
    """Applications wait for a reviewer. No applicant is named: a reviewer may have a conflict."""
    what = "an application" if count == 1 else f"{count} applications"
    body = (
        f"Dear {reviewer.greeting},\n\n"
        f"You have been asked to review {what} to {cohort.programme.name}, {cohort.name}.\n"
        f"Decisions are due on {_day(cohort.decisions_on)}, so please submit your reviews before then.\n\n"
        f"You will be asked first whether you have a conflict of interest.\n"
        f"Your reviews: {_review_list(cohort)}\n"
    )
    queue_message(to=reviewer, subject=f"Please review {what}", body=body)


def reviews_wanted(reviewer: Person, cohort: Cohort, count: int) -> None:
    """A reminder: so many reviews are not in yet. No applicant is named."""
    what = "one review" if count == 1 else f"{count} reviews"
    body = (
        f"Dear {reviewer.greeting},\n\n"
        f"You still have {what} to submit for {cohort.programme.name}, {cohort.name}.\n"
        f"Decisions are due on {_day(cohort.decisions_on)}. If you cannot do it in time, tell your programme director."
        f"\n\n"
        f"Your reviews: {_review_list(cohort)}\n"
    )
    queue_message(to=reviewer, subject=f"Reminder: {what} to submit", body=body)


def conflict_declared(review: Review) -> None:
    """An application lost a reviewer: to the programme directors who may know of it. The reason stays on the page."""
    application = review.application
    for director in directors_to_tell(application):
        body = (
            f"Dear {director.greeting},\n\n"
            f"{review.reviewer} has declared a conflict of interest with the application of {application.applicant}"
            f" to {application.cohort.name}. It is closed to them.\n\n"
            f"You can ask somebody else to review it: {link('application_consider', application)}\n"
        )
        queue_message(to=director, subject="A reviewer has declared a conflict of interest", body=body)


def place_offered(offer: Offer) -> None:
    """A place is held open for the doctor until an instant."""
    application = offer.application
    body = (
        f"Dear {application.applicant.greeting},\n\n"
        f"We are glad to offer you a place in {_name(application)}.\n"
        f"The place is held for you until {_moment(offer.expires_at)}. After that it may go to somebody else.\n\n"
        f"Accept or turn down the place: {link('offer_detail', offer)}\n"
    )
    queue_message(to=application.applicant, subject="You have been offered a place", body=body)


def put_on_reserve_list(application: Application) -> None:
    """No place now, perhaps one later."""
    body = (
        f"Dear {application.applicant.greeting},\n\n"
        f"Your application to {_name(application)} is on the reserve list.\n"
        f"If a place becomes free we may offer it to you by e-mail. You need do nothing now.\n\n"
        f"Your application: {link('application_detail', application)}\n"
    )
    queue_message(to=application.applicant, subject="Your application is on the reserve list", body=body)


def application_declined(application: Application) -> None:
    """No place, said plainly."""
    body = (
        f"Dear {application.applicant.greeting},\n\n"
        f"We are sorry that we cannot offer you a place in {_name(application)}.\n"
        f"Your programme director can talk with you about the decision, and you may apply to a later cohort.\n\n"
        f"Your application: {link('application_detail', application)}\n"
    )
    queue_message(to=application.applicant, subject="The outcome of your application", body=body)


def _name(application: Application) -> str:
    return f"{application.cohort.programme.name}, {application.cohort.name}"


def _review_list(cohort: Cohort) -> str:
    return settings.BASE_URL + reverse("cohorts:review_list", args=[cohort.trust.slug])
