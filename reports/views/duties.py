"""The to-do list: what is asked of me in this Trust, by when."""

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from reports.selectors.duties import to_do
from trusts.access import TrustView
from trusts.duties import Duty
from trusts.permissions import USE_TRUST, roles_in


def line(duty: Duty, slug: str) -> dict[str, object]:
    """A duty as pages show it: where it leads, how long there is, whether it is late."""
    now = timezone.now()
    return {
        "duty": duty,
        "href": reverse(duty.name, args=[slug, *duty.args]),
        "left": duty.left(timezone.localdate(now)),
        "is_overdue": duty.is_overdue(now),
    }


class DutyListView(TrustView):
    """Everything, the most urgent first; one's own goals last."""

    permission = USE_TRUST

    def get(self, request: HttpRequest, trust: str) -> HttpResponse:
        """What is done is no longer here."""
        duties = to_do(self.request.person.pk, roles_in(request.user, self.request.trust.pk))
        context = {"title": "To do", "lines": [line(duty, trust) for duty in duties]}
        return TemplateResponse(request, "reports/duty_list.jinja", context)
