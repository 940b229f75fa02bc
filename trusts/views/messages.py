"""The outbox: what was queued, sent and could not be sent, without a word of what was said."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from trusts.access import TrustView
from trusts.permissions import MANAGE_MAIL
from trusts.selectors import find_messages, mail_settings
from trusts.states import MessageState

PAGE = 50


class MessageListView(TrustView):
    """Who was written to about what kind of thing, and whether it left."""

    permission = MANAGE_MAIL

    def get(self, request: HttpRequest, trust: str) -> HttpResponse:
        """Newest first, fifty a page; one state when asked."""
        state = request.GET.get("state", "")
        state = state if state in MessageState else ""
        outbox = find_messages(state)
        page = Paginator(outbox.lines, PAGE).get_page(request.GET.get("page"))
        context = {
            "title": "E-mails",
            "page": page,
            "kinds": outbox.titles,
            "counts": outbox.counts,
            "state": state,
            "settings": mail_settings(),
        }
        return TemplateResponse(request, "trusts/message_list.jinja", context)
