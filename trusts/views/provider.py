"""A Trust's own sign-in, set up by its administrator."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from trusts.access import TrustView
from trusts.forms.sign_in import ProviderForm
from trusts.models import Person
from trusts.models.identity_provider import PREFIX
from trusts.permissions import MANAGE_SIGN_IN
from trusts.selectors.providers import administrators
from trusts.services import sign_in
from trusts.workflow import RefusedError

FIELDS = ("kind", "issuer", "client_id", "domains", "acr_values", "amr_values")


class ProviderView(TrustView):
    """How the Trust signs in now, and what comes next."""

    permission = MANAGE_SIGN_IN

    def get(self, request: HttpRequest, trust: str) -> HttpResponse:
        """Set up, tried, only way; and who keeps a way in."""
        provider_id = PREFIX + trust
        context = {
            "title": "Signing in with your Trust",
            "provider": sign_in.own_provider(self.request.trust.pk),
            "provider_id": provider_id,
            "callback": request.build_absolute_uri(reverse("openid_connect_callback", args=[provider_id])),
            "administrators": administrators(self.request.trust.pk),
            "breadcrumbs": [{"text": "People", "href": reverse("trusts:person_list", args=[trust])}],
        }
        return TemplateResponse(request, "trusts/provider_detail.jinja", context)


class ProviderChangeView(TrustView):
    """Set it up, or change it."""

    permission = MANAGE_SIGN_IN

    def get(self, request: HttpRequest, trust: str) -> HttpResponse:
        """What is held, but for the secret."""
        provider = sign_in.own_provider(self.request.trust.pk)
        return self._page(ProviderForm(initial={name: getattr(provider, name) for name in FIELDS} if provider else {}))

    def post(self, request: HttpRequest, trust: str) -> HttpResponse:
        """Keep it, or show what needs attention."""
        form = ProviderForm(request.POST)
        if form.is_valid():
            try:
                sign_in.set_up_provider(by=self.request.person, **form.cleaned_data)
                messages.success(request, "Saved. Now sign in through it once yourself.")
                return redirect("trusts:provider_detail", trust)
            except RefusedError as refusal:
                form.add_error("secret", str(refusal))
        return self._page(form)

    def _page(self, form: ProviderForm) -> HttpResponse:
        crumbs = [
            {
                "text": "Signing in with your Trust",
                "href": reverse("trusts:provider_detail", args=[self.request.trust.slug]),
            }
        ]
        context = {"title": "Set up your Trust's sign-in", "form": form, "breadcrumbs": crumbs, "submit": "Save"}
        return TemplateResponse(self.request, "trusts/form_page.jinja", context)


class ProviderDeedView(TrustView):
    """One deed about the Trust's sign-in, told of on its page."""

    permission = MANAGE_SIGN_IN
    deed: Callable[..., Any]
    done = ""
    model = Person

    def get_permission_object(self) -> Any:
        """Asked of the Trust, also where the address names a person."""
        return self.request.trust

    def post(self, request: HttpRequest, trust: str, pk: str | None = None) -> HttpResponse:
        """Do it, or say why not."""
        about = {"person": self.get_object()} if pk else {}
        try:
            type(self).deed(by=self.request.person, **about)
            messages.success(request, self.done)
        except RefusedError as refusal:
            messages.error(request, str(refusal))
        return redirect("trusts:provider_detail", trust)


class ProviderRequireView(ProviderDeedView):
    """Make it the only way in."""

    deed = sign_in.require_provider
    done = "Everybody now signs in through your Trust. Passwords and passkeys no longer open it."


class ProviderRelaxView(ProviderDeedView):
    """Let other ways in again."""

    deed = sign_in.allow_other_ways
    done = "Passwords and passkeys open your Trust again."


class WayInKeepView(ProviderDeedView):
    """Name an administrator for emergencies."""

    deed = sign_in.keep_way_in
    done = "They may sign in with their password and second factor when your Trust's sign-in fails."


class WayInEndView(ProviderDeedView):
    """Name them no longer."""

    deed = sign_in.end_way_in
    done = "They sign in through your Trust like everybody else."
