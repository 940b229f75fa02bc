"""One's own e-mails in a Trust: which, and when."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from trusts.access import TrustView
from trusts.forms.mail import ChoicesForm
from trusts.permissions import USE_TRUST
from trusts.selectors.mail import Choice, choices_of, kinds_at_once, mail_settings
from trusts.services.choices import choose_timings
from trusts.states import NoticeGroup, NoticeTiming


class MyNoticesView(TrustView):
    """When I want which e-mails."""

    permission = USE_TRUST

    def get(self, request: HttpRequest, trust: str) -> HttpResponse:
        """What is chosen now."""
        choices = choices_of(self.request.person)
        initial = {choice.group.value: choice.timing.value for choice in choices}
        return self._page(ChoicesForm(_groups(choices), initial=initial))

    def post(self, request: HttpRequest, trust: str) -> HttpResponse:
        """Keep the choice, or show what needs attention."""
        form = ChoicesForm(_groups(choices_of(self.request.person)), request.POST)
        if not form.is_valid():
            return self._page(form)
        timings = {NoticeGroup(group): NoticeTiming(timing) for group, timing in form.cleaned_data.items()}
        choose_timings(timings=timings, by=self.request.person)
        messages.success(request, "Your choice is kept.")
        return redirect("trusts:my_notices", trust)

    def _page(self, form: ChoicesForm) -> HttpResponse:
        context = {
            "title": "My e-mails",
            "form": form,
            "at_once": kinds_at_once(),
            "settings": mail_settings(),
            "breadcrumbs": [{"text": "Your account", "href": reverse("trusts:account")}],
        }
        return TemplateResponse(self.request, "trusts/my_notices.jinja", context)


def _groups(choices: list[Choice]) -> list[tuple[NoticeGroup, bool, str]]:
    return [(c.group, c.may_be_off, "; ".join(kind.title for kind in c.kinds) + ".") for c in choices]
