"""What a chaos run came to: every promise as a number, and the table to print."""

import os
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import quantiles

from django.conf import settings

from reports.models import Report
from reports.services.files import open_file
from reports.tasks import reap_orphan_files
from tests.chaos.run import Run
from trusts.models import Event, Message
from trusts.tenancy import trust_context

TWO_DAYS_AGO = 2 * 24 * 60 * 60


@dataclass(frozen=True)
class Account:
    """Counts of reports, files and letters; times in seconds."""

    asked: int
    ready: int
    failed_with_a_reason: int
    lost: int
    files: int
    whole_files: int
    finished_twice: int
    orphans_before_the_reaper: int
    orphans: int
    tried_more_than_once: int
    letters_queued: int
    letters_sent: int
    letters_failed: int
    letters_never_taken: int
    letters_taken_twice: int
    wait_p50: float
    wait_p95: float
    wait_p95_first_attempt: float
    recovery_after_kill: float
    recovery_after_wipe: float
    recovery_after_restart: float
    kills: int
    wipes: int
    restarts: int
    outages: int

    def broken_promises(self, *, is_timed: bool) -> list[str]:
        """In words, what does not hold; of the times only where leases and sweeps were the product's own."""
        checks = {
            "every report is ready or has failed with a reason": self.ready + self.failed_with_a_reason == self.asked,
            "no report is lost": self.lost == 0,
            "one whole file for each ready report": self.files == self.whole_files == self.ready,
            "no report is finished twice": self.finished_twice == 0,
            "no file without a report after the reaper": self.orphans == 0,
            "every e-mail was taken": self.letters_never_taken == 0 and self.letters_failed == 0,
            "one e-mail for each report": self.letters_queued == self.letters_sent == self.asked,
        }
        if is_timed:
            checks["recovery within 60 seconds of a kill"] = self.recovery_after_kill < 60
            checks["recovery within 60 seconds of an emptied broker"] = self.recovery_after_wipe < 60
        return [words for words, holds in checks.items() if not holds]

    def table(self) -> str:
        """Two columns."""
        rows = [(name.replace("_", " "), value) for name, value in asdict(self).items()]
        width = max(len(name) for name, _ in rows)
        return "\n".join(
            f"{n:<{width}}  {v:>7.1f}" if isinstance(v, float) else f"{n:<{width}}  {v:>7}" for n, v in rows
        )


def account_of(run: Run) -> Account:
    """Count what the run left behind; the reaper is sent round first, as if it were the night after next."""
    files = Path(settings.FILES_ROOT)
    with trust_context(run.world.trust.pk):
        reports = list(Report.objects.all())
        ready = [report for report in reports if report.state == "ready"]
        whole = sum(_is_whole(report) for report in ready)
        finished = Counter(Event.objects.filter(action="report.finish").values_list("subject_id", flat=True))
        messages = dict(Message.objects.values_list("pk", "state"))
    referenced = {report.file_key for report in ready}
    before = _on_disk(files) - referenced
    _grow_old(files)
    reap_orphan_files()
    waits = [(r.finished_at - r.created_at).total_seconds() for r in reports if r.finished_at]
    first = [(r.finished_at - r.created_at).total_seconds() for r in ready if r.attempt == 1]
    taken = Counter(letter["Message-ID"].strip("<").split("@")[0] for letter in run.office.letters)
    states, struck = Counter(messages.values()), run.struck()
    return Account(
        asked=len(run.asked),
        ready=len(ready),
        failed_with_a_reason=sum(r.state == "failed" and bool(r.error) for r in reports),
        lost=len(set(run.asked) - {r.pk for r in reports if r.state in ("ready", "failed")}),
        files=len(_on_disk(files) & referenced),
        whole_files=whole,
        finished_twice=sum(count > 1 for count in finished.values()),
        orphans_before_the_reaper=len(before),
        orphans=len(_on_disk(files) - referenced),
        tried_more_than_once=sum(r.attempt > 1 for r in reports),
        letters_queued=len(messages),
        letters_sent=states["sent"],
        letters_failed=states["failed"],
        letters_never_taken=sum(str(pk) not in taken for pk in messages),
        letters_taken_twice=sum(count > 1 for count in taken.values()),
        wait_p50=_percentile(waits, 50),
        wait_p95=_percentile(waits, 95),
        wait_p95_first_attempt=_percentile(first, 95),
        recovery_after_kill=run.longest_recovery("kill"),
        recovery_after_wipe=run.longest_recovery("wipe"),
        recovery_after_restart=run.longest_recovery("restart"),
        kills=struck["kill"],
        wipes=struck["wipe"],
        restarts=struck["restart"],
        outages=struck["outage"],
    )


def _is_whole(report: Report) -> bool:
    with open_file(report) as file:  # refuses what is not the file of the row's hash
        data = file.read()
    return data.startswith(b"%PDF-") and data.rstrip().endswith(b"%%EOF")


def _on_disk(files: Path) -> set[str]:
    return {path.relative_to(files).as_posix() for path in files.rglob("reports/**/*") if path.is_file()}


def _grow_old(files: Path) -> None:
    for path in files.rglob("*"):
        before = path.stat().st_mtime - TWO_DAYS_AGO
        os.utime(path, (before, before))


def _percentile(values: list[float], percent: int) -> float:
    return quantiles(values, n=100, method="inclusive")[percent - 1] if len(values) > 1 else 0.0
