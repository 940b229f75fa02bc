"""The fixed cast: one Trust with everybody in it, another Trust with a canary, a university with a tutor."""

from dataclasses import dataclass

from cohorts.models import Cohort
from tests.support.factories import (
    CohortFactory,
    MembershipFactory,
    PersonFactory,
    ProgrammeFactory,
    TrustFactory,
    UniversityFactory,
    UserFactory,
)
from trusts.models import Person, Trust, University, UniversityMembership, User
from trusts.states import Role
from trusts.tenancy import trust_context

CANARY = "canary-of-the-other-trust"


@dataclass
class World:
    """Who is there. `cohort` is open, pins a published version of 2 domains x 2 competencies x 4 levels."""

    trust: Trust
    other_trust: Trust
    university: University
    cohort: Cohort
    doctor: Person
    colleague: Person
    reviewer: Person
    second_reviewer: Person
    director: Person
    medical_director: Person
    hr_officer: Person
    mentor: Person
    line_manager: Person
    administrator: Person
    outsider: Person
    other_cohort: Cohort
    tutor: User
    stranger: User


def member(trust: Trust, name: str, *roles: Role) -> Person:
    """A person of the Trust in context with these roles."""
    person = PersonFactory(full_name=name)
    for role in roles:
        MembershipFactory(trust=trust, user=person.user, role=role)
    return person


def make_world() -> World:
    """Build the cast in the database; leaves no context entered."""
    trust = TrustFactory(name="Northfield NHS Trust", slug="northfield")
    other = TrustFactory(name="Southmoor NHS Trust", slug="southmoor")
    university = UniversityFactory(name="Lakeside University", slug="lakeside")
    tutor = UserFactory(email="tutor@lakeside.example")
    UniversityMembership.objects.create(university=university, user=tutor, full_name="Tutor Lakeside")
    with trust_context(other.pk):
        outsider = member(other, CANARY, *Role)
        other_cohort = CohortFactory(name=CANARY, programme=ProgrammeFactory(name=CANARY))
    with trust_context(trust.pk):
        return World(
            trust=trust,
            other_trust=other,
            university=university,
            cohort=CohortFactory(name="2027", programme=ProgrammeFactory(name="Leading here", university=university)),
            doctor=member(trust, "Doctor Northfield", Role.DOCTOR),
            colleague=member(trust, "Colleague Northfield", Role.DOCTOR),
            reviewer=member(trust, "Reviewer Northfield", Role.REVIEWER),
            second_reviewer=member(trust, "Second Reviewer Northfield", Role.REVIEWER),
            director=member(trust, "Director Northfield", Role.PROGRAMME_DIRECTOR),
            medical_director=member(trust, "Medical Director Northfield", Role.MEDICAL_DIRECTOR),
            hr_officer=member(trust, "HR Northfield", Role.HR_OFFICER),
            mentor=member(trust, "Mentor Northfield", Role.MENTOR),
            line_manager=member(trust, "Manager Northfield", Role.LINE_MANAGER),
            administrator=member(trust, "Administrator Northfield", Role.TRUST_ADMINISTRATOR),
            outsider=outsider,
            other_cohort=other_cohort,
            tutor=tutor,
            stranger=UserFactory(email="stranger@nowhere.example"),
        )
