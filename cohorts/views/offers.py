"""The doctor's answer to an offer."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from cohorts.models import Offer, Place
from cohorts.permissions import ANSWER_OFFER
from cohorts.services.offers import accept_offer, turn_down_offer
from cohorts.states import OfferState, PlaceState
from cohorts.views.applications import trail
from trusts.access import TrustView
from trusts.workflow import RefusedError


class OfferView(TrustView):
    """A page about one offer to the doctor."""

    permission = ANSWER_OFFER
    model = Offer

    def get_queryset(self) -> Any:
        """With what every page names."""
        return super().get_queryset().select_related("application__applicant", "application__cohort__programme")

    def page(self, template: str, title: str) -> TemplateResponse:
        """The offer, and whether it can still be answered."""
        offer = self.get_object()
        cohort = offer.application.cohort
        context = {
            "title": title,
            "caption": cohort.programme.name,
            "offer": offer,
            "cohort": cohort,
            "ended_on": _ended_on(offer),
            "can_answer": offer.state == OfferState.OPEN and timezone.now() <= offer.expires_at,
            "is_expired": offer.state in (OfferState.OPEN, OfferState.EXPIRED) and timezone.now() > offer.expires_at,
            "breadcrumbs": trail(self.kwargs["trust"], offer.application),
        }
        return TemplateResponse(self.request, template, context)


def _ended_on(offer: Offer) -> date | None:
    """The day on which the place that was taken ended; None while it stands, and where none was."""
    if offer.state != OfferState.ACCEPTED:
        return None
    ended = Place.objects.filter(application=offer.application_id, state=PlaceState.WITHDRAWN)
    day: date | None = ended.values_list("ended_on", flat=True).first()
    return day


class OfferDetailView(OfferView):
    """What is offered, until when."""

    def get(self, request: HttpRequest, trust: str, pk: Any) -> HttpResponse:
        """Accept, or turn down."""
        offer = self.get_object()
        what = "Your place" if offer.state == OfferState.ACCEPTED else "The offer of a place"
        return self.page("cohorts/offer_detail.jinja", f"{what} in {offer.application.cohort.name}")


class OfferAcceptView(OfferView):
    """Take the place."""

    def post(self, request: HttpRequest, trust: str, pk: Any) -> HttpResponse:
        """A seat with a number, or why not."""
        try:
            place = accept_offer(offer=self.get_object(), by=self.request.person)
        except RefusedError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"The place is yours: number {place.number}.")
        return redirect("cohorts:offer_detail", trust, pk)


class OfferTurnDownView(OfferView):
    """Let the place go, after a question."""

    def get(self, request: HttpRequest, trust: str, pk: Any) -> HttpResponse:
        """Are you sure?"""
        if self.get_object().state != OfferState.OPEN:
            return redirect("cohorts:offer_detail", trust, pk)
        return self.page("cohorts/offer_turn_down.jinja", "Turn the place down?")

    def post(self, request: HttpRequest, trust: str, pk: Any) -> HttpResponse:
        """The place is free for somebody else, or why not."""
        try:
            turn_down_offer(offer=self.get_object(), by=self.request.person)
        except RefusedError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "You have turned the place down. Thank you for saying so.")
        return redirect("cohorts:offer_detail", trust, pk)
