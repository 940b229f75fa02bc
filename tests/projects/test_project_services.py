"""Projects are proposed by those with a place, approved by others, and stopped only with learning."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from projects.models import ImprovementProject
from projects.services.projects import (
    add_team_member,
    approve_project,
    ask_for_approval,
    complete_project,
    pause_project,
    propose_project,
    remove_team_member,
    resume_project,
    return_project,
    save_charter,
    set_competencies,
    start_project,
    stop_project,
    sustain_project,
)
from projects.states import PROJECT, ProjectState
from tests.projects.support import FIRST, proposed, running
from tests.support.factories import PlaceFactory, StrategicObjectiveFactory, version_tree
from tests.support.world import World
from trusts.models import Event, Message
from trusts.workflow import IllegalMoveError, RefusedError


def actions() -> list[str]:
    return list(Event.objects.order_by("created_at", "pk").values_list("action", flat=True))


def test_a_doctor_with_a_place_proposes(in_trust: World) -> None:
    PlaceFactory(cohort=in_trust.cohort, person=in_trust.doctor)

    project = propose_project(cohort=in_trust.cohort, by=in_trust.doctor, title=" Letters sooner ")

    assert (project.title, project.state, project.lead) == ("Letters sooner", "idea", in_trust.doctor)
    assert actions() == ["project.propose"]


@pytest.mark.parametrize("state", [None, "withdrawn", "complete"])
def test_nobody_without_an_active_place_proposes(in_trust: World, state: str | None) -> None:
    if state:
        PlaceFactory(cohort=in_trust.cohort, person=in_trust.doctor, state=state)

    with pytest.raises(RefusedError, match="Only a doctor with a place"):
        propose_project(cohort=in_trust.cohort, by=in_trust.doctor, title="Letters sooner")


def test_a_second_click_finds_the_first_project(in_trust: World) -> None:
    PlaceFactory(cohort=in_trust.cohort, person=in_trust.doctor)

    first = propose_project(cohort=in_trust.cohort, by=in_trust.doctor, title="Letters sooner")
    second = propose_project(cohort=in_trust.cohort, by=in_trust.doctor, title="letters sooner")

    assert first == second
    assert ImprovementProject.objects.count() == 1


def test_the_guided_aim_writes_its_sentence(in_trust: World) -> None:
    project = proposed(in_trust)

    by = f"{in_trust.cohort.ends_on:%-d %B %Y}"
    assert project.aim == f"Increase letters sent within a day for patients of ward 3 from 40% to 90% by {by}."


def test_the_sentence_follows_the_parts_and_own_words_stay(in_trust: World) -> None:
    project = proposed(in_trust)

    project = save_charter(project=project, by=in_trust.doctor, aim_target=Decimal("95.5"))
    assert "from 40% to 95.5% by" in project.aim
    project = save_charter(project=project, by=in_trust.doctor, aim="Every letter within a day.")
    project = save_charter(project=project, by=in_trust.doctor, aim_target=Decimal(80))
    assert project.aim == "Every letter within a day."
    project = save_charter(project=project, by=in_trust.doctor, aim="")
    assert "from 40% to 80% by" in project.aim


def test_a_save_from_an_older_page_is_refused(in_trust: World) -> None:
    project = proposed(in_trust)
    edition = project.edition
    save_charter(project=project, by=in_trust.doctor, edition=edition, problem="First window.")

    with pytest.raises(RefusedError, match="saved in another window"):
        save_charter(project=project, by=in_trust.doctor, edition=edition, problem="Second window.")

    project.refresh_from_db()
    assert project.problem == "First window."


def test_the_audit_names_fields_and_never_their_text(in_trust: World) -> None:
    project = proposed(in_trust)

    save_charter(project=project, by=in_trust.doctor, problem="Secret words", aim_target=Decimal(70))

    event = Event.objects.filter(action="project.save_charter").latest("created_at")
    assert event.data == {"fields": ["aim", "aim_target", "problem"]}


def test_a_lead_cannot_sponsor_their_own_project(in_trust: World) -> None:
    with pytest.raises(RefusedError, match="cannot sponsor"):
        proposed(in_trust, sponsor=in_trust.doctor)


@pytest.mark.parametrize("who", ["line_manager", "director", "medical_director"])
def test_sponsor_or_director_approves_and_the_aim_is_kept(in_trust: World, who: str) -> None:
    project = proposed(in_trust)

    approved = approve_project(project=project, by=getattr(in_trust, who))

    assert (approved.state, approved.approved_by, approved.approved_aim) == (
        "approved",
        getattr(in_trust, who),
        project.aim,
    )


def test_nobody_approves_a_project_they_lead(in_trust: World) -> None:
    with pytest.raises(RefusedError, match="not by its lead"):
        approve_project(project=proposed(in_trust), by=in_trust.doctor)


def test_an_incomplete_charter_is_not_approved_and_all_that_is_missing_is_named(in_trust: World) -> None:
    project = proposed(in_trust, problem="", sponsor=None)

    for deed, by in ((approve_project, in_trust.director), (ask_for_approval, in_trust.doctor)):
        with pytest.raises(RefusedError, match="needs the problem and a sponsor"):
            deed(project=project, by=by)


def test_asking_twice_writes_to_the_sponsor_once(in_trust: World) -> None:
    project = proposed(in_trust)
    Message.objects.all().delete()

    ask_for_approval(project=project, by=in_trust.doctor)
    ask_for_approval(project=project, by=in_trust.doctor)

    assert [(m.recipient, m.subject) for m in Message.objects.all()] == [
        (in_trust.line_manager, "Please approve: Letters sooner")
    ]


def test_a_returned_charter_can_be_asked_for_again(in_trust: World) -> None:
    project = ask_for_approval(project=proposed(in_trust), by=in_trust.doctor)

    project = return_project(project=project, reason="Say which ward.", by=in_trust.line_manager)
    assert (project.approval_asked_at, project.return_reason) == (None, "Say which ward.")

    project = ask_for_approval(project=project, by=in_trust.doctor)
    assert project.return_reason == ""


def test_approving_twice_is_refused(in_trust: World) -> None:
    project = approve_project(project=proposed(in_trust), by=in_trust.director)

    with pytest.raises(IllegalMoveError):
        approve_project(project=project, by=in_trust.director)


def test_the_whole_life_of_a_project(in_trust: World) -> None:
    project = running(in_trust)

    project = pause_project(project=project, by=in_trust.doctor, reason="On leave.")
    project = resume_project(project=project, by=in_trust.doctor)
    project = complete_project(project=project, learning="It holds.", by=in_trust.doctor)
    project = sustain_project(project=project, by=in_trust.doctor, owner="Ward clerk")

    assert (project.state, project.starts_on, project.sustain_owner) == ("sustained", FIRST, "Ward clerk")
    assert project.ends_on == timezone.localdate()
    assert [a for a in actions() if a.startswith("improvementproject.")] == [
        f"improvementproject.{move}" for move in ("approve", "start", "pause", "resume", "complete", "sustain")
    ]


@pytest.mark.parametrize("deed", [stop_project, complete_project])
def test_ending_needs_learning(in_trust: World, deed: object) -> None:
    with pytest.raises(RefusedError, match="learnt"):
        deed(project=running(in_trust), learning="  ", by=in_trust.doctor)


def test_a_project_does_not_start_tomorrow(in_trust: World) -> None:
    project = approve_project(project=proposed(in_trust), by=in_trust.director)

    with pytest.raises(RefusedError, match="today"):
        start_project(project=project, by=in_trust.doctor, on=timezone.localdate() + timedelta(days=1))


def test_a_project_neither_ends_before_it_began_nor_begins_in_1900(in_trust: World) -> None:
    project, early = running(in_trust), FIRST - timedelta(days=1)
    waiting = approve_project(project=proposed(in_trust, title="Another"), by=in_trust.director)

    for deed in (stop_project, complete_project):
        with pytest.raises(RefusedError, match=r"cannot end before it began, on 6 January 2025\."):
            deed(project=project, learning="It helped.", on=early, by=in_trust.doctor)
    with pytest.raises(RefusedError, match="Check the year"):
        start_project(project=waiting, by=in_trust.doctor, on=date(1900, 1, 1))
    assert complete_project(project=project, learning="It helped.", on=FIRST, by=in_trust.doctor).ends_on == FIRST


def test_a_finished_project_is_no_longer_written(in_trust: World) -> None:
    project = stop_project(project=running(in_trust), learning="It made no difference.", by=in_trust.doctor)

    with pytest.raises(RefusedError, match="stopped, with learning, so it can no longer be changed"):
        save_charter(project=project, by=in_trust.doctor, problem="Another")


@pytest.mark.parametrize("name", list(PROJECT.moves))
@pytest.mark.parametrize("state", list(ProjectState))
def test_every_move_from_every_state(name: str, state: str) -> None:
    legal = {
        ("approve", "idea"),
        ("start", "approved"),
        ("pause", "running"),
        ("resume", "paused"),
        *(("stop", state) for state in ("idea", "approved", "running", "paused")),
        ("complete", "running"),
        ("sustain", "complete"),
    }

    assert PROJECT.allows(name, state) is ((name, str(state)) in legal)


def test_competencies_are_of_the_pinned_version(in_trust: World) -> None:
    project = proposed(in_trust)
    own = list(in_trust.cohort.framework_version.competencies.all())
    other = version_tree().competencies.first()

    set_competencies(project=project, competencies=own[:2], by=in_trust.doctor)
    set_competencies(project=project, competencies=own[1:3], by=in_trust.doctor)
    with pytest.raises(RefusedError, match="framework version this cohort"):
        set_competencies(project=project, competencies=[other], by=in_trust.doctor)

    assert list(project.competencies.order_by("position")) == own[1:3]


def test_team_members_are_credited_once_and_can_be_removed(in_trust: World) -> None:
    project = proposed(in_trust)

    first = add_team_member(project=project, name="Carol Yates", profession="Ward manager", by=in_trust.doctor)
    second = add_team_member(project=project, name="carol yates", profession="Nurse", by=in_trust.doctor)
    remove_team_member(team_member=first, by=in_trust.doctor)
    remove_team_member(team_member=first, by=in_trust.doctor)

    assert first == second
    assert project.team.count() == 0
    assert actions().count("project.remove_team_member") == 1


def test_the_database_keeps_approver_and_instant_together(in_trust: World) -> None:
    project = proposed(in_trust)

    with pytest.raises(IntegrityError, match="project_approved_pair"), transaction.atomic():
        ImprovementProject.objects.filter(pk=project.pk).update(approved_at=timezone.now())


def test_naming_a_sponsor_tells_them(in_trust: World) -> None:
    proposed(in_trust, objective=StrategicObjectiveFactory())

    assert [message.recipient for message in Message.objects.all()] == [in_trust.line_manager]
