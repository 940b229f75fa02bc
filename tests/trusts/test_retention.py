"""What is not needed any more goes by itself: by the Trust's periods, counted before, never what is on hold."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from assessments.models import Rating
from cohorts.models import Application, Cohort
from frameworks.models import Competency
from tests.support.factories import ApplicationFactory, AssessmentFactory, EvidenceFactory
from tests.support.world import World
from trusts.clocks import CLOCKED, clock_of, months_before
from trusts.emptying import ERASED, NOBODY
from trusts.labels import Record, labels_of
from trusts.models import Erasure, Membership, Person, User
from trusts.services.holds import lift_hold, put_hold
from trusts.services.retention import due, run_retention, set_period
from trusts.tasks import retain
from trusts.tenancy import trust_context
from trusts.walk import labelled_models


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> None:
    """Files and the list of a test's own."""
    settings.FILES_ROOT, settings.ERASURE_LIST = str(tmp_path), str(tmp_path / "erasures.jsonl")


def ended(world: World, months: int) -> None:
    """The cohort ended so long ago."""
    end = months_before(timezone.localdate(), months)
    Cohort.objects.filter(pk=world.cohort.pk).update(starts_on=end - timedelta(days=300), ends_on=end)


def story(world: World) -> Application:
    assessment = AssessmentFactory(round__cohort=world.cohort, subject=world.doctor)
    competency = Competency.objects.filter(version=assessment.version).first()
    Rating.objects.create(assessment=assessment, competency=competency, level=2, reason="A reason")
    type(assessment).objects.filter(pk=assessment.pk).update(state="submitted", levels=[2], submitted_at=timezone.now())
    return ApplicationFactory(cohort=world.cohort, applicant=world.doctor, submitted=True)


def test_words_go_when_their_time_is_over_and_not_a_day_before(in_trust: World) -> None:
    application = story(in_trust)
    ended(in_trust, 12)
    assert due(timezone.localdate()) == []  # on the day itself it is still kept
    assert [table.table for table in due(timezone.localdate() + timedelta(days=1))] == ["cohorts.application"]

    run_retention(timezone.localdate() + timedelta(days=1))

    application.refresh_from_db()
    assert application.commitment == ERASED
    assert Rating.objects.get().reason == "A reason"
    assert due(timezone.localdate() + timedelta(days=1)) == []
    assert Erasure.objects.get().counts == {"cohorts.application": 1}


def test_reasons_of_a_submitted_assessment_go_and_levels_stay(in_trust: World) -> None:
    story(in_trust)
    ended(in_trust, 25)

    run_retention(timezone.localdate())

    rating = Rating.objects.get()
    assert (rating.reason, rating.level) == (ERASED, 2)


def test_a_trust_sets_its_own_periods(in_trust: World) -> None:
    application = story(in_trust)
    ended(in_trust, 13)
    set_period(record=Record.SELECTION, months=18, by=in_trust.administrator)

    run_retention(timezone.localdate())

    application.refresh_from_db()
    assert application.commitment != ERASED


def test_a_hold_keeps_it_until_it_is_lifted(in_trust: World) -> None:
    application = story(in_trust)
    ended(in_trust, 30)
    hold = put_hold(person=in_trust.doctor, reason="An appeal", by=in_trust.administrator)
    assert run_retention(timezone.localdate()) == []

    lift_hold(hold=hold, by=in_trust.administrator)
    run_retention(timezone.localdate())

    application.refresh_from_db()
    assert application.commitment == ERASED


def test_others_and_what_was_changed_lately_stay(in_trust: World) -> None:
    evidence = EvidenceFactory(owner=in_trust.doctor, title="A letter")
    story(in_trust)
    ended(in_trust, 30)
    other = ApplicationFactory(applicant=in_trust.colleague, submitted=True)

    run_retention(timezone.localdate())

    evidence.refresh_from_db()
    other.refresh_from_db()
    assert (evidence.title, other.commitment) == ("A letter", "I have led a ward round redesign.")


def test_who_left_long_ago_loses_their_name_and_their_way_in(world: World) -> None:
    long_ago = timezone.now() - timedelta(days=73 * 31)
    with trust_context(world.trust.pk):
        Membership.objects.filter(user=world.mentor.user).update(is_active=False, ended_at=long_ago)

    retain()

    with trust_context(world.trust.pk):
        assert str(Person.objects.get(pk=world.mentor.pk)) == NOBODY
        assert str(Person.objects.get(pk=world.doctor.pk)) == "Dr Doctor Northfield"
    user = User.objects.get(pk=world.mentor.user_id)
    assert (user.is_active, user.email.endswith("@erased.invalid")) == (False, True)


def test_a_dry_run_counts_and_changes_nothing(world: World, capsys: Any) -> None:
    with trust_context(world.trust.pk):
        application = story(world)
        ended(world, 30)

    call_command("retention", "--dry-run")

    assert "northfield selection cohorts.application: 1" in capsys.readouterr().out
    with trust_context(world.trust.pk):
        application.refresh_from_db()
    assert application.commitment != ERASED


def test_every_clock_is_the_end_of_a_cohort_or_a_moment_of_the_row() -> None:
    clocks = {m._meta.label_lower: clock_of(m, labels) for m, labels in labelled_models() if labels.record in CLOCKED}

    assert clocks["cohorts.score"] in ("review__application__cohort__ends_on", "criterion__cohort__ends_on")
    assert clocks["assessments.rating"] == "assessment__round__cohort__ends_on"
    assert clocks["projects.measurement"] == "measure__project__cohort__ends_on"
    assert clocks["assessments.evidence"] == "updated_at"
    assert clocks["trusts.message"] == "created_at"
    assert labels_of(Application) is not None


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2027, 3, 31), 1, date(2027, 2, 28)),
        (date(2027, 1, 15), 1, date(2026, 12, 15)),
        (date(2028, 2, 29), 12, date(2027, 2, 28)),
    ],
)
def test_months_are_counted_back_by_the_calendar(day: date, months: int, before: date) -> None:
    assert months_before(day, months) == before


def test_the_page_tells_what_is_due_and_keeps_periods(world: World, sign_in: Any) -> None:
    with trust_context(world.trust.pk):
        story(world)
        ended(world, 30)
    client = sign_in(world.administrator)
    page = client.get("/t/northfield/retention/").content.decode()
    assert "<td>Applications</td>" in page
    months = {
        "selection": 36,
        "development": 24,
        "project": 72,
        "academic": 72,
        "message": 6,
        "person": 72,
        "report": 12,
    }

    assert client.post("/t/northfield/retention/", months).status_code == 302

    assert "<td>Applications</td>" not in client.get("/t/northfield/retention/").content.decode()
    assert "36 months after the cohort ends" in client.get("/t/northfield/privacy/").content.decode()
    wrong = client.post("/t/northfield/retention/", months | {"message": ""}).content.decode()
    assert "” must be a whole number from 1 to 600" in wrong
    assert sign_in(world.director).get("/t/northfield/retention/").status_code == 403
