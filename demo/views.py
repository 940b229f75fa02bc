"""Choose somebody of the demonstration, and be them."""

from typing import Any

from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.decorators import method_decorator
from django.views.generic import View

from demo.personas import all_personas, by_place, loaded_personas, persona_of
from demo.stops import stops
from trusts.models import User

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@method_decorator(login_not_required, name="dispatch")
class DemonstrationView(View):
    """A page that is not there unless this is the demonstration."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """404 where settings.DEMONSTRATION is off, however the address came to be routed."""
        if not settings.DEMONSTRATION:
            raise Http404
        return super().dispatch(request, *args, **kwargs)


class PersonaListView(DemonstrationView):
    """The guided tour, then everybody there is, by place and role."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Each stop of the tour with its person; each role with what it may see; a button for everybody."""
        loaded = loaded_personas()
        context = {
            "title": "Who would you like to be?",
            "stops": [(stop, persona_of(stop.person)) for stop in stops() if persona_of(stop.person) in loaded],
            "places": by_place(loaded),
        }
        return TemplateResponse(request, "demo/persona_list.jinja", context)


class PersonaSignInView(DemonstrationView):
    """Become one of them."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        """End the former session and begin the persona's; only people of the content can be chosen."""
        of_stops = {stop.name: persona_of(stop.person).email for stop in stops()}
        email = of_stops.get(request.POST.get("stop", ""), request.POST.get("email", ""))
        if email not in {persona.email for persona in all_personas()}:
            raise Http404
        user = get_object_or_404(User, email=email, is_active=True)
        logout(request)
        login(request, user, backend=BACKEND)
        return redirect("trusts:place_list")
