"""Invitations: sent and looked after by those who may hand out roles, accepted by whoever was invited."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.views.generic import View

from trusts.access import TrustView
from trusts.forms.people import InvitationForm
from trusts.models import Invitation
from trusts.paging import page_of
from trusts.permissions import INVITE_PEOPLE, MANAGE_INVITATION, may_give
from trusts.selectors.belonging import invitations_seen_by
from trusts.services.invitations import (
    accept_invitation,
    has_account,
    invite,
    owns,
    read_offer,
    resend_invitation,
    withdraw_invitation,
)
from trusts.states import Role
from trusts.workflow import RefusedError


class InvitationListView(TrustView):
    """Who was invited: an administrator sees all, a programme director their own."""

    permission = INVITE_PEOPLE

    def get(self, request: HttpRequest, trust: str) -> HttpResponse:
        """Open ones first, fifty a page."""
        waiting, closed = invitations_seen_by(self.request.user, self.request.trust)
        page = page_of(waiting, request)
        context = {"title": "Invitations", "waiting": page, "closed": closed}
        return TemplateResponse(request, "trusts/invitation_list.jinja", context)


class InvitationSendView(TrustView):
    """Invite somebody."""

    permission = INVITE_PEOPLE

    def get(self, request: HttpRequest, trust: str) -> HttpResponse:
        """An empty form, with the roles one may hand out."""
        return self._page(self._form())

    def post(self, request: HttpRequest, trust: str) -> HttpResponse:
        """Invite, or show what needs attention."""
        form = self._form(request.POST)
        if not form.is_valid():
            return self._page(form)
        details = dict(form.cleaned_data)
        try:
            invitation = invite(roles=[Role(role) for role in details.pop("roles")], by=self.request.person, **details)
        except RefusedError as refusal:
            form.add_error("email", str(refusal))
            return self._page(form)
        messages.success(request, f"{invitation} is invited. The e-mail leaves in a moment and is good for 7 days.")
        return redirect("trusts:invitation_list", trust)

    def _form(self, *args: Any) -> InvitationForm:
        return InvitationForm(*args, roles=may_give(self.request.user, self.request.trust.pk))

    def _page(self, form: InvitationForm) -> HttpResponse:
        crumbs = [{"text": "Invitations", "href": reverse("trusts:invitation_list", args=[self.request.trust.slug])}]
        context = {"title": "Invite somebody", "form": form, "breadcrumbs": crumbs, "submit": "Send invitation"}
        return TemplateResponse(self.request, "trusts/form_page.jinja", context)


class InvitationResendView(TrustView):
    """Send it again."""

    permission = MANAGE_INVITATION
    model = Invitation

    def post(self, request: HttpRequest, trust: str, pk: str) -> HttpResponse:
        """A new link; the old one is dead."""
        try:
            invitation = resend_invitation(invitation=self.get_object(), by=self.request.person)
            messages.success(request, f"{invitation} gets a new link, good for 7 days. The old link no longer works.")
        except RefusedError as refusal:
            messages.error(request, str(refusal))
        return redirect("trusts:invitation_list", trust)


class InvitationWithdrawView(TrustView):
    """Take it back."""

    permission = MANAGE_INVITATION
    model = Invitation

    def post(self, request: HttpRequest, trust: str, pk: str) -> HttpResponse:
        """At once."""
        try:
            invitation = withdraw_invitation(invitation=self.get_object(), by=self.request.person)
            messages.success(request, f"The invitation of {invitation} is withdrawn. Its link no longer works.")
        except RefusedError as refusal:
            messages.error(request, str(refusal))
        return redirect("trusts:invitation_list", trust)


@method_decorator(login_not_required, name="dispatch")
class InvitationView(View):
    """Where the link leads. Reading it changes nothing: mail scanners follow links too."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """What is offered and the one next step; the same page for every link that leads nowhere."""
        offer = read_offer(token)
        if offer is None:
            return _closed(request)
        user: Any = request.user
        context = {
            "title": f"Join {offer.trust.name}",
            "offer": offer,
            "token": token,
            "is_theirs": user.is_authenticated and owns(user, offer.email),
            "has_account": has_account(offer.email),
            "sign_in": f"{reverse('account_login')}?{urlencode({'next': request.path})}",
        }
        return TemplateResponse(request, "trusts/invitation.jinja", context)


@method_decorator(login_not_required, name="dispatch")
class InvitationSignUpView(View):
    """Open an account for the invited address, which the link has proved (trusts.accounts)."""

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        """On to the page that asks for a password."""
        offer = read_offer(token)
        if offer is None:
            return _closed(request)
        landing = reverse("trusts:invitation", args=[token])
        if request.user.is_authenticated or has_account(offer.email):
            return redirect(landing)
        get_adapter(request).begin_sign_up(request, token, offer.email)
        return redirect(f"{reverse('account_signup')}?{urlencode({'next': landing})}")


class InvitationAcceptView(View):
    """Join the Trust."""

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        """Once; afterwards straight to the Trust, which asks for a second factor if there is none."""
        try:
            trust = accept_invitation(token=token, user=request.user)  # type: ignore[arg-type]
        except RefusedError as refusal:
            messages.error(request, str(refusal))
            return redirect("trusts:place_list")
        messages.success(request, f"You belong to {trust.name} now.")
        return redirect("reports:home", trust.slug)


def _closed(request: HttpRequest) -> HttpResponse:
    context = {"title": "This invitation cannot be used"}
    return TemplateResponse(request, "trusts/invitation_closed.jinja", context, status=404)
