"""Check uploaded files for viruses. The row is the queue (docs/adr/0004): a file waits in `checking`, closed to all,
until the scanner has answered, however long it is down."""

import logging
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import formats, timezone

from trusts.models import StoredFile
from trusts.notices import FILE_REFUSED
from trusts.services.moves import move
from trusts.services.notices import send_notice
from trusts.services.scanners import ScannerDownError, ScannerFailedError, Verdict, scanner
from trusts.services.storage import discard, path_of
from trusts.states import FILE, FileState
from trusts.tenancy import trust_context

MOST_ATTEMPTS = 5
BATCH = 50
HAS_VIRUS = "A virus was found in this file, so it was deleted. Ask your IT service to check your computer."
CANNOT_BE_CHECKED = "The virus scanner could not read this file, so it was deleted. Save it again, or as PDF."
logger = logging.getLogger(__name__)


def scan_stored(*, trust_id: int, file_id: UUID | str) -> bool:
    """Scan one waiting file and record the verdict, each in a context of its own; no transaction waits for the scanner.

    Returns whether the scanner answered. A file that is not waiting (scanned meanwhile, or removed) needs no answer.
    """
    with trust_context(trust_id):
        file = StoredFile.objects.filter(pk=file_id, state=FileState.CHECKING).first()
    if file is None:
        return True
    try:
        with path_of(file.key).open("rb") as opened:
            verdict = scanner().scan(opened)
    except ScannerDownError as error:
        logger.warning("The virus scanner does not answer (%s): file %s waits", error, file_id)
        return False
    except (ScannerFailedError, FileNotFoundError) as error:
        logger.warning("File %s could not be scanned: %s", file_id, error)
        with trust_context(trust_id):
            _count_failure(file)
        return True
    with trust_context(trust_id):
        record_verdict(file=file, verdict=verdict)
    return True


def record_verdict(*, file: StoredFile, verdict: Verdict) -> None:
    """Open a clean file; refuse one with a virus. A second verdict on the same file changes nothing."""
    waiting = StoredFile.objects.select_for_update(of=("self",)).filter(pk=file.pk, state=FileState.CHECKING)
    if not waiting.exists():
        return
    if not verdict.virus:
        move(file, FILE, "pass", by=None)
        return
    logger.warning("A virus (%s) in file %s", verdict.virus, file.pk)
    _refuse(file, HAS_VIRUS)


def waiting_files() -> list[UUID]:
    """Files of the Trust in context that wait for a verdict, those the scanner failed on last."""
    waiting = StoredFile.objects.filter(state=FileState.CHECKING).order_by("attempt", "created_at")
    return list(waiting.values_list("pk", flat=True)[:BATCH])


def _count_failure(file: StoredFile) -> None:
    waiting = StoredFile.objects.filter(pk=file.pk, state=FileState.CHECKING)
    waiting.update(attempt=F("attempt") + 1)
    if waiting.filter(attempt__gte=MOST_ATTEMPTS).exists():
        _refuse(file, CANNOT_BE_CHECKED)


def _refuse(file: StoredFile, reason: str) -> None:
    """The bytes go once this is committed; the row stays and says why."""
    uploaded = formats.date_format(timezone.localtime(file.created_at), r"j F Y \a\t H:i")
    refused = move(file, FILE, "refuse", by=None, reason=reason)
    words = {"why": reason, "format": refused.get_kind_display(), "uploaded": uploaded}
    send_notice(FILE_REFUSED, to=refused.uploaded_by, **words)
    transaction.on_commit(partial(discard, file.key), robust=True)
