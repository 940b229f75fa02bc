"""A doctor's request for an endorsement: asked, sent again, taken back; how it stands, never what was answered."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from cohorts.forms.endorsements import AskForm
from cohorts.selectors.applications import week_of
from cohorts.selectors.endorsements import requests_of
from cohorts.services.endorsements import (
    AskRefusedError,
    ask_endorsement,
    send_endorsement_again,
    withdraw_endorsement,
)
from cohorts.states import EndorserRole
from cohorts.views.applications import ApplicationView, trail
from trusts.workflow import RefusedError


class EndorsementView(ApplicationView):
    """How it stands, and whom to ask while nobody is asked."""

    def get(self, request: HttpRequest, trust: str, pk: Any) -> HttpResponse:
        """The page."""
        return self.page(self.form())

    def post(self, request: HttpRequest, trust: str, pk: Any) -> HttpResponse:
        """Ask somebody."""
        application = self.get_object()
        form = self.form(request.POST)
        if not form.is_valid():
            return self.page(form)
        given = dict(form.cleaned_data)
        role = EndorserRole(given.pop("role"))
        try:
            asked = ask_endorsement(application=application, role=role, by=self.request.person, **given)
        except RefusedError as refusal:
            form.add_error(refusal.field if isinstance(refusal, AskRefusedError) else None, str(refusal))
            return self.page(form)
        messages.success(request, f"{asked.name} is asked. The e-mail leaves in a moment.")
        return self.to_page()

    def form(self, *typed: Any) -> AskForm:
        """The form, which knows the application and its doctor's address."""
        return AskForm(*typed, application=self.get_object(), home=self.request.person.user.email)

    def to_page(self) -> HttpResponse:
        """Back to how it stands."""
        return redirect("cohorts:application_endorsement", self.request.trust.slug, self.get_object().pk)

    def page(self, form: AskForm) -> TemplateResponse:
        """How it stands, and the form where somebody may be asked."""
        application = self.get_object()
        requests = requests_of(application)
        asks = requests.can_ask and requests.standing is None
        context = {
            "title": "Endorsement",
            "caption": f"{application.cohort.programme.name}, {application.cohort.name}",
            "application": application,
            "cohort": application.cohort,
            "requests": requests,
            "form": form if asks or form.errors else None,
            "has_time": bool(week_of(application).found) if asks else True,
            "breadcrumbs": trail(self.kwargs["trust"], application),
        }
        status = 422 if form.errors else 200
        return TemplateResponse(self.request, "cohorts/application_endorsement.jinja", context, status=status)


class EndorsementSendAgainView(EndorsementView):
    """Send the request again."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, trust: str, pk: Any) -> HttpResponse:
        """A new link; the old ones are dead."""
        try:
            asked = send_endorsement_again(application=self.get_object(), by=self.request.person)
            messages.success(request, f"{asked.name} gets a new link. Earlier links no longer work.")
        except RefusedError as refusal:
            messages.error(request, str(refusal))
        return self.to_page()


class EndorsementWithdrawView(EndorsementView):
    """Take the request back, to ask somebody else."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, trust: str, pk: Any) -> HttpResponse:
        """At once."""
        try:
            asked = withdraw_endorsement(application=self.get_object(), by=self.request.person)
            messages.success(request, f"{asked.name} is no longer asked, and their link no longer works.")
        except RefusedError as refusal:
            messages.error(request, str(refusal))
        return self.to_page()
