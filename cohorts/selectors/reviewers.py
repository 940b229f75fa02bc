"""Who may review in a Trust, and who must be told."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Exists, OuterRef

from cohorts.models import Application, Cohort, Place, Review
from cohorts.states import ApplicationState, PlaceState, ReviewState
from trusts.models import Membership, Person
from trusts.models.user import PersonQuerySet
from trusts.states import Role
from trusts.tenancy import current

NOT_APPLYING = (ApplicationState.DRAFT, ApplicationState.WITHDRAWN)


def people_with_role(role: Role) -> list[Person]:
    """Everybody who holds a role in the Trust in context now, by name."""
    return list(_with_role(role).select_related("user").by_name())


def has_left(person: Person) -> bool:
    """Whether every role that a person held in the Trust in context has ended: nothing here opens to them any more."""
    held = Membership.objects.filter(trust_id=person.trust_id, user_id=person.user_id)
    return set(held.values_list("is_active", flat=True)) == {False}


def count_doctors_to_tell() -> int:
    """How many doctors an open cohort is offered to: those who hold no place now."""
    placed = Place.objects.filter(person=OuterRef("pk"), state=PlaceState.ACTIVE)
    return _with_role(Role.DOCTOR).exclude(Exists(placed)).count()


def _with_role(role: Role) -> PersonQuerySet:
    people: PersonQuerySet = Person.objects.filter(
        user__is_active=True,
        user__memberships__trust_id=current().trust_id,
        user__memberships__role=role,
        user__memberships__is_active=True,
    )
    return people.distinct()


def barred_from_cohort(cohort: Cohort) -> frozenset[UUID]:
    """People who apply to this cohort, be it with a draft: none of them is asked to review a competitor."""
    applying = Application.objects.filter(cohort=cohort).exclude(state=ApplicationState.WITHDRAWN)
    return frozenset(applying.values_list("applicant_id", flat=True))


def conflicts_with(applicants: Iterable[UUID]) -> frozenset[tuple[UUID, UUID]]:
    """Pairs (reviewer, applicant) with a conflict declared on any application, of this cohort or an earlier one."""
    declared = Review.objects.filter(state=ReviewState.CONFLICTED, application__applicant_id__in=set(applicants))
    return frozenset(declared.values_list("reviewer_id", "application__applicant_id"))


def directors_to_tell(application: Application) -> list[Person]:
    """Programme directors, but the applicant and those who declared a conflict with the application."""
    closed = set(
        Review.objects.filter(application=application, state=ReviewState.CONFLICTED).values_list(
            "reviewer_id", flat=True
        )
    ) | {application.applicant_id}
    return [person for person in people_with_role(Role.PROGRAMME_DIRECTOR) if person.pk not in closed]
