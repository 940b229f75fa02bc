"""Rows for tests. Tenant rows are made inside trust_context(); the Trust comes from there."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from assessments.models import Assessment, Evidence, Round
from cohorts.models import Application, Cohort, Criterion, Offer, Place, Review
from cohorts.states import ApplicationState, CohortState
from frameworks.models import (
    Competency,
    Descriptor,
    Domain,
    Framework,
    FrameworkVersion,
    Level,
    StrategicObjective,
    TrustValue,
)
from programmes.models import Programme
from projects.models import ImprovementProject, Measure, Measurement, PDSACycle
from trusts.models import Membership, Person, Trust, University, User
from trusts.tenancy import trust_context


class TrustFactory(DjangoModelFactory):
    class Meta:
        model = Trust

    name = factory.Sequence(lambda n: f"Trust {n}")
    slug = factory.Sequence(lambda n: f"trust-{n}")


class UniversityFactory(DjangoModelFactory):
    class Meta:
        model = University

    name = factory.Sequence(lambda n: f"University {n}")
    slug = factory.Sequence(lambda n: f"university-{n}")


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@example.test")


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **fields: Any) -> Any:
        """In its Trust's context: roles keep their history."""
        with trust_context(fields["trust"].pk):
            return super()._create(model_class, *args, **fields)


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = Person

    user = factory.SubFactory(UserFactory)
    full_name = factory.Sequence(lambda n: f"Person {n}")
    title = "Dr"


class TrustValueFactory(DjangoModelFactory):
    class Meta:
        model = TrustValue

    name = factory.Sequence(lambda n: f"Value {n}")
    statement = "What we stand for."
    position = factory.Sequence(lambda n: n)


class StrategicObjectiveFactory(DjangoModelFactory):
    class Meta:
        model = StrategicObjective

    code = factory.Sequence(lambda n: f"O{n}")
    name = factory.Sequence(lambda n: f"Objective {n}")
    statement = "What we are trying to achieve."
    position = factory.Sequence(lambda n: n)


class FrameworkFactory(DjangoModelFactory):
    class Meta:
        model = Framework

    name = factory.Sequence(lambda n: f"Framework {n}")


class FrameworkVersionFactory(DjangoModelFactory):
    class Meta:
        model = FrameworkVersion

    framework = factory.SubFactory(FrameworkFactory)
    number = 1
    scale_kind = "proficiency"


def version_tree(*, domains: int = 2, competencies: int = 2, levels: int = 4) -> FrameworkVersion:
    """A draft version with that many domains, competencies in each, and levels, every descriptor written."""
    version = FrameworkVersionFactory()
    steps = [
        Level.objects.create(version=version, position=n, name=f"Level {n}", definition=f"Step {n}.")
        for n in range(1, levels + 1)
    ]
    for d in range(domains):
        domain = Domain.objects.create(version=version, code=f"D{d + 1}", name=f"Domain {d + 1}", position=d)
        for c in range(competencies):
            competency = Competency.objects.create(
                version=version,
                domain=domain,
                code=f"{d + 1}.{c + 1}",
                title=f"Competency {d + 1}.{c + 1}",
                statement="Does one thing well.",
                position=d * competencies + c,
            )
            Descriptor.objects.bulk_create(
                Descriptor(
                    trust_id=version.trust_id,
                    version=version,
                    competency=competency,
                    level=step,
                    text=f"{competency.code} at {step.name}.",
                )
                for step in steps
            )
    return version


def publish_for_tests(version: FrameworkVersion) -> FrameworkVersion:
    """A published version without the ceremony of its services."""
    FrameworkVersion.objects.filter(pk=version.pk).update(state="published")
    version.refresh_from_db()
    return version


class ProgrammeFactory(DjangoModelFactory):
    class Meta:
        model = Programme

    name = factory.Sequence(lambda n: f"Programme {n}")
    award = "Postgraduate Certificate in Medical Leadership"


class CohortFactory(DjangoModelFactory):
    """Open to applications until a week from now."""

    class Meta:
        model = Cohort

    programme = factory.SubFactory(ProgrammeFactory)
    framework_version = factory.LazyFunction(lambda: publish_for_tests(version_tree()))
    name = factory.Sequence(lambda n: f"Cohort {n}")
    state = CohortState.OPEN
    places = 11
    applications_open_at = factory.LazyFunction(lambda: timezone.now() - timedelta(days=7))
    applications_close_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=7))
    decisions_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=30))
    starts_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=60))
    ends_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=425))
    weekly_pa_needed = Decimal("1.00")


class CriterionFactory(DjangoModelFactory):
    class Meta:
        model = Criterion

    name = factory.Sequence(lambda n: f"Criterion {n}")
    anchors = ["Little", "Some", "Much"]
    position = factory.Sequence(lambda n: n)


class ApplicationFactory(DjangoModelFactory):
    class Meta:
        model = Application

    class Params:
        submitted = factory.Trait(
            state=ApplicationState.SUBMITTED,
            submitted_at=factory.LazyFunction(timezone.now),
            receipt=factory.Sequence(lambda n: f"R{n:06}"),
            commitment="I have led a ward round redesign.",
            insight="Discharge letters arrive late.",
            work_plan="One programmed activity a week.",
        )

    cohort = factory.SubFactory(CohortFactory)
    applicant = factory.SubFactory(PersonFactory)


class ReviewFactory(DjangoModelFactory):
    class Meta:
        model = Review

    application = factory.SubFactory(ApplicationFactory, submitted=True)
    reviewer = factory.SubFactory(PersonFactory)


class OfferFactory(DjangoModelFactory):
    """A place held open for another week."""

    class Meta:
        model = Offer

    application = factory.SubFactory(ApplicationFactory, submitted=True, state=ApplicationState.OFFERED)
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=7))


class PlaceFactory(DjangoModelFactory):
    class Meta:
        model = Place

    cohort = factory.SubFactory(CohortFactory)
    person = factory.SubFactory(PersonFactory)
    application = factory.LazyAttribute(
        lambda o: ApplicationFactory(cohort=o.cohort, applicant=o.person, submitted=True)
    )
    number = factory.LazyAttribute(lambda o: o.cohort.taken_places.count() + 1)


class RoundFactory(DjangoModelFactory):
    class Meta:
        model = Round

    cohort = factory.SubFactory(CohortFactory)
    kind = "baseline"
    state = "open"
    opens_on = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=1))
    closes_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=30))


class AssessmentFactory(DjangoModelFactory):
    class Meta:
        model = Assessment

    class Params:
        submitted = factory.Trait(
            state="submitted",
            submitted_at=factory.LazyFunction(timezone.now),
            levels=factory.LazyAttribute(lambda o: [2] * o.version.competencies.count()),
        )

    round = factory.SubFactory(RoundFactory)
    version = factory.LazyAttribute(lambda o: o.round.cohort.framework_version)
    subject = factory.SubFactory(PersonFactory)
    rater = factory.LazyAttribute(lambda o: o.subject)


class EvidenceFactory(DjangoModelFactory):
    class Meta:
        model = Evidence

    owner = factory.SubFactory(PersonFactory)
    title = "A letter from the ward"


class ImprovementProjectFactory(DjangoModelFactory):
    class Meta:
        model = ImprovementProject

    cohort = factory.SubFactory(CohortFactory)
    lead = factory.SubFactory(PersonFactory)
    title = factory.Sequence(lambda n: f"Project {n}")


class MeasureFactory(DjangoModelFactory):
    class Meta:
        model = Measure

    project = factory.SubFactory(ImprovementProjectFactory)
    name = "Letters sent within 24 hours"
    direction = "increase"
    unit = "per week"


class MeasurementFactory(DjangoModelFactory):
    class Meta:
        model = Measurement

    measure = factory.SubFactory(MeasureFactory)
    measured_on = factory.Sequence(lambda n: date(2025, 1, 6) + timedelta(weeks=n))
    value = Decimal("10")


class PDSACycleFactory(DjangoModelFactory):
    class Meta:
        model = PDSACycle

    project = factory.SubFactory(ImprovementProjectFactory)
    number = factory.Sequence(lambda n: n + 1)
    question = "Does it help one patient?"
    prediction = "It helps a little."
    scale = "One clinic"
