"""Support's own door: open access to one Trust, and end it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from trusts.access import SupportView
from trusts.forms.support import SupportForm
from trusts.services.support import end_support, open_access_of, open_support
from trusts.workflow import RefusedError


class SupportHomeView(SupportView):
    """Where an agent stands: the Trust that is open, or the form that opens one."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """An empty form."""
        return self.page(SupportForm())

    def page(self, form: SupportForm) -> HttpResponse:
        """With the access that is open now, if any."""
        trust = self.request.agent.opened_trust
        access = open_access_of(self.request.user, trust) if trust else None
        context = {"title": "Support access", "form": form, "open_trust": trust if access else None, "access": access}
        return TemplateResponse(self.request, "trusts/support_home.jinja", context)


class SupportOpenView(SupportHomeView):
    """Open access."""

    http_method_names = ["post"]

    def post(self, request: Any) -> HttpResponse:
        """Straight into the Trust; or what needs attention."""
        form = SupportForm(request.POST)
        if not form.is_valid():
            return self.page(form)
        said = form.cleaned_data
        try:
            open_support(user=request.user, request=request, **said)
        except RefusedError as refused:
            form.add_error("trust", str(refused))
            return self.page(form)
        return redirect("support:overview", said["trust"].slug)


class SupportEndView(SupportView):
    """End access."""

    http_method_names = ["post"]

    def post(self, request: Any) -> HttpResponse:
        """Now; harmless when it is over already."""
        trust = request.agent.opened_trust
        access = open_access_of(request.user, trust) if trust else None
        if trust and access:
            end_support(access=access, trust=trust, request=request)
            messages.success(request, f"Support access to {trust} has ended. The Trust has been told.")
        return redirect("trusts:support_home")
