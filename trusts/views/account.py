"""One's own account: where one belongs, how one signs in, and tokens for the API."""

from allauth.account.decorators import reauthentication_required
from allauth.usersessions.views import list_usersessions
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.generic import View
from knox.models import AuthToken

from trusts.forms.accounts import TokenForm
from trusts.models import Membership, UniversityMembership
from trusts.selectors.providers import joined_providers
from trusts.services.accounts import end_token, make_token
from trusts.states import Role
from trusts.ways_in import came_through

# One's own sign-ins are ended by whoever confirms that it is them; through a provider there is nothing to confirm with.
own_sessions = reauthentication_required(
    list_usersessions, allow_get=True, enabled=lambda request: came_through(request) is None
)


class AccountView(View):
    """What belongs to the signed-in person alone."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The account page."""
        return _page(request, TokenForm())


class TokenMakeView(View):
    """Make a token for the API."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """Show it once."""
        form = TokenForm(request.POST)
        if not form.is_valid():
            return _page(request, form)
        token = make_token(user=request.user, days=form.cleaned_data["days"])  # type: ignore[arg-type]
        response = _page(request, TokenForm(), new_token=token)
        response["Cache-Control"] = "no-store"
        return response


class TokenEndView(View):
    """End a token."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """At once."""
        end_token(user=request.user, digest=request.POST.get("digest", ""))  # type: ignore[arg-type]
        messages.success(request, "The token no longer works.")
        return redirect("trusts:account")


def _page(request: HttpRequest, form: TokenForm, new_token: str = "") -> HttpResponse:
    user_id = request.user.pk or 0
    memberships = Membership.objects.filter(user_id=user_id, is_active=True).select_related("trust")
    universities = UniversityMembership.objects.filter(user_id=user_id, is_active=True).select_related("university")
    context = {
        "title": "Your account",
        "form": form,
        "new_token": new_token,
        "memberships": [(m.trust, Role(m.role).label) for m in memberships.order_by("trust__name", "role")],
        "universities": universities,
        "providers": joined_providers(user_id),
        "tokens": AuthToken.objects.filter(user_id=user_id).order_by("-created"),
    }
    return TemplateResponse(request, "trusts/account.jinja", context)
