"""Two at once: whoever comes second sees what the first has done."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event
from time import sleep
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from assessments.models import Assessment, Round
from assessments.services.assessments import ask_to_reopen, rate, reopen_assessment, submit_assessment
from assessments.services.rounds import close_round, plan_round
from tests.assessments.conftest import Stage
from trusts.tenancy import trust_context
from trusts.workflow import RefusedError

pytestmark = pytest.mark.django_db(transaction=True)


def second(stage: Stage, first: Callable[[], Any], then: Callable[[], Any]) -> Any:
    """What the second deed returns, or is refused with, when it comes before the first is committed."""
    done = Event()

    def keep() -> None:
        try:
            with trust_context(stage.world.trust.pk):
                first()
                done.set()
                sleep(0.3)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        kept = pool.submit(keep)
        assert done.wait(timeout=30)
        try:
            with trust_context(stage.world.trust.pk):
                return then()
        except RefusedError as refusal:
            return str(refusal)
        finally:
            kept.result()


def test_nothing_is_submitted_or_reopened_while_the_round_closes(stage: Stage) -> None:
    w = stage.world
    with trust_context(w.trust.pk):
        draft = stage.draft(w.doctor)
        for competency in stage.competencies:
            rate(assessment=draft, competency=competency, by=w.doctor, level=2)
        other = stage.submit(w.colleague)
        ask_to_reopen(assessment=other, reason="I misread the levels.", by=w.colleague)
    deeds = {
        "The baseline closed": lambda: submit_assessment(assessment=draft, by=w.doctor),
        "The round has closed": lambda: reopen_assessment(assessment=other, reason="Granted.", by=w.director),
    }

    for said, deed in deeds.items():
        with trust_context(w.trust.pk):
            Round.objects.update(state="open")
        told = second(stage, lambda: close_round(round=stage.baseline, by=w.director), deed)
        assert str(told).startswith(said)
    with trust_context(w.trust.pk):
        assert set(Assessment.objects.values_list("state", flat=True)) == {"draft", "submitted"}


def test_a_round_planned_twice_at_once_is_planned_once_and_said(stage: Stage) -> None:
    today = timezone.localdate()
    planned = {
        "cohort": stage.world.cohort,
        "kind": "end",
        "opens_on": today,
        "closes_on": today + timedelta(days=14),
        "by": stage.world.director,
    }

    told = second(stage, lambda: plan_round(**planned), lambda: plan_round(**planned))

    assert told == "This cohort already has its end round."
