"""A doctor's evidence."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from assessments.forms import EvidenceChoiceForm, EvidenceForm
from assessments.models import Evidence, Rating
from assessments.permissions import MANAGE_EVIDENCE, VIEW_OWN_ASSESSMENTS
from assessments.reflection import patient_identifiers
from assessments.services.evidence import (
    MOST_FILES,
    add_evidence,
    attach_evidence,
    detach_evidence,
    remove_evidence,
)
from assessments.views.drafting import OWN, DraftView
from frameworks.models import Competency
from trusts.access import TrustView
from trusts.forms import field_of
from trusts.paging import CARDS, page_of
from trusts.workflow import RefusedError


class EvidenceAddView(DraftView):
    """Say what supports a rating: something new, or something already in one's list."""

    def get(self, request: HttpRequest, trust: str, pk: UUID, competency: UUID) -> HttpResponse:
        """Empty forms."""
        return self.away(trust) or self._page(EvidenceForm(), None)

    def post(self, request: HttpRequest, trust: str, pk: UUID, competency: UUID) -> HttpResponse:
        """Keep it and go back to the competency."""
        if "evidence" in request.POST:
            return self._attach()
        form = EvidenceForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._page(form, None)
        given = form.cleaned_data
        upload = given.pop("file")
        wanted = self._competency()
        try:
            add_evidence(
                assessment=self.get_object(), competency=wanted, by=self.request.person, upload=upload, **given
            )
        except RefusedError as refused:
            form.add_error(field_of(refused), str(refused))
            return self._page(form, None)
        for sign in patient_identifiers(f"{given['title']}\n{given['description']}"):
            messages.warning(request, f"Saved. {sign} Please remove it if it could identify a patient.")
        return redirect(self._back())

    def _attach(self) -> HttpResponse:
        form = EvidenceChoiceForm(self.request.POST, choices=self._choices())
        if not form.is_valid():
            return self._page(EvidenceForm(), form)
        evidence = get_object_or_404(Evidence, pk=form.cleaned_data["evidence"])
        try:
            attach_evidence(
                assessment=self.get_object(),
                competency=self._competency(),
                evidence=evidence,
                by=self.request.person,
            )
        except RefusedError as refused:
            form.add_error(None, str(refused))
            return self._page(EvidenceForm(), form)
        return redirect(self._back())

    def _competency(self) -> Any:
        found = Competency.objects.filter(version=self.get_object().version_id).select_related("domain")
        return get_object_or_404(found, pk=self.kwargs["competency"])

    def _choices(self) -> list[tuple[str, str]]:
        """One's evidence that does not support this competency yet."""
        here = Evidence.objects.filter(**self._supporting())
        mine = Evidence.objects.filter(owner=self.request.person).exclude(pk__in=here.values("pk"))
        return [(str(row.pk), row.title) for row in mine]

    def _supporting(self) -> dict[str, Any]:
        return {
            "rating_links__rating__assessment": self.get_object(),
            "rating_links__rating__competency": self.kwargs["competency"],
        }

    def _back(self) -> str:
        return competency_address(self.request.trust.slug, self.get_object(), self._competency())

    def _page(self, form: EvidenceForm, chosen: EvidenceChoiceForm | None) -> HttpResponse:
        competency, choices = self._competency(), self._choices()
        context = {
            "title": "Add evidence",
            "caption": str(competency),
            "breadcrumbs": self.crumbs(),
            "form": form,
            "assessment": self.get_object(),
            "competency": competency,
            "kept": Evidence.objects.filter(**self._supporting()),
            "choice": chosen or (EvidenceChoiceForm(choices=choices) if choices else None),
            "back": self._back(),
        }
        return TemplateResponse(self.request, "assessments/evidence_add.jinja", context)


class EvidenceDetachView(DraftView):
    """Take a piece of evidence off one competency."""

    def post(self, request: HttpRequest, trust: str, pk: UUID, competency: UUID, evidence: UUID) -> HttpResponse:
        """Back to the competency."""
        wanted = get_object_or_404(Competency, pk=competency, version=self.get_object().version_id)
        row = get_object_or_404(Evidence, pk=evidence, owner=self.request.person)
        try:
            detach_evidence(assessment=self.get_object(), competency=wanted, evidence=row, by=self.request.person)
        except RefusedError as refused:
            messages.error(request, str(refused))
        return redirect(competency_address(trust, self.get_object(), wanted))


def competency_address(slug: str, assessment: Any, competency: Any) -> str:
    """The page of a competency's domain, at the competency."""
    codes = Competency.objects.filter(version=assessment.version_id).order_by("position")
    domains = list(dict.fromkeys(codes.values_list("domain", flat=True)))
    number = domains.index(competency.domain_id) + 1
    return f"{reverse('assessments:assessment_domain', args=[slug, assessment.pk, number])}#c{competency.position}"


class MyEvidenceListView(TrustView):
    """All of one's evidence and what it supports."""

    permission = VIEW_OWN_ASSESSMENTS

    def get(self, request: HttpRequest, trust: str) -> HttpResponse:
        """Newest first, so many a page."""
        links = Rating.objects.select_related("competency", "assessment__round")
        rows = Evidence.objects.filter(owner=self.request.person).prefetch_related("rating_links", "files__file")
        page = page_of(rows, request, CARDS)
        supported = {rating.pk: rating for rating in links.filter(evidence_links__evidence__in=list(page))}
        evidence = [(row, [supported[link.rating_id] for link in row.rating_links.all()]) for row in page]
        crumbs = [{"text": OWN, "href": reverse("assessments:my_assessment_list", args=[trust])}]
        context = {"title": "My evidence", "evidence": evidence, "page": page, "most_files": MOST_FILES}
        context["breadcrumbs"] = crumbs
        return TemplateResponse(request, "assessments/my_evidence_list.jinja", context)


class EvidenceRemoveView(TrustView):
    """Delete a piece of evidence no submitted assessment rests on."""

    permission = MANAGE_EVIDENCE
    model = Evidence

    def post(self, request: HttpRequest, trust: str, pk: UUID) -> HttpResponse:
        """Back to the list."""
        evidence = self.get_object()
        try:
            remove_evidence(evidence=evidence, by=self.request.person)
            messages.success(request, f"“{evidence.title}” was removed.")
        except RefusedError as refused:
            messages.error(request, str(refused))
        return redirect("assessments:my_evidence_list", trust)
