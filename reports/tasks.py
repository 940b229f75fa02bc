"""Slow work: make reports. Arguments are ids only; each task enters its Trust."""

from celery import shared_task


@shared_task(name="reports.tasks.sweep_reports")
def sweep_reports() -> int:
    """Find reports no nudge reached; returns how many."""
    return 0
