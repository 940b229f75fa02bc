"""A prediction is written before doing begins, and is locked from then on."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from projects.models import PDSACycle
from projects.services.cycles import edit_plan, plan_cycle, start_cycle, study_cycle
from tests.projects.support import FIRST, proposed, running
from tests.support.world import World
from trusts.workflow import IllegalMoveError, RefusedError

STUDY = {"happened": "Eleven came.", "learning": "End in half an hour.", "act": "adapt"}


def planned(world: World, prediction: str = "Five will come.") -> PDSACycle:
    return plan_cycle(
        project=running(world), question="Will they come?", prediction=prediction, scale="One ward", by=world.doctor
    )


def test_cycles_are_numbered_and_a_second_click_plans_nothing(in_trust: World) -> None:
    first = planned(in_trust)
    again = plan_cycle(project=first.project, question="Will they come?", by=in_trust.doctor)
    second = plan_cycle(project=first.project, question="Will they come twice?", by=in_trust.doctor)

    assert again == first
    assert (first.number, second.number) == (1, 2)


def test_doing_needs_a_prediction(in_trust: World) -> None:
    cycle = planned(in_trust, prediction="")

    with pytest.raises(RefusedError, match="Write what you expect"):
        start_cycle(cycle=cycle, on=FIRST, by=in_trust.doctor)
    with pytest.raises(IntegrityError, match="cycle_predicts_first"), transaction.atomic():
        PDSACycle.objects.filter(pk=cycle.pk).update(state="doing")


def test_the_prediction_is_locked_once_doing_began(in_trust: World) -> None:
    cycle = planned(in_trust)
    cycle = edit_plan(cycle=cycle, question="Will they come?", prediction="Six.", scale="One ward", by=in_trust.doctor)
    cycle = start_cycle(cycle=cycle, on=FIRST, by=in_trust.doctor)

    with pytest.raises(RefusedError, match="locked"):
        edit_plan(cycle=cycle, question="?", prediction="Eleven.", scale="", by=in_trust.doctor)

    cycle.refresh_from_db()
    assert (cycle.prediction, cycle.state, cycle.started_on) == ("Six.", "doing", FIRST)


def test_a_test_is_studied_after_it_was_done(in_trust: World) -> None:
    cycle = planned(in_trust)

    with pytest.raises(IllegalMoveError):
        study_cycle(cycle=cycle, on=FIRST, by=in_trust.doctor, **STUDY)
    start_cycle(cycle=cycle, on=FIRST, by=in_trust.doctor)
    cycle = study_cycle(cycle=cycle, on=date(2025, 1, 20), prediction_met="no", by=in_trust.doctor, **STUDY)

    assert (cycle.state, cycle.act, cycle.prediction_met, cycle.ended_on) == (
        "studied",
        "adapt",
        "no",
        date(2025, 1, 20),
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"happened": ""}, "what happened"),
        ({"learning": " "}, "what you learnt"),
        ({"act": "celebrate"}, "adopt, adapt, abandon or expand"),
        ({"prediction_met": "perhaps"}, "yes, partly or no"),
        ({"on": FIRST - timedelta(days=1)}, "before it began"),
        ({"on": timezone.localdate() + timedelta(days=2)}, "today"),  # also when midnight has passed since
    ],
)
def test_a_study_that_is_refused(in_trust: World, change: dict, words: str) -> None:
    cycle = start_cycle(cycle=planned(in_trust), on=FIRST, by=in_trust.doctor)

    with pytest.raises(RefusedError, match=words):
        study_cycle(cycle=cycle, by=in_trust.doctor, **{**STUDY, **change})


def test_no_test_begins_before_the_project(in_trust: World) -> None:
    cycle = plan_cycle(project=proposed(in_trust), question="Q?", prediction="P.", by=in_trust.doctor)

    with pytest.raises(RefusedError, match="Start the project"):
        start_cycle(cycle=cycle, by=in_trust.doctor)
    with pytest.raises(RefusedError, match=r"cannot begin before its project did, on 6 January 2025\."):
        start_cycle(cycle=planned(in_trust), on=FIRST - timedelta(days=1), by=in_trust.doctor)
