"""A Trust's branding: its logo and its one accent colour. Each change is a new edition."""

import uuid
from functools import partial
from typing import BinaryIO

from django.db import transaction

from trusts.colours import readable
from trusts.filecheck import DrawnLogo, check_logo, draw_logo
from trusts.models import LogoUpload, Person, Trust
from trusts.services.audit import record_event
from trusts.services.storage import discard, open_checked, reap_folder, write_file
from trusts.services.uploads import NO_ROOM, NOT_YET, Upload, keep_upload, remove_file
from trusts.tenancy import current, storage_key
from trusts.workflow import RefusedError

FOLDER = "logos"
WRITTEN = ("accent_colour", "logo_key", "logo_sha256", "logo_text", "logo_width", "logo_height", "branding_edition")
CHANGED = "Somebody else has changed the branding since you opened the page. Open it again to see theirs."
NOT_THERE = "That picture is not there any more. Add it again."
LOST = "The logo is missing or damaged. Add it again."


@transaction.atomic
def upload_logo(*, upload: Upload, by: Person) -> LogoUpload:
    """Keep a picture that may become the logo, once it was checked for viruses; one that waited gives way to it."""
    if not upload.has_failed:
        check_logo(upload.file, upload.given_name)
    _locked(by)
    for former in LogoUpload.objects.select_related("file"):
        remove_file(link=former, by=by)
    return LogoUpload.objects.create(trust_id=by.trust_id, file=keep_upload(upload=upload, by=by))


@transaction.atomic
def change_branding(
    *, accent_colour: str, opened_on: int, by: Person, logo_text: str = "", upload: uuid.UUID | None = None
) -> Trust:
    """Show this colour from now on and, if one is named, the uploaded picture as logo. `opened_on` is the edition the
    page was drawn with: refused when there is another since."""
    trust = _seen(by, opened_on)
    enough = readable(accent_colour)
    if enough != accent_colour:
        raise RefusedError(f"{accent_colour} is too light to stand out on white. {enough} is as dark as it must be.")
    before = trust.accent_colour
    trust.accent_colour = accent_colour
    if upload:
        _take(trust, upload, by)
    trust.logo_text = logo_text if trust.has_logo and logo_text != trust.name else ""
    return _save(trust, "branding.change", by, before=before, after=accent_colour, sha256=trust.logo_sha256)


@transaction.atomic
def remove_logo(*, opened_on: int | None, by: Person) -> Trust:
    """Show none from now on. Reports made before keep theirs."""
    trust = _seen(by, opened_on)
    if not trust.has_logo:
        raise RefusedError("There is no logo to remove.")
    removed = trust.logo_sha256
    _put(trust)
    trust.logo_text = ""
    return _save(trust, "branding.remove_logo", by, sha256=removed)


def open_logo(trust: Trust) -> BinaryIO:
    """The logo of the Trust in context, the same as was kept."""
    return open_checked(trust.logo_key, trust.logo_sha256, LOST)


def logo_bytes(trust: Trust) -> bytes:
    """The logo for a report; nothing when there is none, or it cannot be read: a report is made without it."""
    try:
        with open_logo(trust) as opened:
            return opened.read()
    except RefusedError:
        return b""


def reap_logos() -> int:
    """Remove the Trust's logos that it does not show, left by a crash; returns how many."""
    kept = Trust.objects.filter(pk=current().trust_id or 0).values_list("logo_key", flat=True)
    return reap_folder(FOLDER, list(kept))


def read_upload(link: LogoUpload) -> DrawnLogo:
    """An uploaded picture as the logo it would be; refused until it was checked for viruses."""
    file = link.file
    if not file.is_available:
        raise RefusedError(file.reason or NOT_YET)
    with open_checked(file.key, file.sha256, LOST) as opened:
        return draw_logo(opened)


def _locked(by: Person) -> Trust:
    """The Trust, one writer at a time."""
    return Trust.objects.select_for_update(of=("self",)).get(pk=by.trust_id)


def _seen(by: Person, edition: int | None) -> Trust:
    """The same; refused when it has another edition than the writer saw."""
    trust = _locked(by)
    if edition != trust.branding_edition:
        raise RefusedError(CHANGED)
    return trust


def _take(trust: Trust, upload: uuid.UUID, by: Person) -> None:
    """Make an uploaded picture the logo, in a file of its own: the upload was somebody's, the logo is the Trust's."""
    link = LogoUpload.objects.select_related("file").filter(pk=upload).first()
    if link is None:
        raise RefusedError(NOT_THERE)
    logo = read_upload(link)
    try:
        written = write_file(storage_key(FOLDER, uuid.uuid4()), lambda file: _write(file, logo.data))
    except OSError as error:
        raise RefusedError(NO_ROOM) from error
    _put(trust, written.key, written.sha256, logo.width, logo.height)
    remove_file(link=link, by=by)


def _write(file: BinaryIO, data: bytes) -> None:
    file.write(data)


def _put(trust: Trust, key: str = "", sha256: str = "", width: int = 0, height: int = 0) -> None:
    """This logo or none; the file of the one before goes once this is committed."""
    if trust.logo_key:
        transaction.on_commit(partial(discard, trust.logo_key), robust=True)
    trust.logo_key, trust.logo_sha256 = key, sha256
    trust.logo_width, trust.logo_height = width, height


def _save(trust: Trust, action: str, by: Person, **told: str) -> Trust:
    trust.branding_edition += 1
    trust.save(update_fields=WRITTEN)
    record_event(action=action, subject=by, by=by, edition=trust.branding_edition, **told)
    return trust
