"""Home: what is next, by when."""

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from trusts.access import TrustView
from trusts.permissions import USE_TRUST


class HomeView(TrustView):
    """Everybody's first page in a Trust."""

    permission = USE_TRUST

    def get(self, request: HttpRequest, trust: str) -> HttpResponse:
        """Where I am, what is next, by when."""
        return TemplateResponse(request, "reports/home.jinja", {"title": "Home"})
