"""Files of a piece of evidence: add, open, remove."""

from typing import Any, ClassVar

from django.urls import reverse

from assessments.forms import EvidenceFileForm
from assessments.models import Evidence, EvidenceFile
from assessments.permissions import MANAGE_EVIDENCE, MANAGE_EVIDENCE_FILE, VIEW_EVIDENCE_FILE
from assessments.services.evidence import attach_file, remove_evidence_file
from trusts.file_pages import FileAddView, FileDownloadView, FileRemoveView


class OnMyEvidence:
    """Files of evidence are listed with all of one's evidence."""

    request: Any
    asks: ClassVar[tuple[str, ...]] = ("evidence__owner",)

    def back(self) -> str:
        """One's evidence."""
        return reverse("assessments:my_evidence_list", args=[self.request.trust.slug])


class EvidenceFileAddView(OnMyEvidence, FileAddView):
    """Add a file to a piece of one's evidence."""

    permission = MANAGE_EVIDENCE
    model = Evidence
    form_class = EvidenceFileForm

    def attach(self, form: EvidenceFileForm) -> EvidenceFile:
        """To this piece."""
        return attach_file(evidence=self.get_object(), upload=form.cleaned_data["file"], by=self.request.person)

    def context(self) -> dict[str, Any]:
        """Which piece it is."""
        crumbs = [{"text": "My evidence", "href": self.back()}]
        return {"caption": self.get_object().title, "breadcrumbs": crumbs}


class EvidenceFileDownloadView(OnMyEvidence, FileDownloadView):
    """Open a file of a piece of evidence."""

    permission = VIEW_EVIDENCE_FILE
    model = EvidenceFile


class EvidenceFileRemoveView(OnMyEvidence, FileRemoveView):
    """Delete a file no submitted assessment rests on."""

    permission = MANAGE_EVIDENCE_FILE
    model = EvidenceFile
    listed_in = "My evidence"

    def remove(self) -> None:
        """With its bytes."""
        remove_evidence_file(link=self.get_object(), by=self.request.person)
