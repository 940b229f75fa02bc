"""Where reports lie: every attempt writes a file of its own, and exactly one is referred to."""

from collections.abc import Collection
from typing import BinaryIO

from reports.models import Report
from trusts.services.storage import WrittenFile, discard, open_checked, reap_folder
from trusts.services.storage import write_file as store
from trusts.tenancy import storage_key

__all__ = ["WrittenFile", "discard", "open_file", "reap", "report_key", "store"]

FOLDER = "reports"


def report_key(report_id: object, token: object, suffix: str) -> str:
    """Where an attempt's file goes; the Trust in context comes first."""
    return storage_key(FOLDER, str(report_id), f"{token}.{suffix}")


def open_file(report: Report) -> BinaryIO:
    """The report's file. Refuses when it is gone or not the same as when it was made."""
    sentence = "The file of this report is missing or damaged. Ask for the report again."
    return open_checked(report.file_key, report.sha256, sentence)


def reap(referenced: Collection[str]) -> int:
    """Remove reports, a day old or older, that no row refers to; returns how many."""
    return reap_folder(FOLDER, referenced)
