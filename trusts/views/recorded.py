"""What is recorded about you: everybody reads their own."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.generic import View

from trusts.access import TrustView
from trusts.models import Membership
from trusts.permissions import USE_TRUST
from trusts.selectors.recorded import changes_of, own_account_lines, readings_of
from trusts.tenancy import own_context

ACCOUNT = "trusts:account"


class OwnLinesView(View):
    """One's own account: sign-ins, refusals, downloads, and from where."""

    def get(self, request: Any) -> HttpResponse:
        """Newest first; for each Trust a link to what it has recorded."""
        with own_context(request.user.pk):
            lines = own_account_lines(request.user)
        places = Membership.objects.filter(user_id=request.user.pk, is_active=True, trust__is_active=True)
        context = {
            "title": "What is recorded about you",
            "lines": lines,
            "places": places.values_list("trust__slug", "trust__name").distinct(),
            "breadcrumbs": [{"text": "Your account", "href": reverse(ACCOUNT)}],
        }
        return TemplateResponse(request, "trusts/own_lines.jinja", context)


class RecordedView(TrustView):
    """In one Trust: who read what I released, and what changed on my records."""

    permission = USE_TRUST

    def get(self, request: HttpRequest, trust: str) -> HttpResponse:
        """Newest first."""
        person = self.request.person
        context = {
            "title": "What is recorded about you",
            "caption": str(self.request.trust),
            "readings": readings_of(person),
            "changes": changes_of(person),
            "breadcrumbs": [
                {"text": "Your account", "href": reverse(ACCOUNT)},
                {"text": "What is recorded about you", "href": reverse("trusts:own_lines")},
            ],
        }
        return TemplateResponse(request, "trusts/recorded.jinja", context)
