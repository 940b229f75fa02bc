"""The to-do list: what is asked of me in this Trust, by when."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from reports.selectors.duties import to_do
from trusts.access import TrustView
from trusts.duties import Duty
from trusts.permissions import USE_TRUST, roles_in


def line(duty: Duty, slug: str) -> dict[str, Any]:
    """A duty as pages show it: where it leads, how long there is, whether it is late."""
    now = timezone.now()
    return {
        "duty": duty,
        "href": reverse(duty.name, args=[slug, *duty.args]),
        "left": duty.left(timezone.localdate(now)),
        "is_overdue": duty.is_overdue(now),
    }


class DutyListView(TrustView):
    """Everything: what others wait for, what one set oneself, what is only offered; each the most urgent first."""

    permission = USE_TRUST

    def get(self, request: HttpRequest, trust: str) -> HttpResponse:
        """What is done is no longer here."""
        duties = to_do(self.request.person.pk, roles_in(request.user, self.request.trust.pk))
        lines = [line(duty, trust) for duty in duties]
        context = {"title": "To do", "lines": lines, "groups": _groups(lines)}
        return TemplateResponse(request, "reports/duty_list.jinja", context)


def _groups(lines: list[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """The lines under their headings, empty groups left out."""
    offered = [one for one in lines if one["duty"].is_offered]
    own = [one for one in lines if one["duty"].is_own and not one["duty"].is_offered]
    asked = [one for one in lines if not (one["duty"].is_own or one["duty"].is_offered)]
    groups = (("Others wait for this", asked), ("What you set yourself", own), ("If you like", offered))
    return [(heading, group) for heading, group in groups if group]
