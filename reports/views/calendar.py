"""One's deadlines in one's own calendar: by a private address, or as a file fetched once."""

import time
from hashlib import sha256

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.decorators import method_decorator
from django.views.generic import View

from reports.documents.calendar import calendar_of
from reports.selectors.duties import to_do
from trusts.access import TrustView
from trusts.models import CalendarFeed, Trust
from trusts.permissions import USE_TRUST, roles_in
from trusts.services.calendars import fingerprint
from trusts.tenancy import trust_context

MOST_A_MINUTE = 60  # from one address; a calendar program asks a few times a day


@method_decorator(login_not_required, name="dispatch")
class CalendarFeedView(View):
    """What a calendar program reads again and again, without a session and so without a second factor: whoever has
    the address reads titles and dates of one person's duties, and nothing else. It can be ended at any time."""

    def get(self, request: HttpRequest, secret: str) -> HttpResponse:
        """The calendar; 404 when the address was ended or its owner left, 429 when asked too often."""
        if _is_asked_too_often(request):
            return HttpResponse("Too many requests.", status=429, headers={"Retry-After": "60"})
        body = read_feed(secret)
        if body is None:
            raise Http404("No such calendar.")
        etag = f'"{sha256(body).hexdigest()}"'
        response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
        response["ETag"], response["Cache-Control"] = etag, "private, no-cache"
        response["X-Robots-Tag"] = "noindex"
        return get_conditional_response(request, etag=etag, response=response) or response


def read_feed(secret: str) -> bytes | None:
    """The calendar behind a secret, if it is in force and its owner still belongs to the Trust."""
    number = secret.partition("-")[0]
    trust = Trust.objects.filter(pk=int(number), is_active=True).first() if _is_number(number) else None
    if trust is None:
        return None
    with trust_context(trust.pk):
        feed = CalendarFeed.objects.filter(token_hash=fingerprint(secret)).select_related("person__user").first()
        roles = roles_in(feed.person.user, trust.pk) if feed else frozenset()
        return calendar_of(trust, to_do(feed.person_id, roles)) if feed and roles else None


def _is_asked_too_often(request: HttpRequest) -> bool:
    minute = int(time.time()) // 60
    key = f"calendar:{get_adapter().get_client_ip(request)}:{minute}"
    cache.add(key, 0, timeout=120)
    return cache.incr(key) > MOST_A_MINUTE


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


class CalendarFileView(TrustView):
    """One's own duties as a file."""

    permission = USE_TRUST

    def get(self, request: HttpRequest, trust: str) -> HttpResponse:
        """As they are now; an imported file does not renew itself."""
        duties = to_do(self.request.person.pk, roles_in(request.user, self.request.trust.pk))
        response = HttpResponse(calendar_of(self.request.trust, duties), content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="homegrown-to-do.ics"'
        response["Cache-Control"] = "no-store"
        return response
