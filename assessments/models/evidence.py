"""What supports a rating. One piece of evidence may support many."""

from django.db import models

from assessments.models.assessment import Rating
from trusts.labels import Record, labelled
from trusts.models import FileLink, Person, TrustOwned


@labelled(record=Record.DEVELOPMENT, subject="owner", author="owner", personal="title description link")
class Evidence(TrustOwned):
    """A doctor's own piece of evidence: what it is, and where it can be found."""

    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="evidence")
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    link = models.URLField(max_length=500, blank=True)

    class Meta(TrustOwned.Meta):
        verbose_name_plural = "evidence"
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return self.title


@labelled(record=Record.DEVELOPMENT, subject="evidence__owner")
class RatingEvidence(TrustOwned):
    """Which rating a piece of evidence supports."""

    rating = models.ForeignKey(Rating, on_delete=models.CASCADE, related_name="evidence_links")
    evidence = models.ForeignKey(Evidence, on_delete=models.CASCADE, related_name="rating_links")

    class Meta(TrustOwned.Meta):
        verbose_name_plural = "rating evidence"
        constraints = [models.UniqueConstraint(fields=["trust", "rating", "evidence"], name="rating_evidence_once")]


@labelled(record=Record.DEVELOPMENT, subject="evidence__owner")
class EvidenceFile(FileLink):
    """A file that belongs to a piece of evidence: seen by whoever sees the evidence, its owner."""

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="files")

    class Meta(FileLink.Meta):
        constraints = [models.UniqueConstraint(fields=["trust", "file"], name="evidence_file_once")]
