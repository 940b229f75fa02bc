"""Where the link of a request for an endorsement leads: one page for somebody who has no account."""

import time
from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.decorators import method_decorator
from django.views.generic import View

from cohorts.forms.endorsements import CANNOT, EndorseForm
from cohorts.services.endorsements import CHANGED, Request, answer_by_link, read_request, was_called_off
from trusts.workflow import RefusedError

MOST_A_MINUTE = 60  # from one address, which a whole hospital may share


@method_decorator(login_not_required, name="dispatch")
class EndorseView(View):
    """Who asks, for what, and the answer. Reading it changes nothing: mail scanners follow links too. Every link that
    leads nowhere gets the same page, but for one of a request that was taken back: whoever got it is told that."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """429 when asked too often, and nothing for search engines."""
        if _is_asked_too_often(request):
            return HttpResponse("Too many requests.", status=429, headers={"Retry-After": "60"})
        response = super().dispatch(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        return response

    def get(self, request: HttpRequest, link: str) -> HttpResponse:
        """The question."""
        asked = read_request(link)
        return _page(request, asked, EndorseForm()) if asked else _closed(request, link)

    def post(self, request: HttpRequest, link: str) -> HttpResponse:
        """Keep the answer and say thank you."""
        asked, form, seen = read_request(link), EndorseForm(request.POST), request.POST.get("seen", "")
        if asked is None:
            return _closed(request, link)
        if form.is_valid():
            try:
                answer_by_link(token=link, seen=seen, **form.kept())
            except RefusedError as refusal:
                form.add_error("time", str(refusal))
                asked = read_request(link)  # as it is now; None when the link has closed meanwhile
            else:
                return _thanks(request, asked, is_answer=form.cleaned_data["answer"] != CANNOT)
        elif seen != asked.week.seen:
            form.add_error("time", CHANGED)
        return _page(request, asked, form) if asked else _closed(request, link)


def _page(request: HttpRequest, asked: Request, form: EndorseForm) -> HttpResponse:
    context = {
        "title": f"Do you support {asked.doctor}?",
        "caption": asked.trust,
        "asked": asked,
        "week": asked.week,
        "is_reading": True,
        "form": form,
    }
    return TemplateResponse(request, "cohorts/endorse.jinja", context, status=422 if form.errors else 200)


def _thanks(request: HttpRequest, asked: Request, *, is_answer: bool) -> HttpResponse:
    context = {"title": "Thank you: your answer is kept", "asked": asked, "is_answer": is_answer}
    return TemplateResponse(request, "cohorts/endorse_thanks.jinja", context)


def _closed(request: HttpRequest, link: str) -> HttpResponse:
    is_withdrawn = was_called_off(link)
    title = "You need not do anything more" if is_withdrawn else "This link cannot be used"
    context = {"title": title, "is_withdrawn": is_withdrawn}
    return TemplateResponse(request, "cohorts/endorse_closed.jinja", context, status=404)


def _is_asked_too_often(request: HttpRequest) -> bool:
    minute = int(time.time()) // 60
    key = f"endorse:{get_adapter().get_client_ip(request)}:{minute}"
    cache.add(key, 0, timeout=120)
    return cache.incr(key) > MOST_A_MINUTE
