"""Pages anybody may read, and the way home."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView, View

from trusts.selectors.belonging import places_of
from trusts.views.privacy import notice


@method_decorator(login_not_required, name="dispatch")
class PublicPage(TemplateView):
    """A page that needs no sign-in."""

    template_engine = "jinja2"
    title = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The page's title."""
        return super().get_context_data(title=self.title, **kwargs)


class PrivacyPage(PublicPage):
    """Who can see what, as it is in every Trust."""

    template_name = "trusts/privacy.jinja"
    title = "Privacy: who can see what"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the one table of sentences."""
        return super().get_context_data(**kwargs, **notice())


class HomeView(View):
    """The way home: straight into the only place somebody belongs to, or a choice."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Redirect when there is one place, list them when there are more, explain when there is none."""
        places = places_of(request.user)
        if len(places) == 1:
            return redirect(places[0].home, places[0].slug)
        context = {"title": "Where do you want to work?", "places": places}
        return TemplateResponse(request, "trusts/place_list.jinja", context)
