"""Real workers on a real broker: killed, doubled, forgotten and poisoned, and still one file each."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from kombu import Queue

from config.celery import app
from config.nudge import nudge
from reports.models import Report
from reports.services.jobs import TASK, request_report
from reports.tasks import sweep_reports
from tests.support.world import World
from trusts.nudges import Turn
from trusts.tenancy import trust_context

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]

LEASE = 2
PATIENCE = 120.0
ROOT = Path(__file__).parents[2]


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.1)


@pytest.fixture
def broker(settings: Any) -> Iterator[None]:
    """This test's queues, empty before and after; short leases."""
    settings.REPORT_LEASE_SECONDS = settings.REPORT_NUDGE_AGAIN_SECONDS = LEASE
    empty_broker()
    yield
    empty_broker()


def empty_broker() -> None:
    with app.connection_for_write() as broker:
        client = broker.default_channel.client
        keys = client.connection_pool.get_connection()
        keys.send_command("KEYS", f"{broker.transport_options['global_keyprefix']}*")
        found = keys.read_response()
        for key in found:
            keys.send_command("DEL", key)
            keys.read_response()
        client.connection_pool.release(keys)


@pytest.fixture
def environment(files: Path) -> dict[str, str]:
    """What another process needs to work on this test's database and files."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "HOMEGROWN_DATABASE_NAME": connection.settings_dict["NAME"],
        "HOMEGROWN_FILES_ROOT": str(files),
        "HOMEGROWN_REPORT_LEASE_SECONDS": str(LEASE),
    }


@pytest.fixture
def start_worker(broker: None, environment: dict[str, str]) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """start_worker() starts a worker on the test's database; all are gone at the end."""
    started: list[subprocess.Popen[bytes]] = []
    command = [sys.executable, "-m", "celery", "-A", "tests.support.worker", "worker", "-Q", "pdf", "-c", "2"]

    def start() -> subprocess.Popen[bytes]:
        number = len(started)
        worker = subprocess.Popen(
            [*command, "-n", f"w{number}@test", "--without-gossip", "--without-mingle", "-l", "WARNING"],
            cwd=ROOT,
            env=environment,
            start_new_session=True,
        )
        started.append(worker)
        return worker

    yield start
    for worker in started:
        kill(worker)


def kill(worker: subprocess.Popen[bytes]) -> None:
    if worker.poll() is None:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()


def ask(world: World, kind: str) -> Report:
    with trust_context(world.trust.pk):
        return request_report(kind=kind, cohort=world.cohort, by=world.director)


def state(world: World, report: Report) -> str:
    with trust_context(world.trust.pk):
        report.refresh_from_db()
    return report.state


def on_disk(files: Path) -> list[str]:
    return sorted(path.relative_to(files).as_posix() for path in files.rglob("*") if path.is_file())


def test_a_report_is_made_by_a_worker_and_duplicates_find_nothing_to_do(
    world: World, start_worker: Any, files: Path
) -> None:
    start_worker()
    report = ask(world, "slow")
    for _ in range(5):
        assert nudge(TASK, world.trust.pk, str(report.pk))

    until(lambda: state(world, report) == "ready")
    time.sleep(1)

    state(world, report)
    assert report.attempt == 1
    assert on_disk(files) == [report.file_key]


def test_a_worker_killed_in_the_middle_leaves_one_file_made_by_the_next(
    world: World, start_worker: Any, files: Path
) -> None:
    worker = start_worker()
    report = ask(world, "slow")
    until(lambda: bool(on_disk(files)))  # half a file lies there
    kill(worker)
    assert state(world, report) == "running"

    start_worker()
    until(lambda: bool(sweep_reports()) or state(world, report) == "ready")
    until(lambda: state(world, report) == "ready")

    assert report.attempt == 2
    whole = [name for name in on_disk(files) if not Path(name).name.startswith(".")]
    assert whole == [report.file_key]


def test_the_broker_gives_out_whose_turn_is_first(broker: None) -> None:
    for turn in (Turn.USUAL, Turn.SOON, Turn.FIRST, Turn.USUAL):
        assert nudge(TASK, 1, turn.name, turn=turn)

    with app.connection_for_read() as connected:
        queue = Queue("pdf")(connected.default_channel)
        taken = [queue.get(no_ack=True).payload[0][1] for _ in range(4)]

    assert taken == ["FIRST", "SOON", "USUAL", "USUAL"]


def test_an_emptied_broker_loses_no_report(world: World, start_worker: Any, files: Path) -> None:
    report = ask(world, "slow")
    empty_broker()
    start_worker()
    time.sleep(LEASE)
    assert state(world, report) == "queued"

    until(lambda: bool(sweep_reports()))
    until(lambda: state(world, report) == "ready")

    assert on_disk(files) == [report.file_key]


def test_a_report_that_kills_its_worker_is_given_up_and_the_others_are_made(
    world: World, start_worker: Any, files: Path
) -> None:
    start_worker()
    poison, good = ask(world, "poison"), ask(world, "slow")

    def settled() -> bool:
        sweep_reports()
        return state(world, poison) == "failed" and state(world, good) == "ready"

    until(settled)

    assert poison.error.startswith("Making this report stopped the worker 3 times.")
    assert poison.attempt == 3
    whole = [name for name in on_disk(files) if not Path(name).name.startswith(".")]
    assert whole == [good.file_key]


def test_a_report_that_raises_fails_at_once_with_words_for_a_person(
    world: World, start_worker: Any, files: Path
) -> None:
    start_worker()
    report = ask(world, "broken")

    until(lambda: state(world, report) == "failed")

    assert report.error.startswith("Something went wrong")
    assert on_disk(files) == []


ASK_WITHOUT_A_BROKER = """
import sys, time, django
django.setup()
from django.test import Client
from trusts.models import User
client = Client()
client.force_login(User.objects.get(pk=sys.argv[1]), backend="allauth.account.auth_backends.AuthenticationBackend")
client.get(sys.argv[2])  # imports what the first request imports
began = time.monotonic()
answer = client.post(sys.argv[2], {"kind": "cohort", "key": "k", "cohort": sys.argv[3]})
print(answer.status_code, time.monotonic() - began < 2)
"""


def test_a_broker_that_is_down_does_not_fail_the_request(world: World, environment: dict[str, str]) -> None:
    page = f"/t/{world.trust.slug}/reports/request/"

    said = subprocess.run(
        [sys.executable, "-c", ASK_WITHOUT_A_BROKER, str(world.director.user_id), page, str(world.cohort.pk)],
        env={**environment, "HOMEGROWN_BROKER_URL": "redis+socket:///nowhere/redis.sock"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    assert said.stdout.strip() == "302 True"
    with trust_context(world.trust.pk):
        assert Report.objects.get().state == "queued"
