"""Keep an uploaded file, give it out, remove it. Who may do so is asked of the row the file hangs on, by the caller."""

import uuid
from functools import partial
from typing import Any, BinaryIO, Protocol

from django.db import transaction

from trusts.filecheck import RefusedFileError, check_file
from trusts.models import FileLink, Person, StoredFile
from trusts.nudges import nudge_on_commit
from trusts.quarantine import quarantine
from trusts.services.audit import record_event
from trusts.services.storage import discard, is_old, open_checked, reap_folder, write_file
from trusts.states import FileState
from trusts.tenancy import storage_key
from trusts.workflow import RefusedError

FOLDER = "files"
TASK = "trusts.tasks.scan_file"
NO_ROOM = "There is no room for files at the moment, so nothing was kept. Try again later."
NOT_YET = "This file is still being checked for viruses. You can open it when the check is done."


class Upload(Protocol):
    """What a page or endpoint received (trusts.quarantine): bytes on disk, and what their sender said of them."""

    file: Any
    given_name: str
    content_type: str | None
    has_failed: bool


@transaction.atomic
def keep_upload(*, upload: Upload, by: Person) -> StoredFile:
    """Check a file, write its clean form, and queue it for the virus scanner: nobody opens it before.

    Refuses with a sentence, keeping nothing, whatever trusts.filecheck does not take, and when the disk is full.
    """
    if upload.has_failed:
        raise RefusedFileError(NO_ROOM)
    checked = check_file(upload.file, upload.given_name)
    key = storage_key(FOLDER, uuid.uuid4())
    try:
        written = write_file(key, checked.write)
    except OSError as error:
        raise RefusedFileError(NO_ROOM) from error
    file = StoredFile.objects.create(
        trust_id=by.trust_id,
        uploaded_by=by,
        name=checked.name,
        declared_type=(upload.content_type or "")[:100],
        kind=checked.kind,
        size=written.size,
        sha256=written.sha256,
        key=key,
    )
    record_event(action="storedfile.upload", subject=file, by=by, kind=file.kind, sha256=file.sha256)
    nudge_on_commit(TASK, file.trust_id, str(file.pk))
    return file


def open_stored(*, file: StoredFile, by: Person) -> BinaryIO:
    """The bytes of an available file, the same as were kept; the audit keeps who and when."""
    if file.state == FileState.CHECKING:
        raise RefusedError(NOT_YET)
    if file.state == FileState.REFUSED:
        raise RefusedError(file.reason)
    opened = open_checked(file.key, file.sha256, "This file is missing or damaged. Ask its owner to upload it again.")
    record_event(action="storedfile.download", subject=file, by=by, sha256=file.sha256)
    return opened


@transaction.atomic
def remove_file(*, link: FileLink, by: Person) -> None:
    """Delete a file with its link; the bytes go once this is committed."""
    file = link.file
    link.delete()
    record_event(action="storedfile.remove", subject=file, by=by, sha256=file.sha256)
    file.delete()
    transaction.on_commit(partial(discard, file.key), robust=True)


def reap_uploads() -> int:
    """Remove the Trust's files that no row refers to, left by a crash between file and row; returns how many."""
    kept = StoredFile.objects.exclude(state=FileState.REFUSED).values_list("key", flat=True)
    return reap_folder(FOLDER, list(kept))


def empty_quarantine() -> int:
    """Remove what a killed process left in quarantine, a day old or older; returns how many."""
    left = [path for path in quarantine().glob("*.upload") if is_old(path)]
    for path in left:
        path.unlink(missing_ok=True)
    return len(left)
