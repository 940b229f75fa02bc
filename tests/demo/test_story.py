"""The whole story, loaded through the services: what the content tells is what is found."""

import time
from collections import Counter

import pytest
from django.core.management import call_command
from django.utils import timezone

from assessments.models import Assessment, Evidence, Reopening, Round
from assessments.selectors import trend
from cohorts.models import Application, Cohort, Decision, Place, Review, Score, StagedDecision
from frameworks.models import Competency, FrameworkVersion
from projects.models import ImprovementProject, Measurement, PDSACycle
from reports.models import Report
from trusts.models import (
    Erasure,
    Event,
    Hold,
    Invitation,
    Message,
    MessageTemplate,
    NoticePreference,
    RetentionPeriod,
    Trust,
)
from trusts.tenancy import trust_context


def states(model: type, *names: str, **which: object) -> dict[object, int]:
    rows = model.objects.filter(**which).values_list(*(names or ["state"]), flat=not names)
    return dict(Counter(rows))


@pytest.mark.django_db
def test_the_story_is_whole_and_a_second_run_adds_nothing() -> None:
    call_command("demo")

    with trust_context(Trust.objects.get(slug="lancashire").pk):
        lancashire_is_half_way()
        nothing_happened_in_the_future()
    with trust_context(Trust.objects.get(slug="blackpool").pk):
        blackpool_takes_applications()
        nothing_happened_in_the_future()
    a_second_run_is_quick_and_adds_nothing()


def lancashire_is_half_way() -> None:
    assert states(FrameworkVersion, "number", "state") == {(1, "published"): 1, (2, "draft"): 1}
    assert FrameworkVersion.objects.get(number=2).approval_asked_at
    assert Competency.objects.filter(version__number=1).count() == 27
    assert states(Cohort, "name", "state") == {
        ("Pilot 1", "complete"): 1,
        ("Pilot 2", "complete"): 1,
        ("Cohort 1", "running"): 1,
    }
    first = Cohort.objects.get(name="Cohort 1")
    assert states(Application, cohort=first) == {"accepted": 11, "waiting": 2, "declined": 2, "withdrawn": 1}
    assert states(Review) == {"submitted": 47, "conflicted": 1}
    assert states(StagedDecision, "outcome", application__state="waiting") == {("decline",): 2}
    a_place_was_given_up_and_taken()
    assert states(Round, "kind", "state", cohort=first) == {
        ("baseline", "closed"): 1,
        ("midpoint", "closed"): 1,
        ("end", "open"): 1,
    }
    assert states(Assessment, "round__kind", "state", round__cohort=first) == {
        ("baseline", "released"): 8,
        ("baseline", "submitted"): 3,
        ("midpoint", "released"): 7,
        ("midpoint", "submitted"): 3,
        ("midpoint", "draft"): 1,
        ("end", "draft"): 1,
    }
    assert states(Reopening, "is_granted") == {(True,): 1}
    assert states(ImprovementProject) == {"running": 8, "stopped": 1, "paused": 1, "sustained": 1, "idea": 2}
    assert not ImprovementProject.objects.filter(objective__code="O4").exists()
    assert not ImprovementProject.objects.filter(aim__regex="month [0-9]").exists()
    assert states(PDSACycle) == {"studied": 36, "doing": 4}
    assert Measurement.objects.filter(is_ghost=True).count() == 1
    assert Measurement.objects.filter(measure__recalculations__isnull=False).count() == 36
    assert states(Report, "kind", "state") == {
        ("cohort", "queued"): 1,
        ("individual", "queued"): 1,
        ("university", "queued"): 1,
        ("hr_xlsx", "queued"): 1,
    }
    assert states(Message) == {"sent": Message.objects.count() - 2, "failed": 1, "waiting": 1}
    the_administrator_has_something_in_hand()
    there_is_a_trend()
    nobody_is_left_without_a_word()
    assert MessageTemplate.objects.get().kind == "place_offered"
    assert NoticePreference.objects.filter(timing="daily").values("person").distinct().count() == 3


def a_place_was_given_up_and_taken() -> None:
    held = Place.objects.filter(state="active", cohort__name="Cohort 1")
    assert sorted(held.values_list("number", flat=True)) == list(range(1, 12))
    given_up = Place.objects.get(state="withdrawn")
    taken = held.get(number=given_up.number)
    assert str(given_up.person) == "Dr Gareth Pryce-Evans"
    assert given_up.end_reason
    assert taken.created_at.date() >= given_up.ended_on
    assert str(taken.person) == "Dr Tan Wei Ling"


def the_administrator_has_something_in_hand() -> None:
    assert states(Invitation) == {"sent": 1, "withdrawn": 1}
    assert states(Erasure) == {"asked": 1}
    assert Hold.objects.in_force().count() == 1
    assert RetentionPeriod.objects.count() == 1


def there_is_a_trend() -> None:
    """A pilot too small to be shown at its end, one that moved, and the cohort that runs."""
    found = trend()
    assert [(cohort.name, cohort.kinds[-1], len(found.steps(cohort))) for cohort in found.cohorts] == [
        ("Pilot 1", "end", 0),
        ("Pilot 2", "end", 6),
        ("Cohort 1", "midpoint", 6),
    ]
    assert all(change.median > 0 for change in found.steps(found.cohorts[1]))


def nobody_is_left_without_a_word() -> None:
    """Free text where a person would have written something."""
    for model, *fields in (
        (Application, "commitment", "insight", "work_plan"),
        (Score, "reason"),
        (ImprovementProject.objects.exclude(state="idea"), "patients_experience", "risks"),
        (ImprovementProject, "problem", "aim", "stakeholders"),
        (Evidence, "description"),
        (Decision, "reason"),
        (StagedDecision, "reason"),
        (FrameworkVersion.objects.filter(number=2), "change_note"),
    ):
        rows = model.objects if hasattr(model, "objects") else model
        for field in fields:
            assert not rows.filter(**{field: ""}).exists(), (model, field)
    assert (
        Review.objects.exclude(comment="").count()
        >= Application.objects.filter(reviews__isnull=False).distinct().count()
    )


def blackpool_takes_applications() -> None:
    assert states(Cohort) == {"open": 1}
    assert states(Application) == {"draft": 4, "submitted": 1}
    assert states(Review) == {"submitted": 1, "assigned": 1}
    assert Cohort.objects.get().takes_applications(timezone.now())
    assert not Round.objects.exists()


def nothing_happened_in_the_future() -> None:
    now = timezone.now()
    assert not Event.objects.filter(created_at__gt=now).exists()
    assert not Measurement.objects.filter(measured_on__gt=timezone.localdate()).exists()


def a_second_run_is_quick_and_adds_nothing() -> None:
    before = {}
    for counts in (before, after := {}):
        began = time.process_time()
        call_command("demo")
        spent = time.process_time() - began
        for trust in Trust.objects.all():
            with trust_context(trust.pk):
                counts[trust.slug] = (Event.objects.count(), Assessment.objects.count(), Message.objects.count())

    assert before == after
    assert spent < 1
