"""What applications, offers, reviews and decisions ask of people, in constant queries however many people."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Exists, F, Min, OuterRef, Q, UUIDField, Value
from django.utils import timezone

from cohorts import notices
from cohorts.models import Application, Cohort, Endorsement, Offer, Place, Review
from cohorts.models.application import UNDECIDED
from cohorts.models.endorsement import BEING_MADE
from cohorts.states import OPEN_STATES, ApplicationState, CohortState, OfferState, PlaceState, ReviewState
from trusts.duties import Duty, Held, with_role
from trusts.states import Role


def duties(held: Held) -> Iterator[Duty]:
    """Duties of these people, in no order."""
    doctors = with_role(held, Role.DOCTOR)
    if doctors:
        yield from _applying(doctors)
        yield from _answering(doctors)
    if reviewers := with_role(held, Role.REVIEWER):
        yield from _reviewing(reviewers)
    if directors := with_role(held, Role.PROGRAMME_DIRECTOR):
        yield from _deciding(directors, frozenset(reviewers))
        yield from _completing(directors)


def _applying(doctors: list[UUID]) -> Iterator[Duty]:
    cohorts = list(Cohort.objects.taking_applications(timezone.now()).select_related("programme"))
    if not cohorts:
        return
    mine = Application.objects.filter(applicant_id__in=doctors, cohort__in=cohorts)
    lost = Exists(Endorsement.objects.undelivered().filter(application=OuterRef("pk")))
    fields = mine.values_list("applicant_id", "cohort_id", "state", "created_at", "pk", lost)
    begun = {(doctor, cohort): told for doctor, cohort, *told in fields}
    # Not asked to apply: whoever has a place, and whoever has opened an application to that cohort as its reviewer.
    placed = Place.objects.filter(person_id__in=doctors, state=PlaceState.ACTIVE)
    read = Review.objects.opened().filter(reviewer_id__in=doctors, application__cohort__in=cohorts)
    rows = placed.values_list("person_id", Value(None, output_field=UUIDField()))
    not_asked = set(rows.union(read.values_list("reviewer_id", "application__cohort_id")).order_by())
    for cohort in cohorts:
        for doctor in doctors:
            state, since, pk, is_lost = begun.get((doctor, cohort.pk), (None, None, None, False))
            if is_lost and state in BEING_MADE:
                yield _to_ask_again(doctor, cohort, pk)
            if state is None and not_asked.isdisjoint({(doctor, None), (doctor, cohort.pk)}):
                yield _application(
                    doctor, cohort, f"Apply for {cohort.name}", "Applications close", "cohort_apply", is_offered=True
                )
            elif state == ApplicationState.DRAFT:
                words, title = f"Finish your application for {cohort.name}", "An application to finish"
                reminder = {"since": since, "reminder": notices.APPLICATION_CLOSING}
                yield _application(doctor, cohort, words, title, "application_detail", pk, **reminder)


def _application(
    doctor: UUID, cohort: Cohort, words: str, title: str, page: str, pk: UUID | None = None, **more: object
) -> Duty:
    return Duty(
        person_id=doctor,
        key=f"application:{cohort.pk}",
        words=words,
        title=title,
        name=f"cohorts:{page}",
        args=(pk or cohort.pk,),
        due=cohort.applications_close_at,
        told={"cohort": _name(cohort)},
        **more,  # type: ignore[arg-type]
    )


def _to_ask_again(doctor: UUID, cohort: Cohort, pk: UUID) -> Duty:
    return Duty(
        person_id=doctor,
        key=f"endorsement:{pk}",
        words="Your request for an endorsement could not be sent: check the address, and ask again",
        title="A request that could not be sent",
        name="cohorts:application_endorsement",
        args=(pk,),
        due=cohort.applications_close_at,
    )


def _answering(doctors: list[UUID]) -> Iterator[Duty]:
    offers = Offer.objects.filter(
        application__applicant_id__in=doctors, state=OfferState.OPEN, expires_at__gte=timezone.now()
    ).select_related("application__cohort__programme")
    for offer in offers.defer(*(f"application__{part}" for part in ("commitment", "insight", "work_plan"))):
        yield Duty(
            person_id=offer.application.applicant_id,
            key=f"offer:{offer.pk}",
            words="Answer your offer of a place",
            title="An answer is due",
            name="cohorts:offer_detail",
            args=(offer.pk,),
            due=offer.expires_at,
            since=offer.created_at,
            reminder=notices.OFFER_ENDING,
            told={"cohort": _name(offer.application.cohort)},
        )


def _reviewing(reviewers: list[UUID]) -> Iterator[Duty]:
    waiting = Review.objects.filter(reviewer_id__in=reviewers, state__in=OPEN_STATES, application__state__in=UNDECIDED)
    of_cohorts = waiting.exclude(application__cohort__state=CohortState.COMPLETE).values_list(
        "reviewer_id",
        "application__cohort_id",
        "application__cohort__name",
        "application__cohort__programme__name",
        "application__cohort__decisions_on",
    )
    for reviewer, cohort, name, programme, due, count, since in of_cohorts.annotate(Count("pk"), Min("created_at")):
        yield Duty(
            person_id=reviewer,
            key=f"reviews:{cohort}",
            words=f"Review {_applications(count)} for {name}",
            title=f"Review due: {_applications(count)}",
            name="cohorts:review_list",
            due=due,
            since=since,
            reminder=notices.REVIEWS_DUE,
            chase=notices.REVIEWS_LATE,
            told={"cohort": f"{programme}, {name}", "applications": _applications(count)},
        )


def _deciding(directors: list[UUID], reviewers: frozenset[UUID]) -> Iterator[Duty]:
    """What to decide and what to release, of the applications that are open to each director: nobody is told of those
    they made or declared a conflict with, nor to release one they were asked to review and have not."""
    fields = ("state", "meant", "closed_to", "owed_by", "cohort_id", "cohort__name", "cohort__decisions_on")
    undecided = Application.objects.awaiting_decision().annotate(
        meant=F("staged__outcome"),
        closed_to=ArrayAgg("reviews__reviewer", filter=Q(reviews__state=ReviewState.CONFLICTED), default=[]),
        owed_by=ArrayAgg("reviews__reviewer", filter=Q(reviews__state__in=OPEN_STATES), default=[]),
    )
    rows = list(undecided.order_by("cohort_id").values_list("applicant_id", *fields, named=True))
    for director in directors:
        mine = [row for row in rows if row.applicant_id != director and director not in row.closed_to]
        for cohort, group in groupby(mine, key=lambda row: row.cohort_id):
            of_cohort = list(group)
            waiting = [row for row in of_cohort if row.state == ApplicationState.SUBMITTED and not row.meant]
            staged = [row for row in of_cohort if row.meant and director not in reviewers.intersection(row.owed_by)]
            if waiting:
                yield _to_decide(director, cohort, waiting)
            if staged:
                yield _to_release(director, cohort, staged)


def _to_decide(director: UUID, cohort: UUID, waiting: Sequence[Any]) -> Duty:
    return Duty(
        person_id=director,
        key=f"decisions:{cohort}",
        words=f"Decide {_applications(len(waiting))} for {waiting[0].cohort__name}",
        title=f"Decisions due: {_applications(len(waiting))}",
        name="cohorts:board",
        args=(cohort,),
        due=waiting[0].cohort__decisions_on,
    )


def _to_release(director: UUID, cohort: UUID, staged: Sequence[Any]) -> Duty:
    """By the day on which the cohort is decided; for the reserve list alone, which was told by then, without a day."""
    is_dated = any(row.state == ApplicationState.SUBMITTED for row in staged)
    decisions = "1 staged decision" if len(staged) == 1 else f"{len(staged)} staged decisions"
    return Duty(
        person_id=director,
        key=f"release:{cohort}",
        words=f"Release {decisions} for {staged[0].cohort__name}",
        title=f"Decisions to release: {len(staged)}",
        name="cohorts:cohort_release",
        args=(cohort,),
        due=staged[0].cohort__decisions_on if is_dated else None,
    )


def _completing(directors: list[UUID]) -> Iterator[Duty]:
    over = Cohort.objects.filter(state=CohortState.RUNNING, ends_on__lt=timezone.localdate())
    for pk, name, ended_on in over.values_list("pk", "name", "ends_on"):
        for director in directors:
            yield Duty(
                person_id=director,
                key=f"completing:{pk}",
                words=f"Complete {name}",
                title="A cohort to complete",
                name="cohorts:cohort_complete",
                args=(pk,),
                due=ended_on,
            )


def _applications(count: int) -> str:
    return "1 application" if count == 1 else f"{count} applications"


def _name(cohort: Cohort) -> str:
    return f"{cohort.programme.name}, {cohort.name}"
