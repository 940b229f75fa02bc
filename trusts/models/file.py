"""A file somebody uploaded. It hangs on a row of another app (a piece of evidence, an application, a project) by a link
row of that app, and is only ever read by asking permission of that row."""

from datetime import timedelta

from django.db import models
from django.utils import timezone

from trusts.filecheck import LONGEST_NAME, FileKind
from trusts.labels import Record, labelled
from trusts.models.base import Stateful, TrustOwned
from trusts.models.user import Person
from trusts.states import FileState

USUAL_WAIT = timedelta(minutes=5)


@labelled(
    record=Record.DEVELOPMENT,
    subject="uploaded_by",
    author="uploaded_by",
    personal="name",
    key="key sha256",
    system="kind declared_type size attempt reason",
)
class StoredFile(Stateful):
    """One uploaded file: its name as text, what it was declared and found to be, and where its bytes lie.

    It leads to its person by `uploaded_by`; a copy of somebody's data holds each of their files in state `available`,
    read with services.uploads.open_stored().
    """

    uploaded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="uploads")
    name = models.CharField(max_length=LONGEST_NAME)
    declared_type = models.CharField("media type as the browser said", max_length=100, blank=True)
    kind = models.CharField("kind as found", max_length=4, choices=[(kind.value, kind.words) for kind in FileKind])
    state = models.CharField(max_length=10, choices=FileState, default=FileState.CHECKING)
    reason = models.CharField("why it was refused", max_length=300, blank=True)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    key = models.CharField(max_length=200)
    attempt = models.PositiveSmallIntegerField("times the scanner answered with an error", default=0)

    class Meta(Stateful.Meta):
        ordering = ("created_at",)
        constraints = [models.UniqueConstraint(fields=["trust", "key"], name="stored_file_key_once")]
        indexes = [
            models.Index(fields=["trust", "created_at"], condition=models.Q(state="checking"), name="file_checking")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_available(self) -> bool:
        """Whether it may be opened."""
        return self.state == FileState.AVAILABLE

    @property
    def is_late(self) -> bool:
        """Whether its virus check takes longer than usual: the scanner may be down."""
        return self.state == FileState.CHECKING and timezone.now() - self.created_at > USUAL_WAIT


class FileLink(TrustOwned):
    """What ties a stored file to the row it hangs on, which alone says who may read it. A subclass adds that row and
    takes FileLink.Meta with a unique constraint on (trust, file)."""

    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")

    class Meta(TrustOwned.Meta):
        abstract = True
        ordering = ("created_at",)


@labelled(record=Record.TRUST)
class LogoUpload(FileLink):
    """A picture that may become the Trust's logo: its administrator sees it, until it is chosen or given up."""

    class Meta(FileLink.Meta):
        constraints = [models.UniqueConstraint(fields=["trust"], name="logo_upload_once")]
