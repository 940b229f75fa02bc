"""Leaving a Trust, and what an administrator does when somebody leaves, loses a device or is locked out."""

from functools import partial

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from trusts.access import TrustView
from trusts.models import Person
from trusts.permissions import MANAGE_PEOPLE, USE_TRUST
from trusts.services.audit import record_event
from trusts.services.people import end_membership
from trusts.services.sign_ins import sign_out_everywhere
from trusts.workflow import RefusedError


class LeaveView(TrustView):
    """Leave the Trust oneself."""

    permission = USE_TRUST

    def get(self, request: HttpRequest, trust: str) -> HttpResponse:
        """What stays, what goes, what to take first."""
        return TemplateResponse(request, "trusts/leave.jinja", {"title": f"Leave {self.request.trust.name}"})

    def post(self, request: HttpRequest, trust: str) -> HttpResponse:
        """At once."""
        try:
            end_membership(person=self.request.person, by=self.request.person)
        except RefusedError as refusal:
            messages.error(request, str(refusal))
            return redirect("trusts:leave", trust)
        return redirect("trusts:place_list")  # which asks to sign in again


class PersonEndView(TrustView):
    """End somebody's membership."""

    permission = MANAGE_PEOPLE
    model = Person

    def post(self, request: HttpRequest, trust: str, pk: str) -> HttpResponse:
        """Every role and every sign-in ends."""
        person = self.get_object()
        try:
            end_membership(person=person, by=self.request.person)
            messages.success(request, f"{person} has left the Trust and is signed out everywhere.")
        except RefusedError as refusal:
            messages.error(request, str(refusal))
        return redirect("trusts:person_detail", trust, pk)


class PersonSignOutView(TrustView):
    """Sign somebody out everywhere."""

    permission = MANAGE_PEOPLE
    model = Person

    def post(self, request: HttpRequest, trust: str, pk: str) -> HttpResponse:
        """Sessions and tokens end with their next request."""
        person = self.get_object()
        sign_out_everywhere(person=person, by=self.request.person)
        messages.success(request, f"{person} is signed out everywhere, and their tokens for the API have ended.")
        return redirect("trusts:person_detail", trust, pk)


class PersonUnlockView(TrustView):
    """Let somebody try again who mistyped their password too often."""

    permission = MANAGE_PEOPLE
    model = Person

    def post(self, request: HttpRequest, trust: str, pk: str) -> HttpResponse:
        """The count of failures is forgotten once this is recorded, outside the Trust, where it is kept."""
        person = self.get_object()
        record_event(action="person.unlock", subject=person, by=self.request.person)
        transaction.on_commit(partial(get_adapter(request).unlock, request, person.user.email), robust=True)
        messages.success(request, f"{person} can try to sign in again now.")
        return redirect("trusts:person_detail", trust, pk)
