"""The audit, searched and taken away by the Trust's administrator."""

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from trusts.access import TrustView
from trusts.exports import audit_csv
from trusts.forms.audit import AuditForm
from trusts.models import SupportAccess
from trusts.paging import page_of
from trusts.permissions import VIEW_EVENTS
from trusts.selectors.audit import SHOWN, found, lines
from trusts.services.audit import record_event

MOST_EXPORTED = 10_000


class EventListView(TrustView):
    """Who did what, to what, when."""

    permission = VIEW_EVENTS

    def get(self, request: HttpRequest, trust: str) -> HttpResponse:
        """Newest first, fifty a page."""
        form = AuditForm(request.GET)
        search = form.search()
        page = page_of(found(search), request)
        asked = request.GET.copy()
        asked.pop("page", None)
        context = {
            "title": "Audit",
            "page": page,
            "lines": lines(page.object_list),
            "search": search,
            "faults": {name: errors[0] for name, errors in form.errors.items()},
            "asked": request.GET,
            "query": asked.urlencode(),
            "shown": SHOWN,
            "most": MOST_EXPORTED,
            "accesses": SupportAccess.objects.select_related("agent").order_by("-created_at")[:5],
        }
        return TemplateResponse(request, "trusts/event_list.jinja", context)


class EventExportView(TrustView):
    """Take the lines that match away as a spreadsheet."""

    permission = VIEW_EVENTS

    def post(self, request: HttpRequest, trust: str) -> HttpResponse:
        """The newest ten thousand; that they were taken is a line itself."""
        search = AuditForm(request.GET).search()
        told = lines(found(search)[:MOST_EXPORTED])
        record_event(action="audit.export", subject=self.request.person, by=self.request.person, lines=len(told))
        response = HttpResponse(audit_csv(told), content_type="text/csv; charset=utf-8")
        name = f"{trust}-audit-{timezone.localdate().isoformat()}.csv"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        response["Cache-Control"] = "no-store"
        return response
