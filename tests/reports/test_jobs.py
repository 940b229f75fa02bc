"""The row is the queue: claim, beat, finish, fail, retry, sweep."""

import dataclasses
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from assessments.models import Assessment, Round
from assessments.services.assessments import release_assessment, take_back_assessment
from reports.models import Report
from reports.services import files, jobs
from reports.services.downloads import open_report
from reports.services.making import MAKERS, TOO_LARGE, TOO_LONG
from reports.states import ReportState
from reports.tasks import build_report, reap_orphan_files, sweep_reports
from tests.support.world import World
from trusts.models import Event, Message
from trusts.nudges import Turn
from trusts.tenancy import trust_context
from trusts.workflow import RefusedError


def asked(world: World, **more: Any) -> Report:
    return jobs.request_report(kind="cohort", cohort=world.cohort, by=world.director, **more)


def stored(report: Report, lease: jobs.Lease, data: bytes = b"all of it") -> files.WrittenFile:
    return files.store(files.report_key(report.pk, lease.token, "pdf"), lambda file: file.write(data))


def finished(report: Report, lease: jobs.Lease) -> None:
    jobs.finish(lease=lease, stored=stored(report, lease), data_as_at=timezone.now(), data_classes=[], params={})


def claimed(report: Report) -> jobs.Lease:
    lease = jobs.claim(report_id=str(report.pk))
    assert lease is not None
    return lease


def lapse(report: Report, **fields: Any) -> None:
    Report.objects.filter(pk=report.pk).update(lease_until=timezone.now() - timedelta(seconds=1), **fields)


def test_asking_twice_with_one_key_gives_one_row_and_one_audit_line(in_trust: World) -> None:
    first, second = asked(in_trust, idem_key="k"), asked(in_trust, idem_key="k")

    assert first.pk == second.pk
    assert Event.objects.filter(action="report.request").count() == 1


def test_a_key_reaches_only_ones_own_report(in_trust: World) -> None:
    mine = asked(in_trust, idem_key="k")

    theirs = jobs.request_report(kind="cohort", cohort=in_trust.cohort, by=in_trust.medical_director, idem_key="k")

    assert mine.pk != theirs.pk


def test_a_report_for_a_university_names_it_and_no_other_does(in_trust: World) -> None:
    with pytest.raises(RefusedError, match="Name the university"):
        asked(in_trust, university=in_trust.university)


def test_one_of_two_claims_gets_the_report(in_trust: World) -> None:
    report = asked(in_trust)

    leases = [jobs.claim(report_id=str(report.pk)) for _ in range(2)]

    assert [bool(lease) for lease in leases] == [True, False]
    report.refresh_from_db()
    assert (report.state, report.attempt) == (ReportState.RUNNING, 1)


def test_a_beat_renews_the_lease_and_says_how_far(in_trust: World) -> None:
    report = asked(in_trust)
    lease = claimed(report)
    lapse(report)

    jobs.heartbeat(lease=lease, progress=40)

    report.refresh_from_db()
    assert report.progress == 40
    assert report.lease_until > timezone.now()


def test_finishing_names_the_file_once(in_trust: World, files: Path) -> None:
    report = asked(in_trust)
    lease = claimed(report)

    finished(report, lease)

    report.refresh_from_db()
    assert (report.state, report.progress, report.size) == ("ready", 100, 9)
    assert report.file_key.startswith(f"trust-{in_trust.trust.pk}/reports/{report.pk}/")
    assert (files / report.file_key).read_bytes() == b"all of it"
    assert Message.objects.get().subject == "Ready: Cohort report, 2027"
    assert jobs.claim(report_id=str(report.pk)) is None


def test_the_late_worker_is_fenced_off(in_trust: World) -> None:
    report = asked(in_trust)
    late = claimed(report)
    lapse(report)
    second = claimed(report)

    with pytest.raises(jobs.LostLeaseError):
        jobs.heartbeat(lease=late)
    with pytest.raises(jobs.LostLeaseError):
        finished(report, late)
    jobs.fail(lease=late, reason="not mine to say")
    finished(report, second)

    report.refresh_from_db()
    assert (report.state, report.attempt) == ("ready", 2)
    assert str(second.token) in report.file_key


def test_a_failed_report_says_why_and_can_be_tried_again(in_trust: World) -> None:
    report = asked(in_trust)
    jobs.fail(lease=claimed(report), reason="No space.")
    report.refresh_from_db()
    assert (report.state, report.error) == ("failed", "No space.")
    assert "No space." in Message.objects.get().body

    again = [jobs.retry_report(report=report, by=in_trust.director) for _ in range(2)][-1]

    assert (again.state, again.attempt, again.error) == ("queued", 0, "")
    assert Event.objects.filter(action="report.retry").count() == 1


def test_three_attempts_without_an_answer_are_enough(in_trust: World) -> None:
    report = asked(in_trust)
    for _ in range(3):
        claimed(report)
        lapse(report)

    assert jobs.claim(report_id=str(report.pk)) is None
    assert jobs.sweep() == 0

    report.refresh_from_db()
    assert report.state == "failed"
    assert report.error.startswith("Making this report stopped the worker 3 times.")


def test_the_sweeper_nudges_what_was_forgotten_and_leaves_the_rest(in_trust: World) -> None:
    fresh, forgotten, lost = asked(in_trust), asked(in_trust), asked(in_trust)
    long_ago = timezone.now() - timedelta(minutes=2)
    Report.objects.filter(pk__in=[forgotten.pk, lost.pk]).update(enqueued_at=long_ago)
    claimed(lost)
    lapse(lost)

    assert (jobs.sweep(), jobs.sweep()) == (2, 0)

    assert Report.objects.get(pk=fresh.pk).enqueued_at == fresh.enqueued_at
    assert Report.objects.get(pk=forgotten.pk).enqueued_at > long_ago


def test_whose_worker_died_comes_first_and_who_waited_before_who_asks_now(
    in_trust: World, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.NUDGE = f"{__name__}.hear"
    heard.clear()
    with django_capture_on_commit_callbacks(execute=True):
        forgotten, lost = asked(in_trust), asked(in_trust)
    long_ago = timezone.now() - timedelta(minutes=2)
    Report.objects.update(enqueued_at=long_ago)
    claimed(lost)
    lapse(lost)

    with django_capture_on_commit_callbacks(execute=True):
        jobs.sweep()

    usual = [(str(report.pk), Turn.USUAL) for report in (forgotten, lost)]
    assert heard == [*usual, (str(forgotten.pk), Turn.SOON), (str(lost.pk), Turn.FIRST)]


heard: list[tuple[str, int]] = []


def hear(task: str, trust_id: int, report_id: str, *, turn: int) -> None:
    if task == jobs.TASK:
        heard.append((report_id, turn))


def test_a_file_is_written_whole_or_not_at_all(in_trust: World, files: Path) -> None:
    from reports.services.files import store

    def half(file: Any) -> None:
        file.write(b"half")
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        store("trust-1/reports/x/y.pdf", half)

    assert [path for path in files.rglob("*") if path.is_file()] == []


def test_a_damaged_file_is_not_given_out(in_trust: World, files: Path) -> None:
    from reports.services.files import open_file

    report = asked(in_trust)
    finished(report, claimed(report))
    report.refresh_from_db()
    (files / report.file_key).write_bytes(b"half of it")

    with pytest.raises(RefusedError, match="missing or damaged"):
        open_file(report)


def test_the_reaper_takes_only_old_files_nobody_refers_to(world: World, files: Path) -> None:
    import os

    with trust_context(world.trust.pk):
        report = asked(world)
        lease = claimed(report)
        kept = stored(report, lease).key
        Report.objects.filter(pk=report.pk).update(file_key=kept)
    folder = files / f"trust-{world.trust.pk}/reports"
    for name in ("orphan.pdf", "new.pdf"):
        (folder / name).write_bytes(b"x")
    for path in (files / kept, folder / "orphan.pdf"):
        os.utime(path, (0, 0))

    assert reap_orphan_files() == 1

    assert sorted(path.name for path in folder.rglob("*.pdf")) == sorted([Path(kept).name, "new.pdf"])


def test_a_storage_error_fails_plainly_and_trying_again_works(world: World, release: Any, files: Path) -> None:
    release(1)
    with trust_context(world.trust.pk):
        report = jobs.request_report(
            kind="hr_csv", cohort=world.cohort, by=world.hr_officer, params={"rounds": ["baseline"]}
        )
    files.write_bytes(b"a file where the folder should be")

    build_report(world.trust.pk, str(report.pk))

    with trust_context(world.trust.pk):
        report.refresh_from_db()
        assert (report.state, report.file_key) == ("failed", "")
        assert report.error.startswith("The finished file could not be stored.")
        files.unlink()
        jobs.retry_report(report=report, by=world.hr_officer)
    build_report(world.trust.pk, str(report.pk))
    with trust_context(world.trust.pk):
        report.refresh_from_db()
        assert (report.state, report.params["rows"]) == ("ready", 4)


def test_a_kind_nobody_can_make_fails_with_words_for_a_person(world: World, caplog: Any) -> None:
    with trust_context(world.trust.pk):
        report = Report.objects.create(kind="?", cohort=world.cohort, requested_by=world.director, idem_key="k")

    build_report(world.trust.pk, str(report.pk))

    with trust_context(world.trust.pk):
        assert Report.objects.get().error.startswith("Something went wrong")
    assert "KeyError" in caplog.text


def test_the_sweep_command_does_what_the_clock_does(world: World, capsys: Any) -> None:
    with trust_context(world.trust.pk):
        Report.objects.filter(pk=asked(world).pk).update(enqueued_at=None)

    call_command("sweep")

    said = capsys.readouterr().out
    assert "reports.tasks.sweep_reports: 1" in said
    assert "trusts.tasks.sweep_messages: 0" in said


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_with_one_key_give_one_row(world: World) -> None:
    def ask(_: int) -> str:
        try:
            with trust_context(world.trust.pk):
                return str(asked(world, idem_key="double").pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        keys = set(pool.map(ask, range(20)))

    with trust_context(world.trust.pk):
        assert keys == {str(Report.objects.get().pk)}
        assert Event.objects.filter(action="report.request").count() == 1


def test_the_sweep_visits_every_trust_and_only_what_is_there(world: World) -> None:
    for trust, cohort, by in (
        (world.trust, world.cohort, world.director),
        (world.other_trust, world.other_cohort, world.outsider),
    ):
        with trust_context(trust.pk):
            report = jobs.request_report(kind="cohort", cohort=cohort, by=by)
            Report.objects.filter(pk=report.pk).update(enqueued_at=None)

    assert sweep_reports() == 2


def test_bytes_are_hashed_as_stored(in_trust: World) -> None:
    import hashlib

    report = asked(in_trust)
    file = stored(report, claimed(report), b"abc")

    assert file.sha256 == hashlib.sha256(BytesIO(b"abc").read()).hexdigest()
    assert file.size == 3


def test_a_disk_that_fills_half_way_leaves_no_file_and_trying_again_works(world: World, files: Path) -> None:
    """The kernel refuses to let the file grow past a few kilobytes, as a full disk or a quota would."""
    import resource

    with trust_context(world.trust.pk):
        report = asked(world)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        build_report(world.trust.pk, str(report.pk))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    with trust_context(world.trust.pk):
        report.refresh_from_db()
        assert (report.state, report.file_key) == ("failed", "")
        assert report.error.startswith("The finished file could not be stored.")
        with pytest.raises(RefusedError, match="not ready"):
            open_report(report=report, by=world.director)
        assert [path for path in files.rglob("*") if path.is_file()] == []
        jobs.retry_report(report=report, by=world.director)
    build_report(world.trust.pk, str(report.pk))
    with trust_context(world.trust.pk):
        report.refresh_from_db()
        assert report.state == "ready"
        with open_report(report=report, by=world.director) as file:
            assert len(file.read()) == report.size > 4096


def test_a_report_that_needs_too_much_memory_fails_in_words(world: World, settings: Any, monkeypatch: Any) -> None:
    settings.REPORT_MEMORY_BYTES = 64 * 1024 * 1024
    greedy = dataclasses.replace(MAKERS["cohort"], write=lambda data, file: file.write(bytearray(256 * 1024 * 1024)))
    monkeypatch.setitem(MAKERS, "cohort", greedy)
    with trust_context(world.trust.pk):
        report = asked(world)

    build_report(world.trust.pk, str(report.pk))

    with trust_context(world.trust.pk):
        report.refresh_from_db()
    assert (report.state, report.error) == ("failed", TOO_LARGE)


def test_a_report_that_takes_too_long_fails_in_words(world: World, monkeypatch: Any) -> None:
    from celery.exceptions import SoftTimeLimitExceeded

    def for_ever(data: Any, file: Any) -> None:
        raise SoftTimeLimitExceeded

    monkeypatch.setitem(MAKERS, "cohort", dataclasses.replace(MAKERS["cohort"], write=for_ever))
    with trust_context(world.trust.pk):
        report = asked(world)

    build_report(world.trust.pk, str(report.pk))

    with trust_context(world.trust.pk):
        report.refresh_from_db()
    assert (report.state, report.error) == ("failed", TOO_LONG)


@pytest.mark.parametrize("is_told", [True, False], ids=["named kept", "made before they were kept"])
def test_a_report_that_would_now_give_somebody_away_is_not_given_out(
    world: World, release: Any, monkeypatch: Any, is_told: bool
) -> None:
    """Eleven counted beside six names; one more releases, so that four are left: only the seven are counted now."""
    short = dataclasses.replace(MAKERS["cohort"], write=lambda data, file: file.write(b"eleven"))
    monkeypatch.setitem(MAKERS, "cohort", short)
    release(6, unreleased=5)
    with trust_context(world.trust.pk):
        Round.objects.update(state="closed")
        made, other = asked(world), asked(world)
        last = Assessment.objects.filter(state="submitted").first()
    build_report(world.trust.pk, str(made.pk))
    with trust_context(world.trust.pk):
        made.refresh_from_db()
        if not is_told:
            Report.objects.update(params={})
            made.refresh_from_db()
        open_report(report=made, by=world.director).close()
        release_assessment(assessment=last, by=last.subject)
        with pytest.raises(RefusedError, match="could now give somebody away"):
            open_report(report=made, by=world.director)
    build_report(world.trust.pk, str(other.pk))
    with trust_context(world.trust.pk):
        other.refresh_from_db()
        open_report(report=other, by=world.director).close()
        take_back_assessment(assessment=last, by=last.subject)
        with pytest.raises(RefusedError, match="could now give somebody away"):
            open_report(report=other, by=world.director)
