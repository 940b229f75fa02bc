"""The audit, searched by the Trust's administrator."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from trusts.access import TrustView
from trusts.permissions import VIEW_EVENTS
from trusts.selectors import find_events

PAGE = 50


class EventListView(TrustView):
    """Who did what, to what, when."""

    permission = VIEW_EVENTS

    def get(self, request: HttpRequest, trust: str) -> HttpResponse:
        """Newest first, fifty a page."""
        action, person = request.GET.get("action", "").strip(), request.GET.get("person", "").strip()
        page = Paginator(find_events(action=action, person=person), PAGE).get_page(request.GET.get("page"))
        context = {"title": "Audit", "page": page, "action": action, "person_sought": person}
        return TemplateResponse(request, "trusts/event_list.jinja", context)
