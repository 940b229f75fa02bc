"""One's own e-mails in a Trust, which and when, and the private address of one's calendar."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from trusts.access import TrustView
from trusts.forms.mail import ChoicesForm
from trusts.models import CalendarFeed
from trusts.permissions import USE_TRUST, roles_in
from trusts.selectors.mail import Choice, choices_of, kinds_at_once, mail_settings
from trusts.services.calendars import end_feed, make_feed
from trusts.services.choices import choose_timings
from trusts.services.notices import address_of
from trusts.states import NoticeGroup, NoticeTiming


class MyNoticesView(TrustView):
    """When I want which e-mails."""

    permission = USE_TRUST

    def get(self, request: HttpRequest, trust: str) -> HttpResponse:
        """What is chosen now."""
        return my_page(request, choices_form(self.request))

    def post(self, request: HttpRequest, trust: str) -> HttpResponse:
        """Keep the choice, or show what needs attention."""
        form = ChoicesForm(_groups(my_choices(self.request)), request.POST)
        if not form.is_valid():
            return my_page(request, form)
        timings = {NoticeGroup(group): NoticeTiming(timing) for group, timing in form.cleaned_data.items()}
        choose_timings(timings=timings, by=self.request.person)
        messages.success(request, "Your choice is kept.")
        return redirect("trusts:my_notices", trust)


class CalendarMakeView(TrustView):
    """A private address for one's calendar."""

    permission = USE_TRUST

    def post(self, request: HttpRequest, trust: str) -> HttpResponse:
        """Show it once; an earlier address stops working."""
        address = address_of("calendar:feed", make_feed(by=self.request.person))
        response = my_page(self.request, choices_form(self.request), address)
        response["Cache-Control"] = "no-store"
        return response


class CalendarEndView(TrustView):
    """End the address of one's calendar."""

    permission = USE_TRUST

    def post(self, request: HttpRequest, trust: str) -> HttpResponse:
        """At once."""
        end_feed(by=self.request.person)
        messages.success(request, "The address of your calendar leads nowhere any more.")
        return redirect("trusts:my_notices", trust)


def my_choices(request: Any) -> list[Choice]:
    """What the person may choose about, by the roles they hold in the Trust."""
    return choices_of(request.person, roles_in(request.user, request.trust.pk))


def choices_form(request: Any) -> ChoicesForm:
    """What the person has chosen, as a form."""
    choices = my_choices(request)
    return ChoicesForm(_groups(choices), initial={choice.group.value: choice.timing.value for choice in choices})


def my_page(request: Any, form: ChoicesForm, address: str = "") -> HttpResponse:
    """The page of one's e-mails and calendar; `address` is the calendar's, on the one page that shows it."""
    context = {
        "title": "My e-mails and calendar",
        "address": address,
        "feed": CalendarFeed.objects.filter(person=request.person).first(),
        "form": form,
        "at_once": kinds_at_once(roles_in(request.user, request.trust.pk)),
        "settings": mail_settings(),
        "breadcrumbs": [{"text": "Your account", "href": reverse("trusts:account")}],
    }
    return TemplateResponse(request, "trusts/my_notices.jinja", context)


def _groups(choices: list[Choice]) -> list[tuple[NoticeGroup, bool, str]]:
    return [(c.group, c.may_be_off, ". ".join(kind.title for kind in c.kinds) + ".") for c in choices]
