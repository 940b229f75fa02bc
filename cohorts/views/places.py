"""A doctor leaves the programme: the programme director's page."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from cohorts.forms.applications import WithdrawPlaceForm
from cohorts.models import Application, Place
from cohorts.models.application import UNDECIDED
from cohorts.permissions import WITHDRAW_PLACE
from cohorts.services.places import withdraw_place
from trusts.access import TrustView
from trusts.workflow import RefusedError


class PlaceWithdrawView(TrustView):
    """End a place, after a question."""

    permission = WITHDRAW_PLACE
    model = Place

    def get_queryset(self) -> Any:
        """With what the page names."""
        return super().get_queryset().select_related("person", "cohort__programme", "application__applicant")

    def get(self, request: HttpRequest, trust: str, pk: Any) -> HttpResponse:
        """What will happen, and a box for the reason."""
        return self.page(WithdrawPlaceForm())

    def post(self, request: HttpRequest, trust: str, pk: Any) -> HttpResponse:
        """End it, or say why not."""
        form, place = WithdrawPlaceForm(request.POST), self.get_object()
        if form.is_valid():
            try:
                withdraw_place(place=place, reason=form.cleaned_data["reason"], by=self.request.person)
            except RefusedError as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, f"The place of {place.person} has ended. Seat {place.number} is free.")
                return redirect("cohorts:cohort_detail", trust, place.cohort_id)
        return self.page(form)

    def page(self, form: WithdrawPlaceForm) -> TemplateResponse:
        """The question."""
        place, trust = self.get_object(), self.kwargs["trust"]
        context = {
            "title": f"Withdraw the place of {place.person}?",
            "place": place,
            "to_offer": Application.objects.filter(cohort=place.cohort_id, state__in=UNDECIDED).count(),
            "form": form,
            "breadcrumbs": [
                {"text": "Cohorts", "href": reverse("cohorts:cohort_list", args=[trust])},
                {"text": place.cohort.name, "href": reverse("cohorts:cohort_detail", args=[trust, place.cohort_id])},
            ],
        }
        status = 422 if form.errors else 200
        return TemplateResponse(self.request, "cohorts/place_withdraw.jinja", context, status=status)
