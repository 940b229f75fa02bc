"""Sharing agreements: what a university may see, until when."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from trusts.access import TrustView
from trusts.forms.people import AgreementForm
from trusts.models import SharingAgreement
from trusts.paging import CARDS, page_of
from trusts.permissions import MANAGE_SHARING, USE_TRUST
from trusts.selectors.sharing import named_tutors
from trusts.services.sharing import sign_agreement, withdraw_agreement, withdraw_name
from trusts.states import DataClass
from trusts.workflow import RefusedError


class AgreementListView(TrustView):
    """Every member of the Trust may know what is shared, with whom and until when."""

    permission = USE_TRUST

    def get(self, request: HttpRequest, trust: str) -> HttpResponse:
        """Those that end last first, so many a page."""
        agreements = SharingAgreement.objects.select_related("university", "signed_by", "withdrawn_by")
        page = page_of(agreements.order_by("-ends_on", "-pk"), request, CARDS)
        context = {
            "title": "What is shared with universities",
            "page": page,
            "tutors": named_tutors(page),
            "today": timezone.localdate(),
            "class_words": dict(DataClass.choices),
            "may_manage": request.user.has_perm(MANAGE_SHARING, self.request.trust),
        }
        return TemplateResponse(request, "trusts/agreement_list.jinja", context)


class AgreementSignView(TrustView):
    """Sign a new agreement."""

    permission = MANAGE_SHARING

    def get(self, request: HttpRequest, trust: str) -> HttpResponse:
        """An empty form."""
        return self._page(AgreementForm())

    def post(self, request: HttpRequest, trust: str) -> HttpResponse:
        """Sign, or show what needs attention."""
        form = AgreementForm(request.POST)
        if not form.is_valid():
            return self._page(form)
        try:
            sign_agreement(by=self.request.person, **form.cleaned_data)
        except RefusedError as refusal:
            form.add_error("tutors", str(refusal))
            return self._page(form)
        messages.success(request, "The agreement is signed. The university sees what it names from its first day.")
        return redirect("trusts:agreement_list", trust)

    def _page(self, form: AgreementForm) -> HttpResponse:
        crumbs = [{"text": "Agreements", "href": reverse("trusts:agreement_list", args=[self.request.trust.slug])}]
        context = {"title": "Sign an agreement", "form": form, "breadcrumbs": crumbs, "submit": "Sign agreement"}
        return TemplateResponse(self.request, "trusts/form_page.jinja", context)


class AgreementWithdrawView(TrustView):
    """Close a university's sight."""

    permission = MANAGE_SHARING
    model = SharingAgreement

    def post(self, request: HttpRequest, trust: str, pk: str) -> HttpResponse:
        """At once."""
        try:
            withdraw_agreement(agreement=self.get_object(), by=self.request.person)
            messages.success(request, "The agreement is withdrawn. The university no longer sees anything under it.")
        except RefusedError as refusal:
            messages.error(request, str(refusal))
        return redirect("trusts:agreement_list", trust)


class AgreementNameWithdrawView(TrustView):
    """Close the sight of one tutor whom an agreement names."""

    permission = MANAGE_SHARING
    model = SharingAgreement

    def post(self, request: HttpRequest, trust: str, pk: str) -> HttpResponse:
        """At once."""
        given = request.POST.get("tutor", "")
        try:
            tutor_id = int(given) if given.isascii() and given.isdecimal() else 0
            withdraw_name(agreement=self.get_object(), tutor_id=tutor_id, by=self.request.person)
            messages.success(request, "The name is withdrawn. They no longer see anything under this agreement.")
        except RefusedError as refusal:
            messages.error(request, str(refusal))
        return redirect("trusts:agreement_list", trust)
