"""Slow work and the clock: make reports, remind people, send the daily e-mails. Arguments are ids only; each task
enters its Trust."""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime

from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.utils import timezone

from reports.models import Report
from reports.services import digests, files, jobs, reminders
from reports.services.copies import end_copies, end_old_reports
from reports.services.making import TOO_LONG, give_up, make, reason_for, take
from trusts.models import Trust
from trusts.outages import is_outage
from trusts.tenancy import trust_context
from trusts.workflow import RefusedError

logger = logging.getLogger(__name__)


@shared_task(name="reports.tasks.build_report")
def build_report(trust_id: int, report_id: str) -> None:
    """Make one report, or leave a plain reason. A duplicate message finds nothing to do."""
    lease = take(trust_id=trust_id, report_id=report_id)
    if lease is None:
        return
    try:
        make(lease=lease)
    except jobs.LostLeaseError:
        logger.info("Report %s is another worker's by now", report_id)
    except SoftTimeLimitExceeded:
        give_up(lease=lease, reason=TOO_LONG)
    except Exception as error:
        if is_outage(error):
            raise  # the lease runs out and the sweeper comes back to it
        if not isinstance(error, RefusedError):
            logger.exception("Report %s failed", report_id)
        give_up(lease=lease, reason=reason_for(error))


@shared_task(name="reports.tasks.sweep_reports")
def sweep_reports() -> int:
    """Find reports no nudge reached, in every Trust; returns how many."""
    found = 0
    for trust_id in _trusts():
        with trust_context(trust_id):
            found += jobs.sweep()
    return found


@shared_task(name="reports.tasks.reap_orphan_files")
def reap_orphan_files() -> int:
    """Remove files no report refers to, left by a crash between writing and finishing; returns how many."""
    removed = 0
    for trust_id in _trusts():
        with trust_context(trust_id):
            removed += files.reap(list(Report.objects.exclude(file_key="").values_list("file_key", flat=True)))
    return removed


@shared_task(name="reports.tasks.end_data_copies")
def end_data_copies() -> int:
    """Delete copies of somebody's data and reports whose time is over; returns how many."""
    ended = 0
    for trust_id in _trusts():
        with trust_context(trust_id):
            ended += end_copies() + end_old_reports()
    return ended


def _trusts() -> list[int]:
    return list(Trust.objects.filter(is_active=True).values_list("pk", flat=True))


@shared_task(name="reports.tasks.send_reminders")
def send_reminders() -> int:
    """Remind people of their deadlines, in every Trust; returns how many reminders."""
    return sum(_in_every_trust(reminders.send_reminders))


@shared_task(name="reports.tasks.send_digests")
def send_digests() -> int:
    """Send the daily e-mails that are due, in every Trust; returns how many."""
    return sum(_in_every_trust(digests.send_digests))


def _in_every_trust(deed: Callable[[datetime], int]) -> Iterator[int]:
    now = timezone.now()
    for trust_id in Trust.objects.filter(is_active=True).values_list("pk", flat=True):
        with trust_context(trust_id):
            yield deed(now)
