"""Files of a piece of evidence: add, open, remove."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from assessments.forms import EvidenceFileForm
from assessments.models import Evidence, EvidenceFile
from assessments.permissions import MANAGE_EVIDENCE, MANAGE_EVIDENCE_FILE, VIEW_EVIDENCE_FILE
from assessments.services.evidence import attach_file, remove_evidence_file
from trusts.access import TrustView
from trusts.downloads import FileDownloadView
from trusts.forms import field_of
from trusts.workflow import RefusedError


class EvidenceFileAddView(TrustView):
    """Add a file to a piece of one's evidence."""

    permission = MANAGE_EVIDENCE
    model = Evidence

    def get(self, request: HttpRequest, trust: str, pk: UUID) -> HttpResponse:
        """An empty form."""
        return self._page(EvidenceFileForm())

    def post(self, request: HttpRequest, trust: str, pk: UUID) -> HttpResponse:
        """Keep it and go back to the list."""
        form = EvidenceFileForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._page(form)
        try:
            attach_file(evidence=self.get_object(), upload=form.cleaned_data["file"], by=self.request.person)
        except RefusedError as refused:
            form.add_error(field_of(refused), str(refused))
            return self._page(form)
        messages.success(request, "The file is being checked for viruses. You can open it when that is done.")
        return redirect("assessments:my_evidence_list", trust)

    def _page(self, form: EvidenceFileForm) -> HttpResponse:
        listed = reverse("assessments:my_evidence_list", args=[self.request.trust.slug])
        context = {
            "title": "Add a file",
            "caption": self.get_object().title,
            "form": form,
            "button": "Add the file",
            "back": listed,
            "breadcrumbs": [{"text": "Your evidence", "href": listed}],
        }
        return TemplateResponse(self.request, "files/file_add.jinja", context)


class EvidenceFileDownloadView(FileDownloadView):
    """Open a file of a piece of evidence."""

    permission = VIEW_EVIDENCE_FILE
    model = EvidenceFile

    def get_queryset(self) -> Any:
        """With the evidence, which is asked."""
        return super().get_queryset().select_related("evidence__owner")

    def back(self) -> str:
        """One's evidence."""
        return reverse("assessments:my_evidence_list", args=[self.request.trust.slug])


class EvidenceFileRemoveView(TrustView):
    """Delete a file no submitted assessment rests on."""

    permission = MANAGE_EVIDENCE_FILE
    model = EvidenceFile

    def get_queryset(self) -> Any:
        """With the evidence, which is asked."""
        return EvidenceFile.objects.select_related("evidence__owner", "file")

    def post(self, request: HttpRequest, trust: str, pk: UUID) -> HttpResponse:
        """Back to the list."""
        link = self.get_object()
        try:
            remove_evidence_file(link=link, by=self.request.person)
            messages.success(request, f"“{link.file.name}” was removed.")
        except RefusedError as refused:
            messages.error(request, str(refused))
        return redirect("assessments:my_evidence_list", trust)
