"""The outbox: what was queued, sent and could not be sent, without a word of what was said."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from trusts.access import TrustView
from trusts.models import Message
from trusts.paging import page_of
from trusts.permissions import MANAGE_MAIL, RETRY_MESSAGE
from trusts.selectors.mail import find_messages, mail_settings
from trusts.services.messages import retry_message
from trusts.states import MessageState
from trusts.workflow import RefusedError


class MessageListView(TrustView):
    """Who was written to about what kind of thing, and whether it left."""

    permission = MANAGE_MAIL

    def get(self, request: HttpRequest, trust: str) -> HttpResponse:
        """Newest first, fifty a page; one state when asked."""
        state = request.GET.get("state", "")
        state = state if state in MessageState else ""
        outbox = find_messages(state)
        page = page_of(outbox.lines, request)
        context = {
            "title": "E-mails",
            "page": page,
            "about": outbox.about,
            "counts": outbox.counts,
            "state": state,
            "settings": mail_settings(),
        }
        return TemplateResponse(request, "trusts/message_list.jinja", context)


class MessageRetryView(TrustView):
    """Send a failed e-mail again."""

    permission = RETRY_MESSAGE
    model = Message

    def post(self, request: HttpRequest, trust: str, pk: str) -> HttpResponse:
        """Queue it; a second click is told that it waits already."""
        try:
            retry_message(message=self.get_object(), by=self.request.person)
            messages.success(request, "The e-mail will be sent again.")
        except RefusedError as refusal:
            messages.info(request, str(refusal))
        return redirect("trusts:message_list", trust)
