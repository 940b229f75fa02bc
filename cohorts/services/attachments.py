"""Files of an application, added and removed while it is a draft."""

from django.db import transaction

from cohorts.models import Application, ApplicationFile
from cohorts.services.applications import draft_held
from cohorts.states import AttachmentKind
from trusts.models import Person
from trusts.services.uploads import Upload, keep_upload, remove_file
from trusts.workflow import RefusedError

MOST_FILES = 5


@transaction.atomic
def attach_file(*, application: Application, kind: str, upload: Upload, by: Person) -> ApplicationFile:
    """Add a file to a draft. Refused once it is submitted, when applications have closed, and when it holds five."""
    application = draft_held(application)
    if application.applicant_id != by.pk:
        raise RefusedError("You can add files to your own application only.")
    if application.files.count() >= MOST_FILES:
        raise RefusedError(f"An application holds {MOST_FILES} files at most. Remove one first.")
    file = keep_upload(upload=upload, by=by)
    return ApplicationFile.objects.create(application=application, kind=AttachmentKind(kind), file=file)


@transaction.atomic
def remove_attachment(*, link: ApplicationFile, by: Person) -> None:
    """Delete a file of a draft; what was submitted stays whole."""
    application = draft_held(link.application)
    if application.applicant_id != by.pk:
        raise RefusedError("You can remove files of your own application only.")
    remove_file(link=link, by=by)
